/** The values of primitive DER elements (ITU-T X.690 sections 8 and 11), each in its one encoding. */
import { limit } from '../limits.ts';
import {
  DER_DEPTH_MAX,
  DER_TAG,
  type DerElement,
  derChildren,
  derError,
  expectTag,
  parseDer,
} from './der.ts';
import { hexEncode } from './hex.ts';

/** Subidentifiers in an object identifier, and octets in one: far above any that is registered. */
const OID_BYTES_MAX = limit('oidBytes');

/**
 * Two's complement octets of an INTEGER, in shortest form.
 * @throws StellaError INPUT_INVALID
 */
export function derInteger(element: DerElement, tag: number = DER_TAG.integer): Uint8Array {
  const { content } = expectTag(element, tag);
  const [first, second] = content;
  if (first === undefined) throw derError('an empty integer');
  const isPadded =
    second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
  if (isPadded) throw derError('an integer that is not in its shortest form');
  return content;
}

/**
 * Big-endian magnitude of an INTEGER that must not be negative, without a leading zero; zero is one zero octet.
 * @throws StellaError INPUT_INVALID
 */
export function derUnsigned(element: DerElement, tag: number = DER_TAG.integer): Uint8Array {
  const content = derInteger(element, tag);
  if ((content[0] ?? 0) >= 0x80) throw derError('a negative integer');
  return content.length > 1 && content[0] === 0 ? content.subarray(1) : content;
}

/**
 * A small count, 0 to 2^31 - 1 (path lengths, skip counts, salt lengths).
 * @throws StellaError INPUT_INVALID
 */
export function derCount(element: DerElement, tag: number = DER_TAG.integer): number {
  const magnitude = derUnsigned(element, tag);
  if (magnitude.length > 4 || (magnitude.length === 4 && (magnitude[0] ?? 0) >= 0x80)) {
    throw derError('a count above 2^31 - 1');
  }
  return magnitude.reduce((value, octet) => value * 256 + octet, 0);
}

/**
 * A BOOLEAN: 0x00 or 0xff and nothing else.
 * @throws StellaError INPUT_INVALID
 */
export function derBoolean(element: DerElement): boolean {
  const { content } = expectTag(element, DER_TAG.boolean);
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) {
    throw derError('a boolean that is neither 00 nor ff');
  }
  return content[0] === 0xff;
}

/**
 * Octets of a BIT STRING that must have whole octets (keys and signatures).
 * @throws StellaError INPUT_INVALID
 */
export function derOctetAlignedBits(element: DerElement): Uint8Array {
  const { content } = expectTag(element, DER_TAG.bitString);
  checkBitString(content);
  if (content[0] !== 0) throw derError('a bit string that does not end on an octet');
  return content.subarray(1);
}

/**
 * An OBJECT IDENTIFIER in dotted form: `1.2.840.113549.1.1.1`.
 * @throws StellaError INPUT_INVALID
 */
export function derOid(element: DerElement): string {
  const { content } = expectTag(element, DER_TAG.oid);
  const last = content.at(-1);
  if (last === undefined || last >= 0x80 || content.length > OID_BYTES_MAX) {
    throw derError('an object identifier that is empty, cut off or too long');
  }
  const arcs: bigint[] = [];
  let arc = 0n;
  let isStart = true;
  for (const octet of content) {
    if (isStart && octet === 0x80) throw derError('an object identifier that is not in its shortest form');
    arc = arc * 128n + BigInt(octet & 0x7f);
    isStart = octet < 0x80;
    if (isStart) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const [first = 0n, ...rest] = arcs;
  const root = first < 80n ? first / 40n : 2n;
  return [root, first - root * 40n, ...rest].join('.');
}

/**
 * Checks that `bytes` are one element and that every element within it, down to the leaves, is strict DER: headers,
 * primitive and constructed forms, universal values, the order of SETs. What stands inside OCTET STRINGs and
 * context-specific primitives is not looked at: only its reader knows its type.
 * @throws StellaError INPUT_INVALID
 */
export function assertStrictDer(bytes: Uint8Array): void {
  assertStrictElement(parseDer(bytes), DER_DEPTH_MAX);
}

function assertStrictElement(element: DerElement, depthLeft: number): void {
  if (depthLeft === 0) throw derError(`elements nest deeper than ${DER_DEPTH_MAX}`);
  const isConstructed = (element.tag & 0x20) !== 0;
  const isUniversal = element.tag < 0x40;
  if (isUniversal && isConstructed && element.tag !== DER_TAG.sequence && element.tag !== DER_TAG.set) {
    throw derError(`a constructed string, tag 0x${hexEncode(Uint8Array.of(element.tag))}`);
  }
  if (!isConstructed) {
    if (isUniversal) assertStrictPrimitive(element);
    return;
  }
  const children = derChildren(element);
  for (const child of children) assertStrictElement(child, depthLeft - 1);
  if (element.tag === DER_TAG.set) assertSetOrder(children);
}

function assertStrictPrimitive(element: DerElement): void {
  switch (element.tag) {
    case DER_TAG.boolean:
      derBoolean(element);
      return;
    case DER_TAG.integer:
      derInteger(element);
      return;
    case DER_TAG.bitString:
      checkBitString(element.content);
      return;
    case DER_TAG.null:
      if (element.content.length !== 0) throw derError('a null with content');
      return;
    case DER_TAG.oid:
      derOid(element);
      return;
    case 0x00:
    case DER_TAG.sequence & 0x1f:
    case DER_TAG.set & 0x1f:
      throw derError('an element of a primitive form that its type does not have');
  }
}

function checkBitString(content: Uint8Array): void {
  const [unusedBits] = content;
  if (unusedBits === undefined || unusedBits > 7 || (unusedBits > 0 && content.length === 1)) {
    throw derError('a bit string without a proper count of unused bits');
  }
  const last = content.at(-1) ?? 0;
  if (unusedBits > 0 && (last & ((1 << unusedBits) - 1)) !== 0)
    throw derError('a bit string with unused bits set');
}

/** X.690 section 11.6: the members of a SET OF stand in the order of their encodings. */
function assertSetOrder(children: readonly DerElement[]): void {
  for (const [index, child] of children.entries()) {
    const previous = children[index - 1];
    if (previous !== undefined && Buffer.compare(previous.bytes, child.bytes) > 0) {
      throw derError('a set whose members are not in order');
    }
  }
}
