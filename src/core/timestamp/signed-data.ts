/**
 * The CMS around a token (RFC 5652 sections 3 and 5): SignedData with one signer and the content inside. Lengths are definite
 * and shortest everywhere, as all authorities write them. What is signed must be DER to the last octet; the SETs around it
 * (certificates above all) may stand in any order, because many authorities do not sort them.
 */
import {
  contextTag,
  DER_TAG,
  type DerElement,
  DerFields,
  derChildren,
  derError,
  expectTag,
  primitiveContextTag,
} from '../encoding/der.ts';
import { assertStrictDer, derCount, derInteger, derOid } from '../encoding/der-values.ts';
import { hexEncode } from '../encoding/hex.ts';
import type { SignatureHash } from '../keys/types.ts';
import type { Certificate } from '../x509/certificate.ts';
import { readHashAlgorithm } from '../x509/certificate-signature.ts';
import { type DistinguishedName, isSameName, parseDistinguishedName } from '../x509/distinguished-name.ts';
import { parseHashAlgorithm } from './message-imprint.ts';

const SIGNED_DATA_OID = '1.2.840.113549.1.7.2';
/** id-ct-TSTInfo. */
export const TST_INFO_OID = '1.2.840.113549.1.9.16.1.4';

const ATTRIBUTE_CERTIFICATE = contextTag(2);
const OTHER_CERTIFICATE = contextTag(3);
const OTHER_LIST = contextTag(1);

/** How the signer's certificate is named. */
export type SignerIdentifier =
  | { readonly kind: 'issuer-and-serial'; readonly issuer: DistinguishedName; readonly serialNumber: string }
  | { readonly kind: 'subject-key'; readonly subjectKeyId: string };

/** A token whose signature is not checked. */
export interface SignedToken {
  /** DER of the TSTInfo. */
  readonly content: Uint8Array;
  /** DER, unread, in the order in which they stand there. */
  readonly certificates: readonly Uint8Array[];
  readonly signer: SignerIdentifier;
  readonly digestAlgorithm: SignatureHash;
  /** The SET OF Attribute that is signed, DER. */
  readonly signedAttributes: Uint8Array;
  /** AlgorithmIdentifier. */
  readonly signatureAlgorithm: DerElement;
  readonly signature: Uint8Array;
}

/**
 * Reads a TimeStampToken.
 * @throws StellaError INPUT_INVALID for another content type, other than one signer, or a structure of another form
 */
export function parseSignedToken(token: DerElement): SignedToken {
  const contentInfo = new DerFields(token);
  expectOid(contentInfo.take(DER_TAG.oid), SIGNED_DATA_OID, 'SignedData');
  const fields = new DerFields(onlyMember(contentInfo.take(contextTag(0))));
  contentInfo.end();

  const version = derCount(fields.take(DER_TAG.integer));
  const digestAlgorithms = derChildren(fields.take(DER_TAG.set)).map(readHashAlgorithm);
  const content = parseContent(fields.take(DER_TAG.sequence));
  const certificates = fields.takeOptional(contextTag(0));
  const expected = expectedVersion(certificates, fields.takeOptional(contextTag(1)));
  if (version !== expected) throw derError(`SignedData of version ${version}, expected ${expected}`);
  const [signerInfo, ...others] = derChildren(fields.take(DER_TAG.set));
  fields.end();
  if (signerInfo === undefined || others.length > 0)
    throw derError(`${others.length + (signerInfo ? 1 : 0)} signers`);
  const signer = parseSignerInfo(signerInfo);
  if (!digestAlgorithms.includes(signer.digestAlgorithm))
    throw derError('a digest algorithm of the signer that is not listed');
  return { content, certificates: parseCertificates(certificates), ...signer };
}

/** True when `certificate` is the one that the signer is named by. */
export function isSignerCertificate(signer: SignerIdentifier, certificate: Certificate): boolean {
  if (signer.kind === 'subject-key') return certificate.extensions.subjectKeyId === signer.subjectKeyId;
  return (
    certificate.serialNumber === signer.serialNumber && isSameName(certificate.issuerName, signer.issuer)
  );
}

/** Section 5.1, for a content that is not plain data: 3 unless a certificate or a list is of a kind that came later. */
function expectedVersion(certificates: DerElement | undefined, lists: DerElement | undefined): number {
  const has = (set: DerElement | undefined, kind: number): boolean =>
    set !== undefined && derChildren(set).some(({ tag }) => tag === kind);
  if (has(certificates, OTHER_CERTIFICATE) || has(lists, OTHER_LIST)) return 5;
  return has(certificates, ATTRIBUTE_CERTIFICATE) ? 4 : 3;
}

/** EncapsulatedContentInfo: TSTInfo in an OCTET STRING of one piece. */
function parseContent(element: DerElement): Uint8Array {
  const fields = new DerFields(element);
  expectOid(fields.take(DER_TAG.oid), TST_INFO_OID, 'TSTInfo');
  const content = expectTag(onlyMember(fields.take(contextTag(0))), DER_TAG.octetString).content;
  fields.end();
  return content;
}

/** Certificates of X.509; those of other kinds are passed over. */
function parseCertificates(set: DerElement | undefined): readonly Uint8Array[] {
  if (set === undefined) return [];
  return derChildren(set)
    .filter(({ tag }) => tag === DER_TAG.sequence)
    .map(({ bytes }) => bytes);
}

function parseSignerInfo(element: DerElement): Omit<SignedToken, 'content' | 'certificates'> {
  const fields = new DerFields(element);
  const version = derCount(fields.take(DER_TAG.integer));
  const signer = parseSignerIdentifier(fields.take());
  const digestAlgorithm = parseHashAlgorithm(fields.take(DER_TAG.sequence));
  const attributes = fields.take(contextTag(0));
  const signatureAlgorithm = fields.take(DER_TAG.sequence);
  const signature = fields.take(DER_TAG.octetString).content;
  fields.takeOptional(contextTag(1));
  fields.end();
  if (version !== (signer.kind === 'subject-key' ? 3 : 1)) throw derError(`SignerInfo of version ${version}`);
  // Section 5.4: the signature is over the attributes as a SET OF, not under the tag that they stand there with.
  const signedAttributes = Uint8Array.of(DER_TAG.set, ...attributes.bytes.subarray(1));
  assertStrictDer(signedAttributes);
  return { signer, digestAlgorithm, signedAttributes, signatureAlgorithm, signature };
}

function parseSignerIdentifier(element: DerElement): SignerIdentifier {
  if (element.tag === primitiveContextTag(0))
    return { kind: 'subject-key', subjectKeyId: hexEncode(element.content) };
  const fields = new DerFields(element);
  const issuer = parseDistinguishedName(fields.take(DER_TAG.sequence));
  const serialNumber = hexEncode(derInteger(fields.take(DER_TAG.integer)));
  fields.end();
  return { kind: 'issuer-and-serial', issuer, serialNumber };
}

function expectOid(element: DerElement, expected: string, name: string): void {
  const oid = derOid(element);
  if (oid !== expected) throw derError(`content of type ${oid}, expected ${name}`);
}

function onlyMember(element: DerElement): DerElement {
  const fields = new DerFields(element, element.tag);
  const member = fields.take();
  fields.end();
  return member;
}
