/** Holds a bundle's certificate against the trust anchors. Reached by `import()` only: the certificate library is large. */
import { utf8Decode } from '../core/encoding/utf8.ts';
import { isStellaError, StellaError } from '../core/errors.ts';
import type { CertificateEvidence } from '../core/proof/certificate-evidence.ts';
import type { TrustRoots } from '../core/trust/trust-roots.ts';
import { parseCertificate } from '../core/x509/certificate.ts';
import { parseCertificatePem, type UnverifiedChain } from '../core/x509/certificate-pem.ts';
import { verifyChain } from '../core/x509/verify-chain.ts';

const WHAT = 'certificate.pem';

/**
 * @param pem bytes of certificate.pem
 * @param at RFC 3339, the time at which the certificate must have been valid
 */
export function examineCertificate(pem: Uint8Array, trust: TrustRoots, at: string): CertificateEvidence {
  try {
    const chain = parseCertificatePem(utf8Decode(pem, WHAT), WHAT);
    const { publicKey } = parseCertificate(chain.leaf, WHAT);
    if (typeof publicKey === 'string')
      throw new StellaError('BUNDLE_INVALID', `${WHAT} has an unusable key: ${publicKey}`);
    return judgeChain(chain, publicKey, trust, at);
  } catch (error) {
    if (!isStellaError(error)) throw error;
    return { status: 'unreadable', error: unreadable(error) };
  }
}

type ReadableEvidence = Exclude<CertificateEvidence, { status: 'unreadable' }>;

function judgeChain(
  { leaf, intermediates }: UnverifiedChain,
  leafKey: ReadableEvidence['leafKey'],
  trust: TrustRoots,
  at: string,
): ReadableEvidence {
  try {
    const { certificates } = verifyChain(leaf, {
      anchors: trust.anchors,
      intermediates,
      at,
      purpose: 'code-signing',
    });
    const [signer] = certificates;
    if (signer === undefined) throw new StellaError('INTERNAL', 'a verified chain without a certificate');
    return { status: 'trusted', leafKey, subject: signer.subject, notAfter: signer.notAfter };
  } catch (error) {
    if (!isStellaError(error) || !error.code.startsWith('CERTIFICATE_')) throw error;
    return { status: 'refused', leafKey, error };
  }
}

/** A file of the bundle that cannot be read makes the bundle one that cannot be read. */
function unreadable({ code, message, hint, details, cause }: StellaError): StellaError {
  if (code !== 'INPUT_INVALID')
    return new StellaError(code, message, { ...(hint === undefined ? {} : { hint }), cause });
  return new StellaError('BUNDLE_INVALID', message, { ...(details === undefined ? {} : { details }), cause });
}
