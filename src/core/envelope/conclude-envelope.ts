/** From the outcome of every check to the report: the verdict, and in sentences what it rests on. */
import type { CheckLog } from '../proof/check-log.ts';
import { decidingCode } from '../proof/report.ts';
import type { EnvelopeCheckName, EnvelopeReport, EnvelopeSigner, ProvenEnvelope } from './envelope-report.ts';

export interface EnvelopeConclusion {
  readonly format: string;
  /** Null when something failed. */
  readonly proven: ProvenEnvelope | null;
  readonly assumed: readonly string[];
}

/** The report. Whatever `proven` says, a failed check makes it null. */
export function concludeEnvelope(
  log: CheckLog<EnvelopeCheckName>,
  { format, proven, assumed }: EnvelopeConclusion,
): EnvelopeReport {
  const { checks } = log;
  const code = decidingCode(checks) ?? (proven === null ? 'INTERNAL' : null);
  if (code !== null || proven === null) {
    const notEstablished = ['nothing: it is not verified, and none of its content is to be relied on'];
    return { format, verified: false, code, proven: null, checks, established: [], notEstablished, assumed };
  }
  return { format, verified: true, code, proven, checks, ...statementsOf(proven), assumed };
}

function statementsOf(proven: ProvenEnvelope): Pick<EnvelopeReport, 'established' | 'notEstablished'> {
  const { signers, statement, matchedSubject, payloadType, logEntries, signedTimes } = proven;
  const what = payloadType === null ? 'the artifact' : 'the payload';
  const isCertified = signers.some(({ certificate }) => certificate !== null);
  return {
    established: [
      ...signers.map((signer) => `${what} was signed by ${signerText(signer)}, and not altered since`),
      ...signedTimes.map(({ time, authority }) => `the signature existed at ${time}, says ${authority}`),
      ...logEntries.map(({ log, logIndex }) => `the signature stands in the log ${log} at index ${logIndex}`),
      ...(matchedSubject === null ? [] : ['the artifact is one that the statement is about']),
    ],
    notEstablished: [
      ...(statement === null ? [] : ['that what the statement says is true: only who says it']),
      ...(statement !== null && matchedSubject === null
        ? ['that a file is what the statement is about: no --artifact was given']
        : []),
      ...(signedTimes.length === 0 ? ['when it was signed: there is no verified timestamp'] : []),
      ...(logEntries.length === 0 ? ['that the signature stands in any public log'] : []),
      isCertified
        ? 'that the certificate was not revoked: no revocation list was checked'
        : 'that the signing key was not withdrawn since: a bare key carries no revocation',
    ],
  };
}

function signerText({ keyid, certificate }: EnvelopeSigner): string {
  if (certificate === null) return `the holder of the trusted key ${keyid}`;
  const { identities, identityIssuer, subject } = certificate;
  const name = subject === '' ? '' : ` ${subject}`;
  return identityIssuer === null
    ? `the holder of the certificate${name} (key ${keyid})`
    : `${identities.join(', ')}, whom ${identityIssuer} vouched for`;
}
