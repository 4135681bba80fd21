/** Just the root hash: of a scan as it is recorded, or of a bundle as its documents give it. What shell scripts compare. */
import type { Digest } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import type { BundleReader } from '../ports/bundle-files.ts';
import type { Store } from '../ports/store.ts';
import { readSpine } from '../proof/show-spine.ts';
import { originalManifest } from './replay-score.ts';

export interface RootHash {
  readonly rootHash: Digest;
  readonly scanId: string;
  readonly manifestHash: Digest;
  /** `record`: as the store has it, not replayed. `documents`: recomputed from the bundle's, its signature not checked. */
  readonly origin: 'record' | 'documents';
}

/** @throws StellaError SCAN_NOT_FOUND or MANIFEST_MISSING */
export function rootHashOfScan(store: Store, scanId: string): RootHash {
  const { rootHash, manifestHash } = originalManifest(store, scanId);
  return { rootHash, scanId, manifestHash, origin: 'record' };
}

/** @throws StellaError BUNDLE_NOT_FOUND, BUNDLE_INVALID, … */
export async function rootHashOfBundle(path: string, bundles: BundleReader): Promise<RootHash> {
  const { rootHash, score } = await readSpine(path, bundles);
  return { rootHash, scanId: score.scanId, manifestHash: score.manifestHash, origin: 'documents' };
}

export interface BundleComparison {
  readonly same: boolean;
  readonly a: RootHash;
  readonly b: RootHash;
}

/** Do two bundles have one root hash, and so one manifest, one set of inputs and one score? Looks at no signature. */
export async function compareBundles(
  [a, b]: readonly [string, string],
  bundles: BundleReader,
): Promise<{ readonly comparison: BundleComparison; readonly error: StellaError | null }> {
  const roots = [await rootHashOfBundle(a, bundles), await rootHashOfBundle(b, bundles)] as const;
  const [first, second] = roots;
  const same = first.rootHash === second.rootHash;
  const error = new StellaError(
    'ROOT_HASH_MISMATCH',
    `the root hashes differ: ${first.rootHash} and ${second.rootHash}`,
    {
      details: { a: first.rootHash, b: second.rootHash },
      hint:
        first.manifestHash === second.manifestHash
          ? 'one manifest, two results: replay it, with "stella score replay", to see which is right'
          : 'the manifests differ already: "stella score diff" says in which input',
    },
  );
  return { comparison: { same, a: first, b: second }, error: same ? null : error };
}
