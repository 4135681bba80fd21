/**
 * in-toto statements by any tool (https://github.com/in-toto/attestation, spec/v1/statement.md, and v0.1 before it): which
 * artifacts, by digest, and what is said of them. Our own documents are read more strictly, by statement.ts.
 */
import * as v from 'valibot';
import type { VerifiedPayload } from '../dsse/verify-envelope.ts';
import { hexEncode } from '../encoding/hex.ts';
import { StellaError } from '../errors.ts';
import { readShape } from '../json/document.ts';
import { isJsonObject, type JsonValue } from '../json/json-value.ts';
import { parseStrictJson } from '../json/strict-json.ts';
import type { SignatureHash } from '../keys/types.ts';

/** Statement types that are read. */
export const ATTESTATION_TYPES = [
  'https://in-toto.io/Statement/v1',
  'https://in-toto.io/Statement/v0.1',
] as const;

/** An artifact that a statement is about. */
export interface AttestationSubject {
  /** Null when it has none: an artifact is known by its digest. */
  readonly name: string | null;
  /** Hash algorithm to hex digits, or to what the algorithm's name stands for. */
  readonly digest: Readonly<Record<string, string>>;
}

export interface Attestation {
  readonly type: (typeof ATTESTATION_TYPES)[number];
  readonly subject: readonly AttestationSubject[];
  readonly predicateType: string;
  /** Null when there is none. */
  readonly predicate: JsonValue;
}

/** Digests of an artifact, by algorithm. */
export type ArtifactDigests = ReadonlyMap<SignatureHash, Uint8Array>;

const text = v.pipe(v.string(), v.minLength(1));
const attestationShape = v.object({
  subject: v.pipe(
    v.array(
      v.object({
        name: v.nullish(v.string(), null),
        digest: v.pipe(
          v.record(v.string(), text),
          v.check((digest) => Object.keys(digest).length > 0, 'expected a digest'),
        ),
      }),
    ),
    v.minLength(1),
  ),
  predicateType: text,
  predicate: v.optional(v.any(), null),
});

/**
 * The statement in a verified payload of the type `application/vnd.in-toto+json`.
 * @throws StellaError UNSUPPORTED_VERSION for another type of statement, or none; INPUT_INVALID for one that is malformed
 */
export function parseAttestation({ payload }: VerifiedPayload): Attestation {
  const what = 'the signed statement';
  const value = parseStrictJson(payload, what);
  const received = isJsonObject(value) ? value['_type'] : undefined;
  const type = ATTESTATION_TYPES.find((known) => known === received);
  if (type === undefined) {
    throw new StellaError('UNSUPPORTED_VERSION', `${what} is of the type ${quote(received)}`, {
      details: { expected: ATTESTATION_TYPES },
    });
  }
  const { subject, predicateType, predicate } = readShape(attestationShape, value, what, 'INPUT_INVALID');
  return { type, subject, predicateType, predicate };
}

/**
 * The subject that is the artifact with these digests: of the algorithms that both sides have there is at least one, and all agree.
 * @throws StellaError SUBJECT_MISMATCH
 */
export function verifyArtifactSubject(
  { subject }: Attestation,
  artifact: ArtifactDigests,
): AttestationSubject {
  const found = subject.find(({ digest }) => {
    const common = [...artifact].filter(([hash]) => Object.hasOwn(digest, hash));
    return common.length > 0 && common.every(([hash, value]) => digest[hash] === hexEncode(value));
  });
  if (found !== undefined) return found;
  const actual = Object.fromEntries(Array.from(artifact, ([hash, value]) => [hash, hexEncode(value)]));
  throw new StellaError('SUBJECT_MISMATCH', 'the statement is not about this artifact', {
    details: { expected: subject.slice(0, 20), actual },
    hint: 'compare the digests: the artifact was altered, or the attestation belongs to another one',
  });
}

/**
 * Verifies that the statement is of the type that is expected.
 * @throws StellaError SUBJECT_MISMATCH
 */
export function verifyPredicateType({ predicateType }: Attestation, expected: string): void {
  if (predicateType === expected) return;
  throw new StellaError(
    'SUBJECT_MISMATCH',
    `the statement has the predicate type ${quote(predicateType)}, expected ${quote(expected)}`,
    { details: { expected, actual: predicateType } },
  );
}

function quote(value: JsonValue | undefined): string {
  return (JSON.stringify(value) ?? 'none').slice(0, 120);
}
