/**
 * RFC 3161 timestamps: did a trusted authority see this signature, and when (formats.md section 6)? First the token for itself:
 * is it over these bytes, and signed by the certificate that it names? Then the authority: was that certificate good for time
 * stamping at that time, under one of the anchors?
 */
import { isStellaError } from '../errors.ts';
import type { CertificateAnchor } from '../trust/trust-roots.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { RevocationOptions } from '../x509/revocation.ts';
import { type VerifiedChain, verifyChain } from '../x509/verify-chain.ts';
import { hashOf } from './message-imprint.ts';
import { parseSignedAttributes } from './signed-attributes.ts';
import { parseSignedToken } from './signed-data.ts';
import { readTimestampPart, timestampError } from './timestamp-error.ts';
import { parseTimestampResponse } from './timestamp-response.ts';
import { mayBeInChain, readCertificates, verifyAuthorityName, verifySigner } from './token-signer.ts';
import { parseTstInfo, type TstInfo } from './tst-info.ts';

/** What is known beside the response. */
export interface TokenOptions {
  /** Magnitude of the nonce in the query; left out, it is not compared. */
  readonly nonce?: Uint8Array;
  /** DER: certificates of the authority that are known from elsewhere, for a token that brings none. */
  readonly certificates?: readonly Uint8Array[];
}

/** What the authority is judged by. `revocation` is left out where no lists were given. */
export interface TimestampOptions extends TokenOptions {
  readonly anchors: readonly CertificateAnchor[];
  readonly revocation?: Omit<RevocationOptions, 'signedBy'>;
}

/** A token that is in order for itself. Whose clock it was is a claim: anyone can make such a token. */
export interface UntrustedTimestamp extends Pick<TstInfo, 'time' | 'latest' | 'policy' | 'serialNumber'> {
  readonly authority: Certificate;
  /** DER: what the authority's chain may be made of. */
  readonly intermediates: readonly Uint8Array[];
}

/** A time that a trusted authority attests. */
export interface VerifiedTimestamp extends Pick<TstInfo, 'time' | 'latest' | 'policy' | 'serialNumber'> {
  /** Subject of the authority's certificate. */
  readonly authority: string;
  readonly chain: VerifiedChain;
}

/**
 * Verifies that the RFC 3161 `response` is over `signature` and made by a trusted authority. The authority's chain is judged
 * at the time of the token.
 * @throws StellaError TIMESTAMP_INVALID, whatever is wrong with it: `details.reason` (timestamp-error.ts), and for an
 * authority that is not trusted `details.chain`. INPUT_INVALID only for an anchor that cannot be read.
 */
export function verifyTimestamp(
  response: Uint8Array,
  signature: Uint8Array,
  options: TimestampOptions,
): VerifiedTimestamp {
  const { authority, intermediates, ...token } = verifyTimestampToken(response, signature, options);
  const { anchors, revocation } = options;
  try {
    const chain = verifyChain(authority.der, {
      anchors,
      intermediates,
      at: token.time,
      purpose: 'time-stamping',
      ...(revocation === undefined ? {} : { revocation: { ...revocation, signedBy: token.latest } }),
    });
    return { ...token, authority: authority.subject, chain };
  } catch (error) {
    if (!isStellaError(error) || !error.code.startsWith('CERTIFICATE_')) throw error;
    const details = { chain: { code: error.code, ...error.details } };
    throw timestampError('authority', `is not by a trusted authority: ${error.message}`, details, error);
  }
}

/**
 * Verifies that the RFC 3161 `response` is over `signature`, and signed by the certificate that it names, trusted or not.
 * @throws StellaError TIMESTAMP_INVALID
 */
export function verifyTimestampToken(
  response: Uint8Array,
  signature: Uint8Array,
  options: TokenOptions = {},
): UntrustedTimestamp {
  const token = readTimestampPart('the response is', () =>
    parseSignedToken(parseTimestampResponse(response)),
  );
  const info = readTimestampPart('TSTInfo is', () => parseTstInfo(token.content));
  const attributes = readTimestampPart('its signed attributes are', () =>
    parseSignedAttributes(token.signedAttributes),
  );
  verifyImprint(info, signature);
  verifyNonce(info, options.nonce);
  const certificates = readCertificates([...token.certificates, ...(options.certificates ?? [])]);
  const authority = verifySigner(token, attributes, certificates);
  verifyAuthorityName(info.authorityName, authority);
  const { time, latest, policy, serialNumber } = info;
  const intermediates = certificates.filter((other) => mayBeInChain(other, authority, attributes));
  return {
    time,
    latest,
    policy,
    serialNumber,
    authority,
    intermediates: intermediates.map(({ der }) => der),
  };
}

function verifyImprint({ imprint }: TstInfo, signature: Uint8Array): void {
  if (isEqual(imprint.hash, hashOf(imprint.algorithm, signature))) return;
  throw timestampError('imprint', 'is over other bytes than this signature');
}

function verifyNonce({ nonce }: TstInfo, expected: Uint8Array | undefined): void {
  if (expected === undefined || (nonce !== null && isEqual(nonce, expected))) return;
  throw timestampError('nonce', 'answers another query: it does not repeat the nonce that was sent');
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
