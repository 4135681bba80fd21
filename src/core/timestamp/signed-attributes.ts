/** The attributes that a token's signature is over (RFC 5652 section 11; RFC 2634 and 5035 for the signing certificate). */
import { createHash } from 'node:crypto';
import {
  contextTag,
  DER_TAG,
  type DerElement,
  DerFields,
  derChildren,
  derError,
  expectTag,
  parseDer,
} from '../encoding/der.ts';
import { derInteger, derOid } from '../encoding/der-values.ts';
import { hexEncode } from '../encoding/hex.ts';
import type { SignatureHash } from '../keys/types.ts';
import type { Certificate } from '../x509/certificate.ts';
import { type DistinguishedName, isSameName, parseDistinguishedName } from '../x509/distinguished-name.ts';
import { parseHashAlgorithm } from './message-imprint.ts';

const OID = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;
const KNOWN: ReadonlySet<string> = new Set(Object.values(OID));

/** ESSCertID and ESSCertIDv2: a certificate by its hash. */
export interface CertificateReference {
  /** SHA-1 is what RFC 3161 itself names. It only picks one certificate among those whose key verifies the signature. */
  readonly algorithm: SignatureHash | 'sha1';
  readonly hash: Uint8Array;
  readonly issuerSerial: { readonly issuer: DistinguishedName; readonly serialNumber: string } | undefined;
}

/** What the signature of a token says besides the content. */
export interface SignedAttributes {
  readonly contentType: string;
  readonly messageDigest: Uint8Array;
  /**
   * For each of the two attributes that is there: the signer's certificate, then others that the chain is limited to.
   * There is at least one list, and no list is empty.
   */
  readonly certificates: readonly (readonly CertificateReference[])[];
}

/**
 * Reads the SET OF Attribute. Attributes of other types are passed over.
 * @throws StellaError INPUT_INVALID for one that is missing, stands there twice or is not of its form
 */
export function parseSignedAttributes(der: Uint8Array): SignedAttributes {
  const values = readAttributes(parseDer(der));
  const references = [
    readReferences(values.get(OID.signingCertificate), parseReferenceV1),
    readReferences(values.get(OID.signingCertificateV2), parseReferenceV2),
  ];
  const certificates = references.filter((list) => list !== undefined);
  if (certificates.length === 0) throw derError('no signed attribute that names the signing certificate');
  return {
    contentType: derOid(required(values, OID.contentType, 'contentType')),
    messageDigest: expectTag(required(values, OID.messageDigest, 'messageDigest'), DER_TAG.octetString)
      .content,
    certificates,
  };
}

/** True when `reference` is to `certificate`. */
export function isReferenceTo(
  { algorithm, hash, issuerSerial }: CertificateReference,
  certificate: Certificate,
): boolean {
  if (Buffer.compare(createHash(algorithm).update(certificate.der).digest(), hash) !== 0) return false;
  if (issuerSerial === undefined) return true;
  return (
    issuerSerial.serialNumber === certificate.serialNumber &&
    isSameName(issuerSerial.issuer, certificate.issuerName)
  );
}

/** The one value of each attribute that we look at. */
function readAttributes(set: DerElement): ReadonlyMap<string, DerElement> {
  const values = new Map<string, DerElement>();
  for (const attribute of derChildren(set)) {
    const fields = new DerFields(attribute);
    const oid = derOid(fields.take(DER_TAG.oid));
    const [value, ...more] = derChildren(fields.take(DER_TAG.set));
    fields.end();
    if (!KNOWN.has(oid)) continue;
    if (values.has(oid)) throw derError(`signed attribute ${oid} stands there twice`);
    if (value === undefined || more.length > 0) throw derError(`signed attribute ${oid} has not one value`);
    values.set(oid, value);
  }
  return values;
}

function required(values: ReadonlyMap<string, DerElement>, oid: string, name: string): DerElement {
  const value = values.get(oid);
  if (value === undefined) throw derError(`no signed attribute ${name}`);
  return value;
}

/** SigningCertificate and SigningCertificateV2; the policies that may follow are for people. */
function readReferences(
  value: DerElement | undefined,
  parse: (fields: DerFields) => CertificateReference,
): readonly CertificateReference[] | undefined {
  if (value === undefined) return undefined;
  const fields = new DerFields(value);
  const references = derChildren(fields.take(DER_TAG.sequence)).map((item) => {
    const members = new DerFields(item);
    const reference = parse(members);
    members.end();
    return reference;
  });
  fields.takeOptional(DER_TAG.sequence);
  fields.end();
  if (references.length === 0) throw derError('a signing certificate attribute that names none');
  return references;
}

function parseReferenceV1(fields: DerFields): CertificateReference {
  return {
    algorithm: 'sha1',
    hash: fields.take(DER_TAG.octetString).content,
    issuerSerial: readIssuerSerial(fields),
  };
}

/** The hash algorithm has the default SHA-256; that some write it all the same does no harm within a signature. */
function parseReferenceV2(fields: DerFields): CertificateReference {
  const identifier = fields.takeOptional(DER_TAG.sequence);
  const algorithm = identifier === undefined ? 'sha256' : parseHashAlgorithm(identifier);
  return {
    algorithm,
    hash: fields.take(DER_TAG.octetString).content,
    issuerSerial: readIssuerSerial(fields),
  };
}

/** IssuerSerial: GeneralNames of exactly one directoryName, and the serial number. */
function readIssuerSerial(fields: DerFields): CertificateReference['issuerSerial'] {
  const element = fields.takeOptional(DER_TAG.sequence);
  if (element === undefined) return undefined;
  const members = new DerFields(element);
  const [name, ...more] = derChildren(members.take(DER_TAG.sequence));
  const serialNumber = hexEncode(derInteger(members.take(DER_TAG.integer)));
  members.end();
  if (name === undefined || more.length > 0)
    throw derError('an issuer of a signing certificate that is not one name');
  const issuer = parseDistinguishedName(parseDer(expectTag(name, contextTag(4)).content));
  return { issuer, serialNumber };
}
