/**
 * Strict DER (ITU-T X.690): the one encoding of each ASN.1 value. A BER form that a lenient reader would take (indefinite or
 * padded lengths, needless zeros, BOOLEAN 0x01) is an error here: two readers must never see two things in the same bytes.
 *
 * An element is an identifier octet, a length and the content: `02 01 05` is the INTEGER 5. `parseDer` reads exactly one,
 * `DerFields` walks the members of a SEQUENCE in order, and `assertStrictDer` checks a whole tree before anyone reads it.
 */

import { StellaError } from '../errors.ts';
import { limit } from '../limits.ts';
import { hexEncode } from './hex.ts';

/** Identifier octets of the universal types used in keys, certificates and signatures. */
export const DER_TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** How deep elements may nest in `assertStrictDer`; a certificate needs about 12. */
export const DER_DEPTH_MAX = limit('derDepth');

/** One element. `content` and `bytes` are views of the input, not copies. */
export interface DerElement {
  /** The identifier octet: class, constructed bit and tag number (always below 31). */
  readonly tag: number;
  readonly content: Uint8Array;
  /** Identifier, length and content. */
  readonly bytes: Uint8Array;
}

/** Identifier octet of the constructed context-specific tag `[number]`. */
export function contextTag(number: number): number {
  return 0xa0 | number;
}

/** Identifier octet of the primitive context-specific tag `[number]`, as IMPLICIT tagging of a primitive type gives. */
export function primitiveContextTag(number: number): number {
  return 0x80 | number;
}

/**
 * The one element that `bytes` are.
 * @throws StellaError INPUT_INVALID for a bad header, a length past the end or bytes after the element
 */
export function parseDer(bytes: Uint8Array): DerElement {
  const element = readElement(bytes, 0);
  if (element.bytes.length !== bytes.length) {
    throw derError(`${bytes.length - element.bytes.length} bytes after the end`);
  }
  return element;
}

/**
 * The members of a constructed element, in order.
 * @throws StellaError INPUT_INVALID for a primitive element or a bad member header
 */
export function derChildren(element: DerElement): readonly DerElement[] {
  return [...derMembers(element)];
}

/** The same one at a time, for lists that are too long to hold. */
export function* derMembers(element: DerElement): Generator<DerElement, void> {
  if ((element.tag & 0x20) === 0) throw derError(`${tagText(element.tag)} is not a constructed element`);
  for (let offset = 0; offset < element.content.length; ) {
    const child = readElement(element.content, offset);
    yield child;
    offset += child.bytes.length;
  }
}

/** The members of a SEQUENCE (or of another constructed element), taken one after another by their tags. */
export class DerFields {
  readonly #children: readonly DerElement[];
  #next = 0;

  /** @throws StellaError INPUT_INVALID when `element` does not carry `tag` */
  constructor(element: DerElement, tag: number = DER_TAG.sequence) {
    this.#children = derChildren(expectTag(element, tag));
  }

  /** The next member, which must be there and, when `tag` is given, carry it. */
  take(tag?: number): DerElement {
    const child = this.#children[this.#next++];
    if (child === undefined)
      throw derError(`a member is missing${tag === undefined ? '' : `: ${tagText(tag)}`}`);
    return tag === undefined ? child : expectTag(child, tag);
  }

  /** The next member when it carries `tag`; undefined, taking nothing, when it does not. */
  takeOptional(tag: number): DerElement | undefined {
    const child = this.#children[this.#next];
    if (child?.tag !== tag) return undefined;
    this.#next++;
    return child;
  }

  /** Ends the walk: no member may be left. */
  end(): void {
    const left = this.#children[this.#next];
    if (left !== undefined) throw derError(`unexpected member ${tagText(left.tag)}`);
  }
}

/**
 * Returns `element` when it carries `tag`.
 * @throws StellaError INPUT_INVALID naming both tags
 */
export function expectTag(element: DerElement, tag: number): DerElement {
  if (element.tag !== tag) throw derError(`expected ${tagText(tag)}, received ${tagText(element.tag)}`);
  return element;
}

function readElement(bytes: Uint8Array, start: number): DerElement {
  const [tag, first] = [bytes[start], bytes[start + 1]];
  if (tag === undefined || first === undefined) throw derError('an element header is cut off');
  if ((tag & 0x1f) === 0x1f) throw derError('a tag number above 30');
  let contentStart = start + 2;
  let length = first;
  if (first >= 0x80) {
    contentStart += first & 0x7f;
    length = readLongLength(bytes.subarray(start + 2, contentStart), first & 0x7f);
  }
  const end = contentStart + length;
  if (end > bytes.length) throw derError(`an element of ${length} bytes goes past the end`);
  return { tag, content: bytes.subarray(contentStart, end), bytes: bytes.subarray(start, end) };
}

function readLongLength(octets: Uint8Array, count: number): number {
  if (count === 0) throw derError('an indefinite length');
  if (count > 4) throw derError(`a length of ${count} octets`);
  if (octets.length < count) throw derError('an element header is cut off');
  const length = octets.reduce((value, octet) => value * 256 + octet, 0);
  if (octets[0] === 0 || length < 0x80) throw derError('a length that is not in its shortest form');
  return length;
}

/** The error of every strict DER reader: `malformed: <what was found>`. */
export function derError(found: string): StellaError {
  return new StellaError('INPUT_INVALID', `malformed: ${found}`);
}

function tagText(tag: number): string {
  const name = Object.entries(DER_TAG).find(([, value]) => value === tag)?.[0];
  return name ?? `tag 0x${hexEncode(Uint8Array.of(tag))}`;
}
