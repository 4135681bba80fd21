/**
 * Certificate revocation lists (RFC 5280 section 5), as far as they can be read without knowing who issued them. A list of a
 * kind that is not supported is read too, with the reason: it must not be used, but it only matters where it is needed.
 */

import {
  contextTag,
  DER_TAG,
  type DerElement,
  DerFields,
  derError,
  parseDer,
  primitiveContextTag,
} from '../encoding/der.ts';
import { derCount, derOctetAlignedBits, derUnsigned } from '../encoding/der-values.ts';
import { hexEncode } from '../encoding/hex.ts';
import { parsePem } from '../encoding/pem.ts';
import { utf8Decode } from '../encoding/utf8.ts';
import { isStellaError, StellaError } from '../errors.ts';
import { limit } from '../limits.ts';
import type { SignedBytes } from './certificate-signature.ts';
import { parseCertificateTime } from './certificate-time.ts';
import { displayName } from './display-name.ts';
import { type DistinguishedName, parseDistinguishedName } from './distinguished-name.ts';
import { parseDistributionPointName } from './distribution-point.ts';
import { type RawExtension, readExtensionList } from './extensions.ts';
import { ALL_REASONS, parseReasonFlags, type ReasonFlags } from './reason-flags.ts';
import { findUnsupportedEntry } from './revoked-entry.ts';
import { fromLibrary, Name } from './x509-library.ts';

/** Longest list in DER: about 400,000 entries. PEM is read up to PEM_CHARS_MAX. */
export const REVOCATION_LIST_BYTES_MAX = limit('revocationListBytes');

const OID = {
  issuingDistributionPoint: '2.5.29.28',
  deltaCrlIndicator: '2.5.29.27',
  crlNumber: '2.5.29.20',
  expiredCertsOnCrl: '2.5.29.60',
} as const;

/** Extensions that may be critical. */
const PROCESSED: ReadonlySet<string> = new Set([OID.issuingDistributionPoint, OID.deltaCrlIndicator]);

/** Which of its issuer's certificates a list is about (section 5.2.5). */
export interface ListScope {
  readonly kinds: 'all' | 'ca' | 'end-entity' | 'attribute';
  /** The part of the list, by any of these names; undefined when it is not split. */
  readonly distributionPoint: readonly string[] | undefined;
  /** The reasons of revocation that it is about. */
  readonly reasons: ReasonFlags;
  /** Lowercase hex of the extension that says all this; empty without it. Lists of one scope have the same. */
  readonly derHex: string;
}

/** A list as it was read; neither its signature nor its times are checked. */
export interface RevocationList {
  /** Label of the file that it came in with. */
  readonly source: string;
  /** The issuer's name for people. */
  readonly issuer: string;
  readonly issuerName: DistinguishedName;
  readonly signed: SignedBytes;
  /** RFC 3339. */
  readonly thisUpdate: string;
  /** RFC 3339; undefined when the list does not say when the next one comes. */
  readonly nextUpdate: string | undefined;
  readonly scope: ListScope;
  /** Its number among the lists of its issuer and scope (section 5.2.3). */
  readonly number: bigint | undefined;
  /** For a delta list, the number of the complete list that it changes (section 5.2.4). */
  readonly deltaBase: bigint | undefined;
  /** RFC 3339: certificates that expired since then are still on it (X.509 expiredCertsOnCRL); undefined when none are. */
  readonly keepsExpiredSince: string | undefined;
  /** Why it must not be used, whatever it says: it is of a kind that is not supported. */
  readonly unsupported: string | undefined;
  /** revokedCertificates; undefined when the list is empty. */
  readonly entries: DerElement | undefined;
}

/**
 * The lists in a file: DER, or PEM with `X509 CRL` blocks. `source` names it in errors and reports.
 * @throws StellaError INPUT_INVALID for anything else, LIMIT_EXCEEDED for one that is too long
 */
export function parseRevocationListFile(bytes: Uint8Array, source: string): readonly RevocationList[] {
  // A SEQUENCE of more than 127 bytes; text that begins with the digit 0 goes on with a character below 0x80.
  const isDer = bytes[0] === DER_TAG.sequence && (bytes[1] ?? 0) >= 0x80;
  if (isDer) return [parseRevocationList(bytes, source)];
  const blocks = parsePem(utf8Decode(bytes, source), source);
  const other = blocks.find(({ label }) => label !== 'X509 CRL');
  if (blocks.length === 0 || other !== undefined) {
    const received = other?.label ?? 'neither DER nor a PEM block';
    throw new StellaError('INPUT_INVALID', `${source}: expected X509 CRL, received ${received}`, {
      hint: 'give the list that the authority publishes, as DER or PEM',
    });
  }
  return blocks.map(({ der }) => parseRevocationList(der, source));
}

/**
 * Reads one list.
 * @throws StellaError INPUT_INVALID for one that is not strict DER of the profile's form, LIMIT_EXCEEDED
 */
export function parseRevocationList(der: Uint8Array, source: string): RevocationList {
  if (der.length > REVOCATION_LIST_BYTES_MAX) {
    throw new StellaError(
      'LIMIT_EXCEEDED',
      `${source} has ${der.length} bytes, at most ${REVOCATION_LIST_BYTES_MAX} of a revocation list are read`,
    );
  }
  try {
    return readList(der, source);
  } catch (error) {
    if (!isStellaError(error)) throw error;
    throw new StellaError(error.code, `${source}: revocation list ${error.message}`, { cause: error });
  }
}

