/** Are the inputs that a bundle carries those that its manifest names (formats.md section 6)? */
import { type Digest, digestOf } from '../digest/sha256.ts';
import { StellaError } from '../errors.ts';
import type { Manifest } from '../manifest/manifest.ts';

const NAMED_BY_DIGEST = /^inputs\/(vex|advisories)\/(?:sha256:)?([0-9a-f]{64})(?:\.json)?$/;

/**
 * Checks every file under `inputs/` that the manifest, or the file's own name, gives a digest. VEX documents and evidence
 * that the manifest does not name have no business in the bundle.
 * @throws StellaError DIGEST_MISMATCH
 */
export function verifyBundledInputs(manifest: Manifest, files: ReadonlyMap<string, Uint8Array>): void {
  const { sbom, rules, policy, feed, vex, evidence } = manifest.inputs;
  const vexDigests = new Set<Digest>(vex.map(({ digest }) => digest));
  const expected = new Map<string, Digest | undefined>([
    ['inputs/sbom', sbom.digest],
    ['inputs/rules.json', rules.digest],
    ['inputs/policy.json', policy.digest],
    ['inputs/feed.json', feed.digest],
    ['inputs/evidence.json', evidence?.digest],
  ]);
  for (const [name, bytes] of files) {
    const [, folder, hex] = NAMED_BY_DIGEST.exec(name) ?? [];
    const digest: Digest = `sha256:${hex}`;
    if (folder === 'advisories') verifyFile(name, bytes, digest);
    else if (folder === 'vex') verifyFile(name, bytes, vexDigests.has(digest) ? digest : undefined);
    else if (expected.has(name)) verifyFile(name, bytes, expected.get(name));
  }
}

function verifyFile(name: string, bytes: Uint8Array, expected: Digest | undefined): void {
  const received = digestOf(bytes);
  if (received === expected) return;
  throw new StellaError(
    'DIGEST_MISMATCH',
    `${name} has the digest ${received}, expected ${expected ?? 'no such input'}`,
    {
      details: { expected: expected ?? null, received },
    },
  );
}
