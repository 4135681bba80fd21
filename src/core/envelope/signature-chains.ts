/**
 * Holds the certificates that came with signatures against the trust anchors. Reached by `import()` only: the certificate library
 * is large, and most envelopes have no certificate.
 */
import { isStellaError, StellaError } from '../errors.ts';
import type { PublicKey } from '../keys/types.ts';
import { certificateIdentity } from '../sigstore/identity.ts';
import type { CertificateAnchor } from '../trust/trust-roots.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { verifyChain } from '../x509/verify-chain.ts';
import type { SignerCertificate } from './envelope-report.ts';
import type { SignatureCertificate } from './signature-certificates.ts';

/** What is known of the certificate beside a signature before the signature is checked. */
export interface ChainEvidence {
  /** Place of the signature in the envelope. */
  readonly index: number;
  readonly key: PublicKey;
  readonly certificate: SignerCertificate;
  /** Why the chain cannot be relied on; null when it can. */
  readonly error: StellaError | null;
}

/**
 * Judges each certificate at the time `at` (RFC 3339).
 * @throws StellaError INPUT_INVALID, LIMIT_EXCEEDED for a certificate that cannot be read or whose key cannot be used
 */
export function examineSignatureChains(
  certificates: readonly SignatureCertificate[],
  anchors: readonly CertificateAnchor[],
  at: string,
): readonly ChainEvidence[] {
  return certificates.map(({ index, chain }) => {
    const certificate = parseCertificate(chain.leaf, `the certificate of signature ${index + 1}`);
    const { publicKey: key } = certificate;
    if (typeof key === 'string')
      throw new StellaError('INPUT_INVALID', `the certificate of signature ${index + 1}: ${key}`);
    const { intermediates } = chain;
    const options = { anchors, intermediates, at, purpose: 'code-signing' } as const;
    const error = chainFault(() => verifyChain(certificate.der, options));
    return { index, key, certificate: describeSigner(certificate), error };
  });
}

/** What a report shows of a signing certificate. */
export function describeSigner(certificate: Certificate): SignerCertificate {
  const { subject, issuer, notBefore, notAfter, fingerprint } = certificate;
  const { subjects: identities, issuer: identityIssuer } = certificateIdentity(certificate);
  return { subject, issuer, notBefore, notAfter, fingerprint, identities, identityIssuer };
}

function chainFault(verify: () => unknown): StellaError | null {
  try {
    verify();
    return null;
  } catch (error) {
    if (isStellaError(error) && error.code.startsWith('CERTIFICATE_')) return error;
    throw error;
  }
}
