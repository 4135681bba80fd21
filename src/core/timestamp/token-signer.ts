/** Whose signature is on a token: the certificate that it names, found, bound and verified (RFC 3161 section 2.4.2). */
import { isStellaError } from '../errors.ts';
import { type Certificate, parseCertificate } from '../x509/certificate.ts';
import { isSameName } from '../x509/distinguished-name.ts';
import type { GeneralName } from '../x509/general-name.ts';
import { INTERMEDIATES_MAX } from '../x509/verify-chain.ts';
import { hashOf } from './message-imprint.ts';
import { isReferenceTo, type SignedAttributes } from './signed-attributes.ts';
import { isSignerCertificate, type SignedToken, TST_INFO_OID } from './signed-data.ts';
import { readTimestampPart, timestampError } from './timestamp-error.ts';
import { findTokenSignatureFault } from './token-signature.ts';

/**
 * Reads certificates; those that cannot be read are passed over: they could only have helped.
 * @throws StellaError TIMESTAMP_INVALID for too many
 */
export function readCertificates(ders: readonly Uint8Array[]): readonly Certificate[] {
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

/**
 * The certificate whose key made the token's signature, which the signature itself names.
 * @throws StellaError TIMESTAMP_INVALID when it is not among `certificates` or the signature is not one by it over this content
 */
export function verifySigner(
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

/**
 * A name that the token gives must be one of the certificate's.
 * @throws StellaError TIMESTAMP_INVALID
 */
export function verifyAuthorityName(name: GeneralName | undefined, authority: Certificate): void {
  if (name === undefined || name.kind === 'other') return;
  const names: readonly GeneralName[] = [
    { kind: 'directory', name: authority.subjectName },
    ...(authority.extensions.subjectAltNames ?? []),
  ];
  if (names.some((own) => isSameGeneralName(own, name))) return;
  throw timestampError('signature', 'names another authority than its certificate does');
}

/** Whether the signature allows a certificate in the chain: those listed beside the signer's limit it (RFC 5035 section 5.4). */
export function mayBeInChain(
  other: Certificate,
  authority: Certificate,
  { certificates }: SignedAttributes,
): boolean {
  if (other.fingerprint === authority.fingerprint) return false;
  return certificates.every(
    ([, ...listed]) => listed.length === 0 || listed.some((reference) => isReferenceTo(reference, other)),
  );
}

function isSameGeneralName(a: GeneralName, b: GeneralName): boolean {
  if (a.kind === 'directory') return b.kind === 'directory' && isSameName(a.name, b.name);
  if (a.kind === 'ip') return b.kind === 'ip' && isEqual(a.bytes, b.bytes);
  return a.kind !== 'other' && a.kind === b.kind && a.text === b.text;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
