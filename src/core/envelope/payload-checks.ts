/** The last checks of any envelope: what the payload says, looked at only once everything before it has passed. */
import type { VerifiedPayload } from '../dsse/verify-envelope.ts';
import { base64Encode } from '../encoding/base64.ts';
import { StellaError } from '../errors.ts';
import {
  type ArtifactDigests,
  type Attestation,
  type AttestationSubject,
  parseAttestation,
  verifyArtifactSubject,
  verifyPredicateType,
} from '../intoto/attestation.ts';
import { STATEMENT_PAYLOAD_TYPE } from '../intoto/statement.ts';
import type { CheckLog } from '../proof/check-log.ts';
import type { EnvelopeCheckName, ProvenEnvelope } from './envelope-report.ts';

/** What the verifier asks of the payload. */
export interface PayloadRequest {
  /** Null: any. */
  readonly predicateType: string | null;
  /** Digests of the artifact that must be among the subjects; null when none was given. */
  readonly artifact: ArtifactDigests | null;
}

export type ProvenPayload = Pick<ProvenEnvelope, 'payloadType' | 'payload' | 'statement' | 'matchedSubject'>;

/** True when a check has failed: then nobody looks into the payload. */
export function hasFailed(log: CheckLog<EnvelopeCheckName>): boolean {
  return log.checks.some(({ status }) => status === 'fail');
}

/** Reads the payload of an envelope whose signature is accepted; null when the log has a failure, before or now. */
export function checkPayload(
  log: CheckLog<EnvelopeCheckName>,
  verified: VerifiedPayload | null,
  request: PayloadRequest,
): ProvenPayload | null {
  if (verified === null || hasFailed(log)) {
    for (const name of ['statement', 'artifact'] as const)
      log.skip(name, 'nothing of an unverified payload is looked at');
    return null;
  }
  const payload =
    verified.payloadType === STATEMENT_PAYLOAD_TYPE
      ? checkStatement(log, verified, request)
      : checkBytes(log, verified, request);
  return hasFailed(log) ? null : payload;
}

function checkStatement(
  log: CheckLog<EnvelopeCheckName>,
  verified: VerifiedPayload,
  { predicateType, artifact }: PayloadRequest,
): ProvenPayload | null {
  const statement = log.attempt('statement', () => parseAttestation(verified));
  if (statement === null) return null;
  if (predicateType !== null) log.attempt('statement', () => verifyPredicateType(statement, predicateType));
  log.pass(
    'statement',
    `in-toto ${statement.type.split('/').at(-1)}, ${count(statement.subject.length, 'subject')}`,
  );
  const matchedSubject = checkArtifact(log, statement, artifact);
  return { payloadType: verified.payloadType, payload: null, statement, matchedSubject };
}

function checkArtifact(
  log: CheckLog<EnvelopeCheckName>,
  statement: Attestation,
  artifact: ArtifactDigests | null,
): AttestationSubject | null {
  if (artifact === null) {
    log.skip('artifact', 'no --artifact given: the statement was not held against a file');
    return null;
  }
  const subject = log.attempt('artifact', () => verifyArtifactSubject(statement, artifact));
  log.pass('artifact', 'it is among the subjects of the statement');
  return subject;
}

/** A payload that is no statement has no subjects, so it cannot be about an artifact. */
function checkBytes(
  log: CheckLog<EnvelopeCheckName>,
  { payloadType, payload }: VerifiedPayload,
  { predicateType, artifact }: PayloadRequest,
): ProvenPayload {
  const type = JSON.stringify(payloadType).slice(0, 120);
  const problem = `the payload is ${type}, not an in-toto statement`;
  const details = { expected: STATEMENT_PAYLOAD_TYPE, actual: payloadType };
  const refuse = (): never => {
    throw new StellaError('SUBJECT_MISMATCH', problem, { details });
  };
  if (predicateType !== null) log.attempt('statement', refuse);
  else log.skip('statement', problem);
  if (artifact !== null) log.attempt('artifact', refuse);
  else log.skip('artifact', 'no --artifact given');
  return { payloadType, payload: base64Encode(payload), statement: null, matchedSubject: null };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