/** CertificateList and TBSCertList, section 5.1. */
function readList(der: Uint8Array, source: string): RevocationList {
  const outer = new DerFields(parseDer(der));
  const tbs = outer.take(DER_TAG.sequence);
  const algorithm = outer.take(DER_TAG.sequence);
  const signature = derOctetAlignedBits(outer.take(DER_TAG.bitString));
  outer.end();

  const fields = new DerFields(tbs);
  const version = fields.takeOptional(DER_TAG.integer);
  if (version !== undefined && derCount(version) !== 1) throw derError('a version other than 1 or 2');
  const innerAlgorithm = fields.take(DER_TAG.sequence);
  const issuer = fields.take(DER_TAG.sequence);
  const issuerName = parseDistinguishedName(issuer);
  const thisUpdate = parseCertificateTime(fields.take());
  const nextUpdate = fields.takeOptional(DER_TAG.utcTime) ?? fields.takeOptional(DER_TAG.generalizedTime);
  const entries = fields.takeOptional(DER_TAG.sequence);
  const tagged = version === undefined ? undefined : fields.takeOptional(contextTag(0));
  fields.end();

  const extensions = readExtensionList(tagged === undefined ? undefined : onlyMember(tagged));
  const point = readIssuingDistributionPoint(extensions.get(OID.issuingDistributionPoint), issuerName);
  return {
    source,
    issuer: displayName(fromLibrary(() => new Name(issuer.bytes).toString())),
    issuerName,
    signed: { tbsDer: tbs.bytes, innerAlgorithm, algorithm, signature },
    thisUpdate,
    nextUpdate: nextUpdate === undefined ? undefined : parseCertificateTime(nextUpdate),
    scope: point.scope,
    number: readNumber(extensions.get(OID.crlNumber)),
    deltaBase: readNumber(extensions.get(OID.deltaCrlIndicator)),
    keepsExpiredSince: readTime(extensions.get(OID.expiredCertsOnCrl)),
    unsupported:
      point.unsupported ??
      findUnsupportedExtension(extensions) ??
      findUnsupportedEntry(entries, extensions.has(OID.deltaCrlIndicator)),
    entries,
  };
}

function findUnsupportedExtension(extensions: ReadonlyMap<string, RawExtension>): string | undefined {
  for (const [oid, { isCritical }] of extensions) {
    if (isCritical && !PROCESSED.has(oid)) return `its extension ${oid} is critical and not supported`;
  }
  return undefined;
}

interface IssuingDistributionPoint {
  readonly scope: ListScope;
  readonly unsupported: string | undefined;
}

/** Section 5.2.5. Its booleans have the default FALSE, which DER leaves out. */
function readIssuingDistributionPoint(
  extension: RawExtension | undefined,
  issuer: DistinguishedName,
): IssuingDistributionPoint {
  if (extension === undefined)
    return {
      scope: { kinds: 'all', distributionPoint: undefined, reasons: ALL_REASONS, derHex: '' },
      unsupported: undefined,
    };
  const fields = new DerFields(parseDer(extension.value));
  const name = fields.takeOptional(contextTag(0));
  const isEndEntity = takeFlag(fields, 1);
  const isCa = takeFlag(fields, 2);
  const someReasons = fields.takeOptional(primitiveContextTag(3));
  const isIndirect = takeFlag(fields, 4);
  const isAttribute = takeFlag(fields, 5);
  fields.end();
  if ([isEndEntity, isCa, isAttribute].filter(Boolean).length > 1)
    throw derError('an issuing distribution point for two kinds of certificates only');
  const kinds = isEndEntity ? 'end-entity' : isCa ? 'ca' : isAttribute ? 'attribute' : 'all';
  const distributionPoint = name === undefined ? undefined : parseDistributionPointName(name, issuer);
  const reasons = someReasons === undefined ? ALL_REASONS : parseReasonFlags(someReasons);
  const derHex = hexEncode(extension.value);
  return {
    scope: { kinds, distributionPoint, reasons, derHex },
    unsupported: isIndirect ? 'it is an indirect list, which is not supported' : undefined,
  };
}

function takeFlag(fields: DerFields, number: number): boolean {
  const flag = fields.takeOptional(primitiveContextTag(number));
  if (flag === undefined) return false;
  if (flag.content.length !== 1 || flag.content[0] !== 0xff)
    throw derError('a flag of the issuing distribution point that is not TRUE');
  return true;
}

function readNumber(extension: RawExtension | undefined): bigint | undefined {
  if (extension === undefined) return undefined;
  return BigInt(`0x${hexEncode(derUnsigned(parseDer(extension.value)))}`);
}

function readTime(extension: RawExtension | undefined): string | undefined {
  return extension === undefined ? undefined : parseCertificateTime(parseDer(extension.value));
}

function onlyMember(element: DerElement): DerElement {
  const fields = new DerFields(element, element.tag);
  const member = fields.take();
  fields.end();
  return member;
}
