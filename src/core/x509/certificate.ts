/**
 * X.509 certificates (RFC 5280 section 4) as the path validator sees them. The bytes are first checked to be strict DER, then
 * read by @peculiar/x509; what decides about trust and what that library does not show as it was signed (the signed bytes,
 * both algorithm identifiers, names, times) is read from the DER itself.
 */

import { sha256 } from '../digest/sha256.ts';
import {
  contextTag,
  DER_TAG,
  type DerElement,
  DerFields,
  derError,
  parseDer,
  primitiveContextTag,
} from '../encoding/der.ts';
import { assertStrictDer, derCount, derInteger, derOctetAlignedBits } from '../encoding/der-values.ts';
import { hexEncode } from '../encoding/hex.ts';
import { isStellaError, StellaError } from '../errors.ts';
import { parsePublicKeyDer } from '../keys/public-key.ts';
import type { PublicKey } from '../keys/types.ts';
import { limit } from '../limits.ts';
import type { SignedBytes } from './certificate-signature.ts';
import { parseCertificateTime } from './certificate-time.ts';
import { displayName } from './display-name.ts';
import { type DistinguishedName, isSameName, parseDistinguishedName } from './distinguished-name.ts';
import { type CertificateExtensions, parseExtensions } from './extensions.ts';
import { fromLibrary, X509Certificate } from './x509-library.ts';

/** Longest certificate. Real ones have 1 to 3 kB. */
export const CERTIFICATE_BYTES_MAX = limit('certificateBytes');

export interface Certificate {
  readonly der: Uint8Array;
  /** Lowercase hex SHA-256 of `der`. */
  readonly fingerprint: string;
  /** Names as text for people: `CN=Release key, O=Example`. Never compared. */
  readonly subject: string;
  readonly issuer: string;
  readonly subjectName: DistinguishedName;
  readonly issuerName: DistinguishedName;
  /** Issued by a CA of the same name: another key of the same authority, or a root. */
  readonly isSelfIssued: boolean;
  /** Lowercase hex of the serial number's octets. */
  readonly serialNumber: string;
  /** First and last second of validity, RFC 3339. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** The key, or why it cannot be used: certificates are read whatever key they carry. */
  readonly publicKey: PublicKey | string;
  readonly signed: SignedBytes;
  readonly extensions: CertificateExtensions;
}

/**
 * Reads a certificate. `what` names it in errors.
 * @throws StellaError INPUT_INVALID for one that is not of the profile's form, LIMIT_EXCEEDED for one that is too long
 */
export function parseCertificate(der: Uint8Array, what = 'certificate'): Certificate {
  if (der.length > CERTIFICATE_BYTES_MAX) {
    throw new StellaError(
      'LIMIT_EXCEEDED',
      `${what} has ${der.length} bytes, at most ${CERTIFICATE_BYTES_MAX} are read`,
    );
  }
  try {
    assertStrictDer(der);
    return readCertificate(der, parseWithLibrary(der));
  } catch (error) {
    if (!isStellaError(error)) throw error;
    throw new StellaError(error.code, `${what}: ${error.message}`, { cause: error });
  }
}

/** The library reads names and extensions only when they are asked for, which is therefore done here. */
function parseWithLibrary(der: Uint8Array): X509Certificate {
  return fromLibrary(() => {
    const parsed = new X509Certificate(der);
    for (const part of ['subject', 'issuer', 'extensions'] as const) void parsed[part];
    return parsed;
  });
}

function readCertificate(der: Uint8Array, parsed: X509Certificate): Certificate {
  const outer = new DerFields(parseDer(der));
  const tbs = outer.take(DER_TAG.sequence);
  const algorithm = outer.take(DER_TAG.sequence);
  const signature = derOctetAlignedBits(outer.take(DER_TAG.bitString));
  outer.end();

  const fields = new DerFields(tbs);
  const version = readVersion(fields.takeOptional(contextTag(0)));
  const serial = derInteger(fields.take(DER_TAG.integer));
  const innerAlgorithm = fields.take(DER_TAG.sequence);
  const issuerName = parseDistinguishedName(fields.take());
  const [notBefore, notAfter] = readValidity(fields.take(DER_TAG.sequence));
  const subjectName = parseDistinguishedName(fields.take());
  const spkiDer = fields.take(DER_TAG.sequence).bytes;
  const extensionList = readOptionalFields(fields, version);

  return {
    der,
    fingerprint: hexEncode(sha256(der)),
    subject: displayName(parsed.subject),
    issuer: displayName(parsed.issuer),
    subjectName,
    issuerName,
    isSelfIssued: isSameName(subjectName, issuerName),
    serialNumber: hexEncode(serial),
    notBefore,
    notAfter,
    publicKey: readPublicKey(spkiDer),
    signed: { tbsDer: tbs.bytes, innerAlgorithm, algorithm, signature },
    extensions: parseExtensions(parsed, extensionList),
  };
}

/** 1, 2 or 3. Version 1 is the default, which DER leaves out. */
function readVersion(tagged: DerElement | undefined): number {
  if (tagged === undefined) return 1;
  const fields = new DerFields(tagged, tagged.tag);
  const version = derCount(fields.take(DER_TAG.integer)) + 1;
  fields.end();
  if (version !== 2 && version !== 3) throw derError(`version ${version}, expected 2 or 3`);
  return version;
}

function readValidity(validity: DerElement): readonly [string, string] {
  const fields = new DerFields(validity);
  const times = [parseCertificateTime(fields.take()), parseCertificateTime(fields.take())] as const;
  fields.end();
  return times;
}

/** Unique identifiers belong to versions 2 and 3, extensions to version 3 (section 4.1.2.1). */
function readOptionalFields(fields: DerFields, version: number): DerElement | undefined {
  if (version >= 2) {
    fields.takeOptional(primitiveContextTag(1));
    fields.takeOptional(primitiveContextTag(2));
  }
  const tagged = version === 3 ? fields.takeOptional(contextTag(3)) : undefined;
  fields.end();
  if (tagged === undefined) return undefined;
  const wrapper = new DerFields(tagged, tagged.tag);
  const list = wrapper.take(DER_TAG.sequence);
  wrapper.end();
  return list;
}

function readPublicKey(spkiDer: Uint8Array): PublicKey | string {
  try {
    return parsePublicKeyDer(spkiDer);
  } catch (error) {
    if (isStellaError(error)) return error.message;
    throw error;
  }
}
