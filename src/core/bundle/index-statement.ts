/**
 * What the maker of an archive signs (`index.dsse.json`): an in-toto statement whose one subject is index.json, which has the
 * digest of every bundle. So one signature covers the archive, and its size does not grow with it.
 */
import * as v from 'valibot';
import { type Digest, digestHex, digestOf } from '../digest/sha256.ts';
import type { VerifiedPayload } from '../dsse/verify-envelope.ts';
import { StellaError } from '../errors.ts';
import { formatStatement, parseStatement } from '../intoto/statement.ts';
import { checkShape } from '../json/document.ts';
import { countShape } from '../json/shapes.ts';
import { type BundleIndex, INDEX_FILE, selectionEntries } from './bundle-index.ts';

export const BUNDLE_INDEX_PREDICATE_TYPE = 'https://stella-ops.org/attestation/bundle-index/v1';

const predicateShape = v.strictObject({
  ...selectionEntries,
  /** How many bundles there are, and their bytes together. */
  bundles: countShape,
  totalBytes: countShape,
});

export type BundleIndexPredicate = v.InferOutput<typeof predicateShape>;

/** What an index says in short. */
export function bundleIndexPredicate({ since, until, scan, bundles }: BundleIndex): BundleIndexPredicate {
  const totalBytes = bundles.reduce((total, { size }) => total + size, 0);
  return { since, until, scan, bundles: bundles.length, totalBytes };
}

/** Canonical bytes of the statement over an index: the payload to sign. */
export function formatIndexStatement(index: BundleIndex, indexDigest: Digest): Uint8Array {
  return formatStatement({
    subject: [{ name: INDEX_FILE, digest: { sha256: digestHex(indexDigest) } }],
    predicateType: BUNDLE_INDEX_PREDICATE_TYPE,
    predicate: bundleIndexPredicate(index),
  });
}

/**
 * Checks that a verified payload is the statement over this index.
 * @param bytes of index.json
 * @throws StellaError BUNDLE_INVALID, INPUT_INVALID or UNSUPPORTED_VERSION when it is no such statement; SUBJECT_MISMATCH when
 * it is about another index, or says something else of it
 */
export function verifyIndexStatement(verified: VerifiedPayload, index: BundleIndex, bytes: Uint8Array): void {
  const statement = parseStatement(verified, BUNDLE_INDEX_PREDICATE_TYPE, 'BUNDLE_INVALID');
  const predicate = checkShape(predicateShape, statement.predicate, 'the signed predicate', 'BUNDLE_INVALID');
  const expected = digestHex(digestOf(bytes));
  const [subject, ...others] = statement.subject;
  if (subject?.name !== INDEX_FILE || subject.digest.sha256 !== expected || others.length > 0) {
    throw mismatch(`${INDEX_FILE} has the SHA-256 ${expected}, the signature is over another document`, {
      expected,
      received: statement.subject.slice(0, 3),
    });
  }
  const stated = bundleIndexPredicate(index);
  for (const member of Object.keys(stated) as (keyof BundleIndexPredicate)[]) {
    if (predicate[member] === stated[member]) continue;
    throw mismatch(`the signed ${member} is ${predicate[member]}, ${INDEX_FILE} says ${stated[member]}`, {
      expected: stated[member],
      received: predicate[member],
    });
  }
}

function mismatch(message: string, details: Record<string, unknown>): StellaError {
  return new StellaError('SUBJECT_MISMATCH', message, {
    details,
    hint: 'the index was altered, or belongs to another archive; ask its maker for the original',
  });
}
