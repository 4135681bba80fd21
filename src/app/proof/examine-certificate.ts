/** Holds a bundle's certificate against the trust anchors. Reached by `import()` only: the certificate library is large. */
import type { UnverifiedEnvelope } from '../../core/dsse/envelope.ts';
import { isFirstSigner } from '../../core/dsse/first-signature.ts';
import { utf8Decode } from '../../core/encoding/utf8.ts';
import { isStellaError, StellaError } from '../../core/errors.ts';
import type { CertificateEvidence } from '../../core/proof/certificate-evidence.ts';
import type { TimestampEvidence } from '../../core/proof/timestamp-evidence.ts';
import { parseCertificate } from '../../core/x509/certificate.ts';
import { parseCertificatePem, type UnverifiedChain } from '../../core/x509/certificate-pem.ts';
import { verifyChain } from '../../core/x509/verify-chain.ts';
import type { EvidenceContext } from './evidence-context.ts';

const WHAT = 'certificate.pem';

/**
 * The certificate must have been valid when it signed, where a timestamp over its own signature proves when that was; else
 * now. A timestamp over another's signature says nothing about this one.
 * @param pem bytes of certificate.pem
 */
export function examineCertificate(
  pem: Uint8Array,
  envelope: UnverifiedEnvelope | null,
  context: EvidenceContext,
  timestamp: TimestampEvidence | null,
): CertificateEvidence {
  try {
    const chain = parseCertificatePem(utf8Decode(pem, WHAT), WHAT);
    const { publicKey } = parseCertificate(chain.leaf, WHAT);
    if (typeof publicKey === 'string')
      throw new StellaError('BUNDLE_INVALID', `${WHAT} has an unusable key: ${publicKey}`);
    const isDated =
      timestamp?.status === 'trusted' && envelope !== null && isFirstSigner(envelope, publicKey);
    return judgeChain(chain, publicKey, context, isDated ? timestamp : null);
  } catch (error) {
    if (!isStellaError(error)) throw error;
    return { status: 'unreadable', error: unreadable(error) };
  }
}

type ReadableEvidence = Exclude<CertificateEvidence, { status: 'unreadable' }>;

function judgeChain(
  { leaf, intermediates }: UnverifiedChain,
  leafKey: ReadableEvidence['leafKey'],
  { trust, now, revocation }: EvidenceContext,
  signing: { readonly time: string; readonly latest: string } | null,
): ReadableEvidence {
  const at = signing?.time ?? now;
  try {
    const chain = verifyChain(leaf, {
      anchors: trust.anchors,
      intermediates,
      at,
      purpose: 'code-signing',
      ...(revocation === null
        ? {}
        : { revocation: { ...revocation, now, signedBy: signing?.latest ?? null } }),
    });
    const [signer] = chain.certificates;
    if (signer === undefined) throw new StellaError('INTERNAL', 'a verified chain without a certificate');
    const { subject, notAfter } = signer;
    return { status: 'trusted', leafKey, subject, notAfter, judgedAt: at, revocation: chain.revocation };
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
