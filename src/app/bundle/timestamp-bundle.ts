/**
 * Getting a bundle timestamped, in two halves, because the authority is elsewhere: the query to carry to it, then putting its
 * answer into the bundle. Nothing else in the bundle changes.
 */
import { ENVELOPE_FILE, TIMESTAMP_FILE } from '../../core/bundle/bundle-layout.ts';
import { packBundle } from '../../core/bundle/write-bundle.ts';
import { type Digest, digestOf } from '../../core/digest/sha256.ts';
import { parseEnvelope } from '../../core/dsse/envelope.ts';
import { firstSignature } from '../../core/dsse/first-signature.ts';
import { StellaError } from '../../core/errors.ts';
import { formatTimestampRequest, parseTimestampRequest } from '../../core/timestamp/timestamp-request.ts';
import type { TrustRoots } from '../../core/trust/trust-roots.ts';

type Files = ReadonlyMap<string, Uint8Array>;

/**
 * The query for a bundle's first signature, DER.
 * @param nonce what the answer must repeat
 * @throws StellaError BUNDLE_INVALID, INPUT_INVALID or SIGNATURE_INVALID for a bundle without a signature
 */
export function requestTimestamp(files: Files, nonce: Uint8Array): Uint8Array {
  return formatTimestampRequest(signatureOf(files), nonce);
}

export interface Attachment {
  /** timestamp.tsr: the authority's answer. */
  readonly response: Uint8Array;
  /** The query that it answers, to compare their nonces; null when it is not at hand. */
  readonly query: Uint8Array | null;
  /** Whom the authority must be vouched for by; null when that is left to those who verify the bundle. */
  readonly trust: TrustRoots | null;
  /** Whether a timestamp that the bundle has already may be replaced. */
  readonly overwrite: boolean;
}

export interface TimestampedBundle {
  readonly packed: Uint8Array;
  readonly report: {
    readonly bundleDigest: Digest;
    readonly bundleSizeBytes: number;
    /** RFC 3339. */
    readonly time: string;
    /** Subject of the authority's certificate. */
    readonly authority: string;
    /** Object identifier. */
    readonly policy: string;
    /** True when a trust anchor vouches for the authority, false when that was not checked. */
    readonly trusted: boolean;
  };
}

/**
 * The bundle with the answer in it.
 * @throws StellaError TIMESTAMP_INVALID for an answer that is not one over the bundle's first signature, or by an authority
 * that `trust` does not vouch for; OUTPUT_EXISTS for a bundle that has a timestamp
 */
export async function attachTimestamp(files: Files, attachment: Attachment): Promise<TimestampedBundle> {
  if (files.has(TIMESTAMP_FILE) && !attachment.overwrite) {
    throw new StellaError('OUTPUT_EXISTS', 'the bundle has a timestamp already', {
      hint: 'add --force to replace it; the older one is lost then',
    });
  }
  const { time, authority, policy } = await verifyAnswer(signatureOf(files), attachment);
  const packed = packBundle(new Map([...files, [TIMESTAMP_FILE, attachment.response]]));
  const report = {
    bundleDigest: digestOf(packed),
    bundleSizeBytes: packed.length,
    time,
    authority,
    policy,
    trusted: attachment.trust !== null,
  };
  return { packed, report };
}

async function verifyAnswer(
  signature: Uint8Array,
  { response, query, trust }: Attachment,
): Promise<{ readonly time: string; readonly authority: string; readonly policy: string }> {
  const { verifyTimestamp, verifyTimestampToken } = await import('../../core/timestamp/verify-timestamp.ts');
  const nonce = query === null ? null : parseTimestampRequest(query).nonce;
  const options = nonce === null ? {} : { nonce };
  if (trust !== null) return verifyTimestamp(response, signature, { ...options, anchors: trust.anchors });
  const { authority, ...token } = verifyTimestampToken(response, signature, options);
  return { ...token, authority: authority.subject };
}

function signatureOf(files: Files): Uint8Array {
  const bytes = files.get(ENVELOPE_FILE);
  if (bytes === undefined) throw new StellaError('BUNDLE_INVALID', `the bundle has no ${ENVELOPE_FILE}`);
  const signature = firstSignature(parseEnvelope(bytes, ENVELOPE_FILE, 'BUNDLE_INVALID'));
  if (signature !== undefined) return signature;
  throw new StellaError('SIGNATURE_INVALID', 'the bundle has no signature that a timestamp could be over');
}
