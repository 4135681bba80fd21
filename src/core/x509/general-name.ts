/** GeneralName (RFC 5280 section 4.2.1.6): the names in subjectAltName and the bases of name constraints. */
import {
  contextTag,
  DER_TAG,
  type DerElement,
  derChildren,
  derError,
  expectTag,
  parseDer,
  primitiveContextTag,
} from '../encoding/der.ts';
import { hexEncode } from '../encoding/hex.ts';
import { type DistinguishedName, parseDistinguishedName } from './distinguished-name.ts';

/** A name of a kind that we can compare, or another one, of which only the kind matters. */
export type GeneralName =
  | { readonly kind: 'email' | 'dns' | 'uri'; readonly text: string }
  | { readonly kind: 'ip'; readonly bytes: Uint8Array }
  | { readonly kind: 'directory'; readonly name: DistinguishedName }
  | { readonly kind: 'other'; readonly tag: number };

/** otherName, x400Address, ediPartyName and registeredID. */
const OTHER_TAGS: ReadonlySet<number> = new Set([
  contextTag(0),
  contextTag(3),
  contextTag(5),
  primitiveContextTag(8),
]);

/**
 * Reads one GeneralName. An iPAddress may have any length here: names and constraints differ in it.
 * @throws StellaError INPUT_INVALID
 */
export function parseGeneralName(element: DerElement): GeneralName {
  switch (element.tag) {
    case primitiveContextTag(1):
      return { kind: 'email', text: ia5Text(element.content) };
    case primitiveContextTag(2):
      return { kind: 'dns', text: ia5Text(element.content) };
    case primitiveContextTag(6):
      return { kind: 'uri', text: ia5Text(element.content) };
    case primitiveContextTag(7):
      return { kind: 'ip', bytes: element.content };
    case contextTag(4):
      return { kind: 'directory', name: parseDistinguishedName(parseDer(element.content)) };
    default:
      if (!OTHER_TAGS.has(element.tag))
        throw derError(`no general name has tag 0x${hexEncode(Uint8Array.of(element.tag))}`);
      return { kind: 'other', tag: element.tag };
  }
}

/**
 * Reads GeneralNames, the value of subjectAltName: at least one name, IP addresses of 4 or 16 bytes.
 * @throws StellaError INPUT_INVALID
 */
export function parseGeneralNames(value: Uint8Array): readonly GeneralName[] {
  const names = derChildren(expectTag(parseDer(value), DER_TAG.sequence)).map(parseGeneralName);
  if (names.length === 0) throw derError('an empty list of names');
  for (const name of names) {
    if (name.kind === 'ip' && name.bytes.length !== 4 && name.bytes.length !== 16) {
      throw derError(`an IP address of ${name.bytes.length} bytes`);
    }
  }
  return names;
}

function ia5Text(content: Uint8Array): string {
  if (content.some((octet) => octet >= 0x80)) throw derError('an IA5String with a byte above 7f');
  return Buffer.from(content).toString('latin1');
}
