/**
 * The signing certificate of a bundle: issued under an authority of the trusted root, valid whenever the signature is known to have
 * been made, and logged (client-spec.md section 4.3).
 */
import { StellaError } from '../errors.ts';
import { formatTimestamp } from '../time/timestamp.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import type { UnverifiedChain } from '../x509/certificate-pem.ts';
import { type VerifiedChain, verifyChain } from '../x509/verify-chain.ts';
import { verifyScts } from './certificate-transparency.ts';
import { toAnchor } from './signed-times.ts';
import { inForceAt, type SigstoreTrustedRoot } from './trusted-root.ts';

/**
 * Verifies the certificate at each of `times` (milliseconds since 1970), of which there must be one at least: a certificate that is
 * good at one proven time and not at another was used outside its life.
 * @returns names of the certificate logs that vouch for it; none where the trusted root has no such logs
 * @throws StellaError CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID, CERTIFICATE_UNTRUSTED, CERTIFICATE_USAGE; INPUT_INVALID
 */
export function verifySigningCertificate(
  chain: UnverifiedChain,
  certificate: Certificate,
  times: readonly number[],
  trustedRoot: SigstoreTrustedRoot,
): readonly string[] {
  const [first] = times.map((time) => verifyAt(chain, time, trustedRoot));
  if (first === undefined) throw new StellaError('INTERNAL', 'a certificate was to be judged at no time');
  if (trustedRoot.certificateLogs.length === 0) return [];
  return verifyScts(certificate, first.issuer, trustedRoot.certificateLogs);
}

function verifyAt(
  { leaf, intermediates }: UnverifiedChain,
  time: number,
  { certificateAuthorities, source }: SigstoreTrustedRoot,
): { readonly issuer: Certificate } {
  const at = formatTimestamp(time) ?? '';
  const authorities = inForceAt(certificateAuthorities, time).map(({ certificates }) => certificates);
  if (authorities.length === 0) {
    throw new StellaError(
      'CERTIFICATE_UNTRUSTED',
      `no certificate authority of the trusted root was in force at ${at}`,
      {
        details: { at, source },
      },
    );
  }
  const anchors = authorities
    .flatMap((certificates) => certificates.slice(-1))
    .map((der) => toAnchor(der, source));
  const known = authorities.flatMap((certificates) => certificates.slice(0, -1));
  const options = {
    anchors,
    intermediates: [...known, ...intermediates],
    at,
    purpose: 'code-signing',
  } as const;
  return {
    issuer: issuerOf(verifyChain(leaf, options), [
      ...anchors.map(({ der }) => der),
      ...options.intermediates,
    ]),
  };
}

/** The certificate above the leaf in a verified chain. */
function issuerOf({ certificates }: VerifiedChain, pool: readonly Uint8Array[]): Certificate {
  const [, above] = certificates;
  const issuer = pool
    .map((der) => parseCertificate(der))
    .find(({ fingerprint }) => fingerprint === above?.fingerprint);
  if (issuer !== undefined) return issuer;
  throw new StellaError(
    'CERTIFICATE_UNTRUSTED',
    'the signing certificate is a trust anchor itself, issued by nobody',
  );
}
