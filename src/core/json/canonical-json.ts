/**
 * Canonical JSON, RFC 8785 (JCS): one value has one text. Members are sorted by UTF-16 code units, numbers are written
 * as ECMAScript writes them, strings with the shortest escapes, no white space and no newline at the end.
 *
 *     {"b":2,"a":[1.0,"é"]}   →   {"a":[1,"é"],"b":2}
 *
 * `JSON.stringify` writes scalars just so. It writes members in the object's own order, which is the canonical one for every
 * value that was read from its canonical text; only other values are put together member by member.
 */
import { type Digest, digestOf } from '../digest/sha256.ts';
import { utf8Encode } from '../encoding/utf8.ts';
import { StellaError } from '../errors.ts';
import type { JsonObject, JsonValue } from './json-value.ts';

/**
 * The canonical text of `value`.
 * @throws StellaError INPUT_INVALID for what RFC 8785 cannot represent: a non-finite number, a lone surrogate, undefined
 */
export function canonicalJson(value: JsonValue): string {
  return isInOrder(value) ? JSON.stringify(value) : writeInOrder(value);
}

/** The UTF-8 bytes of the canonical text: what is stored, hashed, signed and shipped. */
export function canonicalBytes(value: JsonValue): Uint8Array {
  return utf8Encode(canonicalJson(value));
}

/** SHA-256 over the canonical bytes of `value`. */
export function canonicalDigest(value: JsonValue): Digest {
  return digestOf(canonicalJson(value));
}

/** True when the members of every object in `value` stand in canonical order. Refuses scalars that have no canonical text. */
function isInOrder(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) {
    checkScalar(value);
    return true;
  }
  if (Array.isArray(value)) return value.every(isInOrder);
  const object = value as JsonObject;
  let previous: string | null = null;
  for (const name of Object.keys(object)) {
    checkScalar(name);
    if ((previous !== null && previous >= name) || !isInOrder(object[name] as JsonValue)) return false;
    previous = name;
  }
  return true;
}

function writeInOrder(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) {
    checkScalar(value);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(writeInOrder).join(',')}]`;
  const object = value as JsonObject;
  const members = Object.keys(object)
    .sort()
    .map((name) => `${writeInOrder(name)}:${writeInOrder(object[name] as JsonValue)}`);
  return `{${members.join(',')}}`;
}

function checkScalar(value: unknown): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw unrepresentable('a lone surrogate');
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw unrepresentable(`the number ${value}`);
  } else if (typeof value !== 'boolean' && value !== null) {
    throw unrepresentable(`a value of type ${typeof value}`);
  }
}

function unrepresentable(what: string): StellaError {
  return new StellaError('INPUT_INVALID', `canonical JSON cannot represent ${what}`);
}
