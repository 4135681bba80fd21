/**
 * Verifies a Sigstore bundle offline, by the Sigstore client specification (architecture-docs, client-spec.md section 4): the
 * signature, the log entries, the times that they and timestamp authorities prove, and for a certificate its chain at these times,
 * its transparency and its identity. Every check runs as far as what it needs could be read.
 *
 * A certificate needs at least one log entry and one proven time. A bare key that is trusted needs no time; it needs a log entry
 * where the trusted root names logs.
 */
import { createHash } from 'node:crypto';
import { preAuthenticationEncoding } from '../dsse/pae.ts';
import { concludeEnvelope } from '../envelope/conclude-envelope.ts';
import {
  ENVELOPE_CHECK_NAMES,
  type EnvelopeCheckName,
  type EnvelopeReport,
  type LogEvidence,
  type ProvenEnvelope,
  type TimeEvidence,
} from '../envelope/envelope-report.ts';
import { checkPayload, hasFailed, type ProvenPayload } from '../envelope/payload-checks.ts';
import { describeSigner } from '../envelope/signature-chains.ts';
import { type EnvelopeRequest, identityRequired, noIdentity } from '../envelope/verify-dsse-document.ts';
import { StellaError } from '../errors.ts';
import type { PublicKey } from '../keys/types.ts';
import { CheckLog } from '../proof/check-log.ts';
import { formatTimestamp } from '../time/timestamp.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { acceptBundleSignature, type MessageEvidence } from './bundle-signature.ts';
import { certificateIdentity, verifyIdentity } from './identity.ts';
import { type SignatureAtHand, verifyLogBody } from './log-body.ts';
import { type LoggedEntry, verifyLogInclusion } from './log-inclusion.ts';
import type { SigstoreBundle } from './sigstore-bundle.ts';
import { type SignedTime, verifySignedTime } from './signed-times.ts';
import { verifySigningCertificate } from './signing-certificate.ts';
import type { SigstoreTrustedRoot } from './trusted-root.ts';
