/**
 * The extensions of a certificate that path validation looks at (RFC 5280 section 4.2). @peculiar/x509 reads those that it has
 * classes for; as it reads BER too, and leaves out what it does not know, each of them is written again and must come out as
 * it went in. Names, name constraints and policies are read by our own strict readers.
 */

import { DER_TAG, type DerElement, DerFields, derChildren, derError, expectTag } from '../encoding/der.ts';
import { assertStrictDer, derBoolean, derOid } from '../encoding/der-values.ts';
import { limit } from '../limits.ts';
import { type GeneralName, parseGeneralNames } from './general-name.ts';
import { type NameConstraints, parseNameConstraints } from './name-constraints.ts';
import {
  CERTIFICATE_POLICIES,
  POLICY_OIDS,
  type PolicyExtensions,
  parsePolicyExtensions,
} from './policy-extensions.ts';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  type Extension,
  fromLibrary,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
} from './x509-library.ts';

/** Most extensions in one certificate. */
export const EXTENSIONS_MAX = limit('certificateExtensions');

const OID = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

/** What we act on, and so may be marked critical. Key identifiers only help to find issuers: section 4.2.1.1 keeps them non-critical. */
const PROCESSED: ReadonlySet<string> = new Set([
  OID.keyUsage,
  OID.subjectAltName,
  OID.basicConstraints,
  OID.nameConstraints,
  OID.extendedKeyUsage,
  ...POLICY_OIDS,
]);

export interface BasicConstraints {
  readonly isCa: boolean;
  /** How many non-self-issued intermediates may follow; undefined for any number. */
  readonly pathLength: number | undefined;
}

export interface CertificateExtensions {
  readonly basicConstraints: BasicConstraints | undefined;
  /** Sum of `KeyUsageFlags` of @peculiar/x509; undefined when every use is allowed. */
  readonly keyUsage: number | undefined;
  /** Object identifiers of the purposes; undefined when every purpose is allowed. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  readonly subjectAltNames: readonly GeneralName[] | undefined;
  readonly nameConstraints: NameConstraints | undefined;
  readonly policies: PolicyExtensions;
  /** Value of cRLDistributionPoints, which only matters where a revocation list is partitioned (distribution-point.ts). */
  readonly crlDistributionPoints: Uint8Array | undefined;
  /** Lowercase hex. */
  readonly subjectKeyId: string | undefined;
  /** Lowercase hex of the keyIdentifier member. */
  readonly authorityKeyId: string | undefined;
  /** Every extension by its object identifier, for readers of those that path validation does not look at. */
  readonly raw: ReadonlyMap<string, RawExtension>;
  /** Object identifiers marked critical. */
  readonly critical: ReadonlySet<string>;
  /** Those of them that we do not process: section 4.2 wants the certificate refused. */
  readonly unprocessedCritical: readonly string[];
}

/** An extension as it stands in the certificate. */
export interface RawExtension {
  readonly isCritical: boolean;
  readonly value: Uint8Array;
}

/**
 * Reads the extensions. `list` is the SEQUENCE of them, `parsed` the certificate as the library has it.
 * @throws StellaError INPUT_INVALID for an extension that stands there twice or is not of its form
 */
export function parseExtensions(
  parsed: X509Certificate,
  list: DerElement | undefined,
): CertificateExtensions {
  const raw = readExtensionList(list);
  const value = (oid: string): Uint8Array | undefined => raw.get(oid)?.value;
  const critical = new Set([...raw].filter(([, { isCritical }]) => isCritical).map(([oid]) => oid));
  const policies = parsePolicyExtensions(value);
  const isProcessed = (oid: string): boolean =>
    PROCESSED.has(oid) && !(oid === CERTIFICATE_POLICIES && policies.hasUnknownQualifier);
  return {
    basicConstraints: readBasicConstraints(parsed.getExtension(BasicConstraintsExtension)),
    keyUsage: readKeyUsage(parsed.getExtension(KeyUsagesExtension)),
    extendedKeyUsage: readExtendedKeyUsage(parsed.getExtension(ExtendedKeyUsageExtension)),
    subjectAltNames: optional(value(OID.subjectAltName), parseGeneralNames),
    nameConstraints: optional(value(OID.nameConstraints), parseNameConstraints),
    policies,
    crlDistributionPoints: value(OID.crlDistributionPoints),
    subjectKeyId: readSubjectKeyId(parsed.getExtension(SubjectKeyIdentifierExtension)),
    authorityKeyId: readAuthorityKeyId(parsed.getExtension(AuthorityKeyIdentifierExtension)),
    raw,
    critical,
    unprocessedCritical: [...critical].filter((oid) => !isProcessed(oid)),
  };
}

