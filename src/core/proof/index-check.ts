/** A bundle of an archive against the entry that the archive's index has for it. */
import type { IndexedBundle } from '../bundle/bundle-index.ts';
import type { Digest } from '../digest/sha256.ts';
import type { Check, ProofReport } from './report.ts';

/** What there is to hold a bundle against. */
export type IndexExpectation =
  /** Key ids of those who signed the index; null when the index itself is not verified. */
  | { readonly entry: IndexedBundle; readonly signers: readonly string[] | null }
  /** There is an index, and it does not list the bundle. */
  | { readonly entry: null };

/** @param digest of the bundle's file; null when it could not be read */
export function checkAgainstIndex(
  expectation: IndexExpectation,
  digest: Digest | null,
  { proven }: ProofReport,
): Check {
  const { entry } = expectation;
  if (entry === null) {
    return {
      name: 'index',
      status: 'fail',
      code: 'SUBJECT_MISMATCH',
      reason: 'the index does not list this bundle: it is no part of the archive',
      hint: 'somebody added it after the archive was made; ask who keeps the archive',
    };
  }
  if (digest === null)
    return { name: 'index', status: 'skipped', reason: 'the bundle that it lists could not be read' };
  if (digest !== entry.digest) {
    return {
      name: 'index',
      status: 'fail',
      code: 'DIGEST_MISMATCH',
      reason: `the bundle has the digest ${digest}, the index says ${entry.digest}`,
      hint: 'the bundle was exchanged or altered since the archive was made; take it from another copy of the archive',
      details: { expected: entry.digest, received: digest },
    };
  }
  for (const member of ['scanId', 'manifestHash', 'rootHash'] as const) {
    if (proven === null || proven[member] === entry[member]) continue;
    return {
      name: 'index',
      status: 'fail',
      code: 'SUBJECT_MISMATCH',
      reason: `the bundle has the ${member} ${proven[member]}, the index says ${entry[member]}`,
      details: { expected: entry[member], received: proven[member] },
    };
  }
  if (expectation.signers === null) {
    const reason = 'the bundle is as the index lists it, but the index itself is not verified';
    return { name: 'index', status: 'skipped', reason };
  }
  return {
    name: 'index',
    status: 'pass',
    reason: `as the index lists it, which ${expectation.signers.join(', ')} signed`,
  };
}
