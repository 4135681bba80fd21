/** The inputs of a manifest, from the bundle that carries them. */
import {
  EVIDENCE_INPUT,
  INPUTS_FOLDER,
  POLICY_INPUT,
  RULES_INPUT,
  SBOM_INPUT,
} from '../../core/bundle/bundle-layout.ts';
import { type Digest, digestOf } from '../../core/digest/sha256.ts';
import { utf8Decode } from '../../core/encoding/utf8.ts';
import { StellaError } from '../../core/errors.ts';
import type { FeedView } from '../../core/feed/feed-view.ts';
import { canonicalJson } from '../../core/json/canonical-json.ts';
import { isJsonObject } from '../../core/json/json-value.ts';
import { parseStrictJsonText } from '../../core/json/strict-json.ts';
import type { Manifest } from '../../core/manifest/manifest.ts';
import { parseSbom } from '../../core/sbom/read-sbom.ts';
import type { InputSource } from '../score/compute-score.ts';

type Files = ReadonlyMap<string, Uint8Array>;

const DOCUMENT = /^inputs\/(?:sbom|rules\.json|policy\.json|evidence\.json|vex\/.+)$/;

/**
 * Inputs by their digest, under whichever of the names for inputs the bundle has them.
 * @param feed the view of the one snapshot there is
 */
export function bundleSource(files: Files, feed: FeedView): InputSource {
  const byDigest = new Map<Digest, Uint8Array>();
  for (const [name, bytes] of files) if (DOCUMENT.test(name)) byDigest.set(digestOf(bytes), bytes);
  const bytes = (digest: Digest, what: string): Uint8Array => {
    const found = byDigest.get(digest);
    if (found !== undefined) return found;
    throw new StellaError('INPUT_MISSING', `the bundle does not carry ${what} (${digest})`, {
      details: { expected: digest },
    });
  };
  return { bytes, sbom: (digest) => parseSbom(bytes(digest, 'the SBOM')), feed: () => feed };
}

/** True when the bundle carries anything to replay from. */
export function hasInputs(files: Files): boolean {
  return [...files.keys()].some((name) => name.startsWith(INPUTS_FOLDER));
}

/**
 * Checks what the digests do not: that rules, policy and evidence are canonical JSON, which their digest is over, and that the
 * manifest gives the inputs their own sizes, names and versions, which are what a person reads of them.
 * @throws StellaError INPUT_INVALID or BUNDLE_INVALID for the documents, REPLAY_MISMATCH for the manifest
 */
export function verifyInputLabels({ inputs }: Manifest, files: Files): void {
  const { sbom, rules, policy, evidence } = inputs;
  const named = {
    [SBOM_INPUT]: sbom,
    [RULES_INPUT]: rules,
    [POLICY_INPUT]: policy,
    [EVIDENCE_INPUT]: evidence,
  };
  for (const [name, input] of Object.entries(named)) {
    const bytes = files.get(name);
    if (input === undefined || bytes === undefined) continue;
    expectLabel(`size of ${name}`, bytes.length, input.size);
    if (name === SBOM_INPUT) continue;
    const document = canonicalDocument(bytes, name);
    if (!('name' in input) || !isJsonObject(document)) continue;
    expectLabel(`name of ${name}`, document['name'], input.name);
    expectLabel(`version of ${name}`, document['version'], input.version);
  }
}

/** @throws StellaError REPLAY_MISMATCH unless the manifest says what is so */
export function expectLabel(what: string, expected: unknown, received: unknown): void {
  if (expected === received) return;
  throw new StellaError(
    'REPLAY_MISMATCH',
    `the manifest has ${JSON.stringify(received)} as the ${what}, it is ${JSON.stringify(expected) ?? 'absent'}`,
    { details: { expected: expected ?? null, received } },
  );
}

function canonicalDocument(bytes: Uint8Array, name: string): unknown {
  const text = utf8Decode(bytes, name);
  const value = parseStrictJsonText(text, name);
  if (canonicalJson(value) === text) return value;
  throw new StellaError('BUNDLE_INVALID', `${name} is not canonical JSON (RFC 8785)`);
}