/** True when the extension is there and marked critical. */
export function isCritical(extensions: CertificateExtensions, name: keyof typeof OID): boolean {
  return extensions.critical.has(OID[name]);
}

/**
 * `Extensions` by object identifier, of a certificate, a revocation list or an entry of one.
 * @throws StellaError INPUT_INVALID for an extension that stands there twice or is not of its form
 */
export function readExtensionList(list: DerElement | undefined): ReadonlyMap<string, RawExtension> {
  const raw = new Map<string, RawExtension>();
  if (list === undefined) return raw;
  const items = derChildren(expectTag(list, DER_TAG.sequence));
  if (items.length === 0 || items.length > EXTENSIONS_MAX) throw derError(`${items.length} extensions`);
  for (const item of items) {
    const fields = new DerFields(item);
    const oid = derOid(fields.take(DER_TAG.oid));
    const critical = fields.takeOptional(DER_TAG.boolean);
    const value = fields.take(DER_TAG.octetString).content;
    fields.end();
    if (critical !== undefined && !derBoolean(critical))
      throw derError('a critical flag that spells out its default');
    if (raw.has(oid)) throw derError(`extension ${oid} stands there twice`);
    raw.set(oid, { isCritical: critical !== undefined, value });
  }
  return raw;
}

function readBasicConstraints(extension: BasicConstraintsExtension | null): BasicConstraints | undefined {
  if (extension === null) return undefined;
  const { ca: isCa, pathLength } = extension;
  assertCanonical(extension, () => new BasicConstraintsExtension(isCa, pathLength));
  if (pathLength !== undefined && pathLength < 0) throw derError('a negative path length');
  return { isCa, pathLength };
}

function readKeyUsage(extension: KeyUsagesExtension | null): number | undefined {
  if (extension === null) return undefined;
  assertCanonical(extension, () => new KeyUsagesExtension(extension.usages));
  const usages: number = extension.usages;
  // For an empty bit string the library gives NaN.
  if (!(usages > 0)) throw derError('a key usage without a use');
  return usages;
}

function readExtendedKeyUsage(extension: ExtendedKeyUsageExtension | null): readonly string[] | undefined {
  if (extension === null) return undefined;
  assertCanonical(extension, () => new ExtendedKeyUsageExtension(extension.usages));
  if (extension.usages.length === 0) throw derError('an extended key usage without a purpose');
  return Array.from(extension.usages, String);
}

function readSubjectKeyId(extension: SubjectKeyIdentifierExtension | null): string | undefined {
  if (extension === null) return undefined;
  assertCanonical(extension, () => new SubjectKeyIdentifierExtension(extension.keyId));
  return extension.keyId.toLowerCase();
}

function readAuthorityKeyId(extension: AuthorityKeyIdentifierExtension | null): string | undefined {
  if (extension === null) return undefined;
  assertStrictDer(new Uint8Array(extension.value));
  return extension.keyId?.toLowerCase();
}

function assertCanonical(received: Extension, rewrite: () => Extension): void {
  const rewritten = fromLibrary(rewrite);
  if (Buffer.compare(new Uint8Array(received.value), new Uint8Array(rewritten.value)) !== 0) {
    throw derError(`extension ${received.type} is not in its one form`);
  }
}

function optional<T, U>(value: T | undefined, read: (value: T) => U): U | undefined {
  return value === undefined ? undefined : read(value);
}
