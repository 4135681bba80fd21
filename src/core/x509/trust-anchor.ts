/** Trust anchors as certificates. They are the operator's own: what is wrong with one is no fault of what it is to vouch for. */
import { isStellaError, StellaError } from '../errors.ts';
import type { CertificateAnchor } from '../trust/trust-roots.ts';
import { type Certificate, parseCertificate } from './certificate.ts';

/** One set of trust roots judges many bundles, and is read once. */
const parsedAnchors = new WeakMap<CertificateAnchor, Certificate>();

/** @throws StellaError INPUT_INVALID or LIMIT_EXCEEDED, naming the file that the anchor came in with */
export function parseTrustAnchor(anchor: CertificateAnchor): Certificate {
  const known = parsedAnchors.get(anchor);
  if (known !== undefined) return known;
  const certificate = readAnchor(anchor);
  parsedAnchors.set(anchor, certificate);
  return certificate;
}

/** @throws as `parseTrustAnchor`, for the first one that cannot be read */
export function checkTrustAnchors(anchors: readonly CertificateAnchor[]): void {
  for (const anchor of anchors) parseTrustAnchor(anchor);
}

function readAnchor({ der, source }: CertificateAnchor): Certificate {
  try {
    return parseCertificate(der, `the trust root ${source}`);
  } catch (error) {
    if (!isStellaError(error)) throw error;
    throw new StellaError(error.code, error.message, {
      cause: error,
      hint: 'the trust root itself is at fault, not what it was to judge: give the CA certificate as its owner publishes it',
    });
  }
}
