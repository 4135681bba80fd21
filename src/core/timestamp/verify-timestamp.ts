/**
 * RFC 3161 timestamps: did a trusted authority see this signature, and when (formats.md section 6)? First the token for itself:
 * is it over these bytes, and signed by the certificate that it names? Then the authority: was that certificate good for time
 * stamping at that time, under one of the anchors?
 */
import { isStellaError } from '../errors.ts';
import type { CertificateAnchor } from '../trust/trust-roots.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { isSameName } from '../x509/distinguished-name.ts';
import type { GeneralName } from '../x509/general-name.ts';
import type { RevocationOptions } from '../x509/revocation.ts';
import { INTERMEDIATES_MAX, type VerifiedChain, verifyChain } from '../x509/verify-chain.ts';
import { hashOf } from './message-imprint.ts';
import { isReferenceTo, parseSignedAttributes, type SignedAttributes } from './signed-attributes.ts';
import { isSignerCertificate, parseSignedToken, type SignedToken, TST_INFO_OID } from './signed-data.ts';
import { readTimestampPart, timestampError } from './timestamp-error.ts';
import { parseTimestampResponse } from './timestamp-response.ts';
import { findTokenSignatureFault } from './token-signature.ts';
import { parseTstInfo, type TstInfo } from './tst-info.ts';

export interface TokenOptions {
  /** Magnitude of the nonce in the query; left out, it is not compared. */
  readonly nonce?: Uint8Array;
  /** DER: certificates of the authority that are known from elsewhere, for a token that brings none. */
  readonly certificates?: readonly Uint8Array[];
}

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

/** Certificates that cannot be read are passed over: they could only have helped. */
function readCertificates(ders: readonly Uint8Array[]): readonly Certificate[] {
  if (ders.length > INTERMEDIATES_MAX)
    throw timestampError(
      'malformed',
      `has ${ders.length} certificates, at most ${INTERMEDIATES_MAX} are read`,
    );
  return ders.flatMap((der) => {
    try {
      return [parseCertificate(der)];
    } catch (error) {
      if (isStellaError(error)) return [];
      throw error;
    }
  });
}

/** The certificate whose key made the token's signature, which the signature itself names (RFC 3161 section 2.4.2). */
function verifySigner(
  token: SignedToken,
  attributes: SignedAttributes,
  certificates: readonly Certificate[],
): Certificate {
  const named = certificates.filter((certificate) => isSignerCertificate(token.signer, certificate));
  const authority = named.find((certificate) =>
    attributes.certificates.every(([first]) => first !== undefined && isReferenceTo(first, certificate)),
  );
  if (authority === undefined) {
    const problem =
      named.length === 0
        ? 'has no certificate of its signer'
        : 'is bound to another certificate than its signer’s';
    throw timestampError('signature', problem);
  }
  const isOverContent =
    attributes.contentType === TST_INFO_OID &&
    isEqual(attributes.messageDigest, hashOf(token.digestAlgorithm, token.content));
  if (!isOverContent) throw timestampError('signature', 'has a signature over another content');
  const fault = readTimestampPart('its signature algorithm is', () =>
    findTokenSignatureFault(token, authority),
  );
  if (fault !== undefined) throw timestampError('signature', fault);
  return authority;
}

/** Section 2.4.2: a name that the token gives must be one of the certificate's. */
function verifyAuthorityName(name: GeneralName | undefined, authority: Certificate): void {
  if (name === undefined || name.kind === 'other') return;
  const names: readonly GeneralName[] = [
    { kind: 'directory', name: authority.subjectName },
    ...(authority.extensions.subjectAltNames ?? []),
  ];
  if (names.some((own) => isSameGeneralName(own, name))) return;
  throw timestampError('signature', 'names another authority than its certificate does');
}

function isSameGeneralName(a: GeneralName, b: GeneralName): boolean {
  if (a.kind === 'directory') return b.kind === 'directory' && isSameName(a.name, b.name);
  if (a.kind === 'ip') return b.kind === 'ip' && isEqual(a.bytes, b.bytes);
  return a.kind !== 'other' && a.kind === b.kind && a.text === b.text;
}

/** Certificates listed beside the signer's limit those of the chain (RFC 5035 section 5.4). */
function mayBeInChain(
  other: Certificate,
  authority: Certificate,
  { certificates }: SignedAttributes,
): boolean {
  if (other.fingerprint === authority.fingerprint) return false;
  return certificates.every(
    ([, ...listed]) => listed.length === 0 || listed.some((reference) => isReferenceTo(reference, other)),
  );
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
