/**
 * Canonical JSON, RFC 8785 (JCS): one value has one text. Members are sorted by UTF-16 code units, numbers are written
 * as ECMAScript writes them, strings with the shortest escapes, no white space and no newline at the end.
 *
 *     {"b":2,"a":[1.0,"é"]}   →   {"a":[1,"é"],"b":2}
 */
import { type Digest, digestOf } from '../digest/sha256.ts';
import { utf8Encode } from '../encoding/utf8.ts';
import { StellaError } from '../errors.ts';
import type { JsonValue } from './json-value.ts';

/** Text that JSON writes as it is between quotes: no quote, backslash, control character or surrogate. */
const PLAIN_TEXT = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

/**
 * The canonical text of `value`.
 * @throws StellaError INPUT_INVALID for what RFC 8785 cannot represent: a non-finite number, a lone surrogate, undefined
 */
export function canonicalJson(value: JsonValue): string {
  switch (typeof value) {
    case 'string':
      return canonicalString(value);
    case 'number':
      if (!Number.isFinite(value)) throw unrepresentable(`the number ${value}`);
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : canonicalContainer(value);
    default:
      throw unrepresentable(`a value of type ${typeof value}`);
  }
}

/** The UTF-8 bytes of the canonical text: what is stored, hashed, signed and shipped. */
export function canonicalBytes(value: JsonValue): Uint8Array {
  return utf8Encode(canonicalJson(value));
}

/** SHA-256 over the canonical bytes of `value`. */
export function canonicalDigest(value: JsonValue): Digest {
  return digestOf(canonicalBytes(value));
}

function canonicalContainer(value: Exclude<JsonValue, string | number | boolean | null>): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const object = value as { readonly [member: string]: JsonValue };
  const members = Object.keys(object).sort();
  return `{${members.map((name) => `${canonicalString(name)}:${canonicalJson(object[name] as JsonValue)}`).join(',')}}`;
}

function canonicalString(text: string): string {
  if (PLAIN_TEXT.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw unrepresentable('a lone surrogate');
  return JSON.stringify(text);
}

function unrepresentable(what: string): StellaError {
  return new StellaError('INPUT_INVALID', `canonical JSON cannot represent ${what}`);
}
