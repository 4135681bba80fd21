/** What verifying an envelope of others found out: each check by name, and what follows from them. */
import type { ErrorCode } from '../errors.ts';
import type { Attestation, AttestationSubject } from '../intoto/attestation.ts';
import type { KeyAlgorithm } from '../keys/types.ts';
import type { Check } from '../proof/report.ts';

export const ENVELOPE_CHECK_NAMES = [
  'signature',
  'certificate',
  'identity',
  'log',
  'timestamp',
  'statement',
  'artifact',
] as const;

export type EnvelopeCheckName = (typeof ENVELOPE_CHECK_NAMES)[number];

/** The certificate of a signer. */
export interface SignerCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** Lowercase hex SHA-256 of the DER. */
  readonly fingerprint: string;
  /** URIs, email addresses and user names that it is for. */
  readonly identities: readonly string[];
  /** Who vouched for the identity; null for a certificate that no Fulcio issued. */
  readonly identityIssuer: string | null;
}

/** Who signed, and by what right the signature is accepted. */
export interface EnvelopeSigner {
  readonly keyid: string;
  readonly algorithm: KeyAlgorithm;
  /** Null when the key is trusted as it is. */
  readonly certificate: SignerCertificate | null;
}

/** An entry in a transparency log, as it was verified. */
export interface LogEvidence {
  readonly log: string;
  readonly logIndex: number;
  readonly inclusionProof: boolean;
  /** RFC 3339; null where the log vouches for no time. */
  readonly integratedTime: string | null;
}

/** When the signature existed, by whose word. */
export interface TimeEvidence {
  readonly time: string;
  readonly authority: string;
}

/** What is in the envelope; known only once everything that was asked for is verified. */
export interface ProvenEnvelope {
  /** Null when an artifact was signed, without an envelope. */
  readonly payloadType: string | null;
  /** Standard base64 of a payload that is no in-toto statement; else null. */
  readonly payload: string | null;
  readonly statement: Attestation | null;
  /** The subject that the artifact is; null when none was given, or there is no statement. */
  readonly matchedSubject: AttestationSubject | null;
  readonly signers: readonly EnvelopeSigner[];
  readonly logEntries: readonly LogEvidence[];
  readonly signedTimes: readonly TimeEvidence[];
}

export interface EnvelopeReport {
  /** `DSSE envelope` or `Sigstore bundle 0.3`. */
  readonly format: string;
  readonly verified: boolean;
  /** The code of the lowest layer that failed; null when verified. */
  readonly code: ErrorCode | null;
  /** Null unless verified: nothing of an unverified payload is told. */
  readonly proven: ProvenEnvelope | null;
  readonly checks: readonly Check<EnvelopeCheckName>[];
  readonly established: readonly string[];
  readonly notEstablished: readonly string[];
  readonly assumed: readonly string[];
}
