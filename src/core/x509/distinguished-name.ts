/**
 * Distinguished names and their comparison (RFC 5280 section 7.1): attribute by attribute, strings of whatever type without
 * regard to case and repeated spaces. Case is folded for ASCII letters only: other letters must be equal, which can only
 * refuse a chain that another reader would take, and does not depend on a Unicode version.
 */
import { DER_TAG, type DerElement, DerFields, derChildren, derError } from '../encoding/der.ts';
import { derOid } from '../encoding/der-values.ts';
import { hexEncode } from '../encoding/hex.ts';
import { utf8Decode } from '../encoding/utf8.ts';

/** pkcs-9 emailAddress, which name constraints on mailboxes reach too (RFC 5280 section 4.2.1.10). */
const EMAIL_ADDRESS_OID = '1.2.840.113549.1.9.1';

const UTF8_STRING = 0x0c;
const UNIVERSAL_STRING = 0x1c;
const BMP_STRING = 0x1e;
/** NumericString, PrintableString, TeletexString (read as Latin-1, as others do), IA5String, VisibleString. */
const ONE_BYTE_STRINGS: ReadonlySet<number> = new Set([0x12, 0x13, 0x14, 0x16, 0x1a]);

/** A name in the form in which names are compared. */
export interface DistinguishedName {
  /** One text for each relative distinguished name, from the root of the tree; equal exactly when the RDNs match. */
  readonly rdns: readonly string[];
  /** Values of its emailAddress attributes. */
  readonly emailAddresses: readonly string[];
}

/**
 * Reads a `Name` (RFC 5280 section 4.1.2.4).
 * @throws StellaError INPUT_INVALID
 */
export function parseDistinguishedName(element: DerElement): DistinguishedName {
  const emailAddresses: string[] = [];
  const rdns = sequenceItems(element).map((rdn) => {
    const attributes = derChildren(rdn).map((attribute) => {
      const fields = new DerFields(attribute);
      const oid = derOid(fields.take(DER_TAG.oid));
      const value = fields.take();
      fields.end();
      const text = decodeString(value);
      if (oid === EMAIL_ADDRESS_OID && text !== null) emailAddresses.push(text);
      return [oid, text === null ? `#${hexEncode(value.bytes)}` : ` ${foldText(text)}`];
    });
    if (rdn.tag !== DER_TAG.set || attributes.length === 0)
      throw derError('a relative distinguished name that is no set');
    return JSON.stringify(attributes.map((pair) => JSON.stringify(pair)).sort());
  });
  return { rdns, emailAddresses };
}

/** True when both names match. */
export function isSameName(a: DistinguishedName, b: DistinguishedName): boolean {
  return a.rdns.length === b.rdns.length && isNameWithin(a, b);
}

/** True when `name` stands in the subtree of `base`: begins with all of its RDNs. */
export function isNameWithin(name: DistinguishedName, base: DistinguishedName): boolean {
  return base.rdns.every((rdn, index) => rdn === name.rdns[index]);
}

/** A text that is equal exactly for matching names: the key to look certificates up by. */
export function nameKey(name: DistinguishedName): string {
  return JSON.stringify(name.rdns);
}

function sequenceItems(element: DerElement): readonly DerElement[] {
  if (element.tag !== DER_TAG.sequence) throw derError('a name that is no sequence');
  return derChildren(element);
}

/** The text of a string element, or null for a value of another type, which is compared by its bytes. */
function decodeString({ tag, content }: DerElement): string | null {
  if (tag === UTF8_STRING) return utf8Decode(content, 'a UTF8String in a name');
  if (ONE_BYTE_STRINGS.has(tag)) return Buffer.from(content).toString('latin1');
  if (tag === BMP_STRING) return decodeUnits(content, 2);
  if (tag === UNIVERSAL_STRING) return decodeUnits(content, 4);
  return null;
}

function decodeUnits(content: Uint8Array, size: 2 | 4): string {
  if (content.length % size !== 0) throw derError('a BMPString or UniversalString that is cut off');
  const view = Buffer.from(content);
  const points: string[] = [];
  for (let offset = 0; offset < view.length; offset += size) {
    const point = view.readUIntBE(offset, size);
    if (point > 0x10ffff) throw derError('a UniversalString with a value above U+10FFFF');
    points.push(String.fromCodePoint(point));
  }
  return points.join('');
}

function foldText(text: string): string {
  return text
    .split(/[\t\n\r ]/)
    .filter((word) => word !== '')
    .join(' ')
    .replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32));
}
