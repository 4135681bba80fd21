/** What a proof bundle may contain, and how much of it is read (formats.md section 6). */

import type { TarHeader } from '../archive/tar-header.ts';
import type { TarLimits } from '../archive/tar-reader.ts';
import { type Digest, digestHex } from '../digest/sha256.ts';
import { limit } from '../limits.ts';

export const BUNDLE_FOLDER = 'bundle/';

export const MANIFEST_FILE = 'manifest.json';
export const SCORE_FILE = 'score.json';
export const MERKLE_PROOF_FILE = 'merkle-proof.json';
export const ENVELOPE_FILE = 'dsse-envelope.json';
export const CERTIFICATE_FILE = 'certificate.pem';
export const TIMESTAMP_FILE = 'timestamp.tsr';

/** Stands for a disclosure among the files of what was read; no bundle has such a file. */
export const DISCLOSURE_FILE = 'disclosure.json';

/** What a replay from the bundle alone needs. */
export const INPUTS_FOLDER = 'inputs/';
export const SBOM_INPUT = 'inputs/sbom';
export const RULES_INPUT = 'inputs/rules.json';
export const POLICY_INPUT = 'inputs/policy.json';
export const EVIDENCE_INPUT = 'inputs/evidence.json';
export const FEED_INPUT = 'inputs/feed.json';
export const FEED_PROOF_INPUT = 'inputs/feed-proof.json';
export const EPSS_INPUT = 'inputs/epss.json';
export const KEV_INPUT = 'inputs/kev.json';

/** Name of a VEX document; readers take it without `sha256:` too. */
export function vexInput(digest: Digest): string {
  return `inputs/vex/${digest}`;
}

/** Name of an OSV record's canonical bytes. */
export function advisoryInput(digest: Digest): string {
  return `inputs/advisories/${digestHex(digest)}.json`;
}

/** Digest that the name of an advisory says, or null for another name. */
export function advisoryInputDigest(name: string): Digest | null {
  const [, hex] = /^inputs\/advisories\/([0-9a-f]{64})\.json$/.exec(name) ?? [];
  return hex === undefined ? null : `sha256:${hex}`;
}

const TOP_LEVEL_FILES: ReadonlySet<string> = new Set([
  MANIFEST_FILE,
  SCORE_FILE,
  MERKLE_PROOF_FILE,
  ENVELOPE_FILE,
  CERTIFICATE_FILE,
  TIMESTAMP_FILE,
]);

const INPUT_FILE =
  /^inputs\/(?:sbom|rules\.json|policy\.json|feed\.json|evidence\.json|feed-proof\.json|epss\.json|kev\.json|vex\/(?:sha256:)?[0-9a-f]{64}|advisories\/[0-9a-f]{64}\.json)$/;

const FOLDERS: ReadonlySet<string> = new Set(['', 'inputs/', 'inputs/vex/', 'inputs/advisories/']);

/** Largest bundle file that is opened, in bytes. */
export const MAX_BUNDLE_BYTES = limit('bundleBytes');

export const BUNDLE_LIMITS: TarLimits = {
  maxEntries: limit('bundleEntries'),
  maxFileBytes: limit('bundleEntryBytes'),
  maxTotalBytes: limit('bundleTotalBytes'),
};

/** What a bundle of any size may unpack to, and how many times its own size beyond that: JSON packs to a tenth or so. */
const UNPACKED_BYTES_FREE = limit('bundleFreeBytes');
const UNPACKED_RATIO_MAX = limit('bundleRatio');

/** How many bytes a bundle file of `packedBytes` may unpack to: what goes further is a bomb. */
export function maxUnpackedBundleBytes(packedBytes: number): number {
  return UNPACKED_BYTES_FREE + UNPACKED_RATIO_MAX * packedBytes;
}

/** True for an entry that a bundle may have. */
export function isBundleEntry({ path, type }: TarHeader): boolean {
  if (!path.startsWith(BUNDLE_FOLDER)) return false;
  const name = path.slice(BUNDLE_FOLDER.length);
  if (type === 'directory') return FOLDERS.has(name);
  return TOP_LEVEL_FILES.has(name) || INPUT_FILE.test(name);
}
