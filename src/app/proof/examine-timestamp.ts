/** Holds a bundle's timestamp against the trust anchors. Reached by `import()` only: the certificate library is large. */
import { isStellaError } from '../../core/errors.ts';
import type { TimestampEvidence } from '../../core/proof/timestamp-evidence.ts';
import { isUntrustedAuthority } from '../../core/timestamp/timestamp-error.ts';
import { verifyTimestamp } from '../../core/timestamp/verify-timestamp.ts';
import type { EvidenceContext } from './evidence-context.ts';

/**
 * @param response bytes of timestamp.tsr
 * @param signature the signature that it must be over
 */
export function examineTimestamp(
  response: Uint8Array,
  signature: Uint8Array,
  { trust, now, revocation }: EvidenceContext,
): TimestampEvidence {
  try {
    const { time, latest, authority, chain } = verifyTimestamp(response, signature, {
      anchors: trust.anchors,
      ...(revocation === null ? {} : { revocation: { ...revocation, now } }),
    });
    const { anchorSource, revocation: summary } = chain;
    return { status: 'trusted', time, latest, authority, anchorSource, revocation: summary };
  } catch (error) {
    if (!isStellaError(error)) throw error;
    return { status: isUntrustedAuthority(error) ? 'untrusted' : 'invalid', error };
  }
}
