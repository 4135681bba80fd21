/** The verification of envelopes of others, in plain sentences. */
import type { EnvelopeVerification } from '../../app/proof/verify-envelope.ts';
import type { ProvenEnvelope } from '../../core/envelope/envelope-report.ts';
import type { Attestation, AttestationSubject } from '../../core/intoto/attestation.ts';
import type { Style } from '../terminal.ts';
import { type Cell, renderTable } from './layout.ts';
import { renderVerification, verdictCell } from './verification.ts';

/** More subjects than these are counted, not listed. */
const SUBJECTS_SHOWN = 10;

/** One document as a page, several as a row each. */
export function renderEnvelopes(verifications: readonly EnvelopeVerification[], style: Style): string {
  const [only] = verifications;
  if (verifications.length === 1 && only !== undefined) {
    const proven = only.proven === null ? null : provenPairs(only.proven);
    return renderVerification({ ...only, name: `${only.file}, ${only.format}`, proven }, style);
  }
  return renderTable(
    [
      { head: '#', align: 'right' },
      { head: 'FORMAT' },
      { head: 'RESULT' },
      { head: 'PREDICATE' },
      { head: 'SIGNED BY' },
    ],
    verifications.map(({ format, proven, ...verdict }, index) => [
      index + 1,
      format,
      verdictCell(verdict, style),
      proven?.statement?.predicateType ?? proven?.payloadType ?? null,
      proven === null ? null : signerNames(proven),
    ]),
    style,
  );
}

function provenPairs(proven: ProvenEnvelope): readonly (readonly [string, Cell])[] {
  const { payloadType, payload, statement, logEntries, signedTimes } = proven;
  return [
    ['signed by', signerNames(proven)],
    ...signedTimes.map(({ time, authority }) => ['signed at', `${time} by ${authority}`] as const),
    ...logEntries.map(({ log, logIndex }) => ['logged in', `${log} at index ${logIndex}`] as const),
    ...(payloadType === null ? [] : [['payload', payloadType] as const]),
    ...(payload === null ? [] : [['size', `${Buffer.byteLength(payload, 'base64')} bytes`] as const]),
    ...(statement === null ? [] : statementPairs(statement)),
  ];
}

function statementPairs({ predicateType, subject }: Attestation): readonly (readonly [string, Cell])[] {
  const more = subject.length - SUBJECTS_SHOWN;
  return [
    ['predicate', predicateType],
    ...subject.slice(0, SUBJECTS_SHOWN).map((item) => ['subject', subjectText(item)] as const),
    ...(more > 0 ? [['', `and ${more} more`] as const] : []),
  ];
}

function subjectText({ name, digest }: AttestationSubject): string {
  const digests = Object.entries(digest).map(([algorithm, value]) => `${algorithm}:${value}`);
  return [...(name === null || name === '' ? [] : [name]), ...digests].join(' ');
}

/** Whom a certificate names, else the key. */
function signerNames({ signers }: ProvenEnvelope): string {
  return signers
    .map(({ keyid, certificate }) => {
      if (certificate === null) return keyid;
      return certificate.identities.join(' ') || certificate.subject || keyid;
    })
    .join(', ');
}
