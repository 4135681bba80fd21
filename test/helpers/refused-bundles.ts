/** Bundles that must be refused: with which code, and why Sigstore's own library takes some of them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { base64Decode } from '../../src/core/encoding/base64.ts';
import { type BundleJson, type BundleRecipe, makeBundle } from './sigstore-bundles.ts';
import { trustedRoot } from './sigstore-instance.ts';
import { isAcceptedBySigstore, outcomeOf, type VerifyOptions } from './verify-sigstore.ts';

/** Moments after and before the ten minutes of a certificate. */
export const LATER = '2025-03-01T12:11:00Z';
export const EARLIER = '2025-03-01T11:59:59Z';

export interface RefusedCase {
  readonly bundle: BundleJson;
  readonly code: string;
  readonly options?: VerifyOptions;
  /** Why Sigstore's own library accepts it. */
  readonly accepted?: string;
}

/** A test for each case. */
export function testRefused(cases: Readonly<Record<string, RefusedCase>>): void {
  describe('a Sigstore bundle is refused', () => {
    for (const [what, { bundle, code, options = {}, accepted }] of Object.entries(cases)) {
      it(`with ${code}: ${what}`, () => {
        assert.equal(outcomeOf(bundle, options), code);
        const theirs = isAcceptedBySigstore(bundle, {
          ...(options.root ? { root: options.root } : {}),
          ...(options.artifact ? { artifact: options.artifact } : {}),
        });
        assert.equal(theirs, accepted !== undefined, 'what Sigstore’s own library says of it');
      });
    }
  });
}

/** Takes a good bundle and breaks it. */
export function broken(recipe: BundleRecipe, change: (bundle: BundleJson) => void): BundleJson {
  const bundle = makeBundle(recipe);
  change(bundle);
  return bundle;
}

export function entryOf(bundle: BundleJson): BundleJson['verificationMaterial']['tlogEntries'][number] {
  return bundle.verificationMaterial.tlogEntries[0]!;
}

/** The trusted root, changed. */
export function rootWhere(change: (root: ReturnType<typeof trustedRoot>) => unknown): object {
  const root = trustedRoot();
  change(root);
  return root;
}

export function bodyOf(bundle: BundleJson): Uint8Array {
  return base64Decode(entryOf(bundle).canonicalizedBody);
}

export function rootOf(bundle: BundleJson): Uint8Array {
  return base64Decode(entryOf(bundle).inclusionProof!.rootHash);
}
