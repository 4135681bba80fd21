/** What the issuer of a proof bundle signs: an in-toto statement about its three documents (formats.md section 7). */
import * as v from 'valibot';
import { MANIFEST_FILE, MERKLE_PROOF_FILE, SCORE_FILE } from '../bundle/bundle-layout.ts';
import { type Digest, digestHex, digestOf } from '../digest/sha256.ts';
import type { VerifiedPayload } from '../dsse/verify-envelope.ts';
import { StellaError } from '../errors.ts';
import { formatStatement, parseStatement, type Statement, type Subject } from '../intoto/statement.ts';
import { checkShape } from '../json/document.ts';
import {
  countShape,
  digestShape,
  scanIdShape,
  scoreShape,
  timestampShape,
  verdictShape,
} from '../json/shapes.ts';
import type { ScoreDocument } from '../score/score-document.ts';

export const SCORE_PROOF_PREDICATE_TYPE = 'https://stella-ops.org/attestation/score-proof/v1';

const predicateShape = v.strictObject({
  scanId: scanIdShape,
  manifestHash: digestShape,
  rootHash: digestShape,
  treeSize: countShape,
  score: scoreShape,
  verdict: verdictShape,
  freezeTimestamp: timestampShape,
});

export type ScoreProofPredicate = v.InferOutput<typeof predicateShape>;

/** The documents that every statement is about, in the order of its subjects. */
const SUBJECT_FILES = [MANIFEST_FILE, SCORE_FILE, MERKLE_PROOF_FILE] as const;

/** Bytes of documents by file name. */
export type Documents = ReadonlyMap<string, Uint8Array>;

/** What a score and the root over it say, as the predicate repeats it. */
export function scoreProofPredicate(
  score: ScoreDocument,
  rootHash: Digest,
  treeSize: number,
): ScoreProofPredicate {
  return {
    scanId: score.scanId,
    manifestHash: score.manifestHash,
    rootHash,
    treeSize,
    score: score.score,
    verdict: score.verdict,
    freezeTimestamp: score.freezeTimestamp,
  };
}

/** Canonical bytes of the statement: the payload to sign. */
export function formatScoreStatement(documents: Documents, predicate: ScoreProofPredicate): Uint8Array {
  return formatStatement({
    subject: subjectsOf(documents),
    predicateType: SCORE_PROOF_PREDICATE_TYPE,
    predicate,
  });
}

/**
 * Reads the statement in a verified payload and checks that it is about these documents.
 * @throws StellaError BUNDLE_INVALID, INPUT_INVALID or UNSUPPORTED_VERSION when it is no such statement; SUBJECT_MISMATCH
 * when it is about other bytes
 */
export function verifyScoreStatement(verified: VerifiedPayload, documents: Documents): ScoreProofPredicate {
  const statement = parseStatement(verified, SCORE_PROOF_PREDICATE_TYPE, 'BUNDLE_INVALID');
  const predicate = checkShape(predicateShape, statement.predicate, 'the signed predicate', 'BUNDLE_INVALID');
  verifySubjects(statement, documents);
  return predicate;
}

/**
 * Checks that the signed predicate repeats what the documents say.
 * @throws StellaError ROOT_HASH_MISMATCH for the root hash, SUBJECT_MISMATCH for any other member
 */
export function verifyPredicate(predicate: ScoreProofPredicate, expected: ScoreProofPredicate): void {
  for (const member of Object.keys(expected) as (keyof ScoreProofPredicate)[]) {
    if (predicate[member] === expected[member]) continue;
    throw new StellaError(
      member === 'rootHash' ? 'ROOT_HASH_MISMATCH' : 'SUBJECT_MISMATCH',
      `the signed ${member} is ${predicate[member]}, the documents say ${expected[member]}`,
      { details: { expected: expected[member], received: predicate[member] } },
    );
  }
}

function subjectsOf(documents: Documents): Subject[] {
  return SUBJECT_FILES.flatMap((name) => {
    const bytes = documents.get(name);
    return bytes === undefined ? [] : [{ name, digest: { sha256: digestHex(digestOf(bytes)) } }];
  });
}

/** Every document at hand is a subject exactly once, and there is no subject of another name. */
function verifySubjects(statement: Statement, documents: Documents): void {
  for (const { name, digest } of subjectsOf(documents)) {
    const received = statement.subject
      .filter((subject) => subject.name === name)
      .map((subject) => subject.digest.sha256);
    if (received.length === 1 && received[0] === digest.sha256) continue;
    throw mismatch(
      `${name} has the SHA-256 ${digest.sha256}, the issuer signed ${received.slice(0, 3).join(' and ') || 'no such document'}`,
      {
        expected: digest.sha256,
        received,
      },
    );
  }
  const names = statement.subject.map(({ name }) => name);
  const stranger = names.find((name) => !(SUBJECT_FILES as readonly string[]).includes(name));
  if (stranger !== undefined)
    throw mismatch('the issuer signed a document that is no part of a proof', { received: names });
}

function mismatch(message: string, details: Record<string, unknown>): StellaError {
  return new StellaError('SUBJECT_MISMATCH', message, {
    details,
    hint: 'the signature is over other documents than these; ask the issuer for the original bundle',
  });
}
