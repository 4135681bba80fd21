/** Whose signature is on the envelope, and by what right it is accepted (formats.md sections 7 and 8). */
import type { UnverifiedEnvelope } from '../dsse/envelope.ts';
import { isFirstSigner } from '../dsse/first-signature.ts';
import { type VerifiedPayload, verifyEnvelope } from '../dsse/verify-envelope.ts';
import { isStellaError, StellaError } from '../errors.ts';
import type { TrustRoots } from '../trust/trust-roots.ts';
import type { CertificateEvidence } from './certificate-evidence.ts';

export interface AcceptedSignature {
  readonly verified: VerifiedPayload;
  /** `key`: by a key that is trusted as it is. `certificate`: by the key of the bundle's certificate, trusted or not. */
  readonly by: 'key' | 'certificate';
  /** Whether the envelope's first signature, which a timestamp is over, is one of those that were accepted. */
  readonly isFirst: boolean;
}

/**
 * Verifies the envelope with the trusted keys, else with the certificate's key too. Whether the certificate itself is to be
 * relied on is a check of its own.
 * @param threshold how many different keys must have signed
 * @throws StellaError TRUST_ROOT_MISSING, SIGNATURE_INVALID or KEY_UNKNOWN
 */
export function acceptSignature(
  envelope: UnverifiedEnvelope,
  trust: TrustRoots,
  certificate: CertificateEvidence | null,
  threshold = 1,
): AcceptedSignature {
  if (trust.keys.length === 0 && trust.anchors.length === 0) {
    throw new StellaError('TRUST_ROOT_MISSING', 'no trust root is given and the store has none', {
      hint: "give the issuer's public key or CA certificate with --trust-root FILE; compare its fingerprint with a copy that reached you another way",
    });
  }
  const accepted = (verified: VerifiedPayload, by: AcceptedSignature['by']): AcceptedSignature => {
    const isFirst = verified.signers.some((key) => isFirstSigner(envelope, key));
    return { verified, by, isFirst };
  };
  const byKey = tryKeys(envelope, trust.keys, threshold);
  if (byKey !== null) return accepted(byKey, 'key');
  if (certificate === null || certificate.status === 'unreadable')
    return accepted(verifyEnvelope(envelope, trust.keys, threshold), 'key');
  const keys = [...trust.keys, certificate.leafKey];
  const byCertificate = tryKeys(envelope, keys, threshold);
  if (byCertificate !== null) return accepted(byCertificate, 'certificate');
  const trustedKeys = certificate.status === 'trusted' ? keys : trust.keys;
  return accepted(verifyEnvelope(envelope, trustedKeys, threshold), 'key');
}

function tryKeys(
  envelope: UnverifiedEnvelope,
  keys: Parameters<typeof verifyEnvelope>[1],
  threshold: number,
): VerifiedPayload | null {
  try {
    return verifyEnvelope(envelope, keys, threshold);
  } catch (error) {
    if (isStellaError(error)) return null;
    throw error;
  }
}
