/** RFC 3161 timestamps of a bundle, by the timestamp authorities of a trusted root (client-spec.md section 4.2.1). */
import { sha256 } from '../digest/sha256.ts';
import { hexEncode } from '../encoding/hex.ts';
import { isStellaError, StellaError } from '../errors.ts';
import { parseRfc3339 } from '../time/timestamp.ts';
import { verifyTimestamp } from '../timestamp/verify-timestamp.ts';
import type { CertificateAnchor } from '../trust/trust-roots.ts';
import { parseCertificate } from '../x509/certificate.ts';
import { isWithin } from './proto-json.ts';
import type { TrustedAuthority } from './trusted-root.ts';

/** A time that a trusted authority attests to a signature. */
export interface SignedTime {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Subject of the authority's certificate. */
  readonly authority: string;
}

/**
 * Verifies that `response` is a timestamp over `signature` by one of the authorities, within the time in which it is relied on.
 * @param source label of the trusted root
 * @throws StellaError TIMESTAMP_INVALID
 */
export function verifySignedTime(
  response: Uint8Array,
  signature: Uint8Array,
  authorities: readonly TrustedAuthority[],
  source: string,
): SignedTime {
  let lastError: unknown = new StellaError('TIMESTAMP_INVALID', `${source} has no timestamp authority`);
  for (const authority of authorities) {
    try {
      return verifyByAuthority(response, signature, authority, source);
    } catch (error) {
      if (!isStellaError(error)) throw error;
      lastError = error;
    }
  }
  throw lastError;
}

function verifyByAuthority(
  response: Uint8Array,
  signature: Uint8Array,
  { certificates, validFor }: TrustedAuthority,
  source: string,
): SignedTime {
  const anchors = certificates.slice(-1).map((der) => toAnchor(der, source));
  const { time, authority, chain } = verifyTimestamp(response, signature, { anchors, certificates });
  const milliseconds = parseRfc3339(time) ?? Number.NaN;
  if (!isWithin(validFor, milliseconds)) {
    throw new StellaError('TIMESTAMP_INVALID', `the timestamp authority was not in force at ${time}`, {
      details: { authority, source },
    });
  }
  // Where the trusted root pins the authority's own certificate, another one under the same root is another authority.
  const [pinned] = certificates;
  const isPinned =
    pinned !== undefined && parseCertificate(pinned).extensions.basicConstraints?.isCa !== true;
  if (isPinned && chain.certificates[0]?.fingerprint !== hexEncode(sha256(pinned))) {
    throw new StellaError('TIMESTAMP_INVALID', 'the timestamp is by another authority than the pinned one', {
      details: { authority, source },
    });
  }
  return { time: milliseconds, authority };
}

/** A certificate of a trusted root as a trust anchor. */
export function toAnchor(der: Uint8Array, source: string): CertificateAnchor {
  return { der, fingerprint: hexEncode(sha256(der)), source };
}
