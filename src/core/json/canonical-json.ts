/**
 * Canonical JSON, RFC 8785 (JCS): one value has one text. Members are sorted by UTF-16 code units, numbers are written
 * as ECMAScript writes them, strings with the shortest escapes, no white space and no newline at the end.
 *
 *     {"b":2,"a":[1.0,"é"]}   →   {"a":[1,"é"],"b":2}
 *
 * `JSON.stringify` writes scalars just so. It writes members in the object's own order, so a value is given to it with its
 * members in canonical order; a value that was read from its canonical text has them so already.
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
  const ordered = isInOrder(value) ? value : inOrder(value);
  const text = ordered === undefined ? writeInOrder(value) : JSON.stringify(ordered);
  // A lone surrogate is written as an escape that begins so; so is a backslash before "ud" in the text itself.
  if (text.includes('\\ud')) refuseLoneSurrogates(value);
  return text;
}

/** The UTF-8 bytes of the canonical text: what is stored, hashed, signed and shipped. */
export function canonicalBytes(value: JsonValue): Uint8Array {
  return utf8Encode(canonicalJson(value));
}

/** SHA-256 over the canonical bytes of `value`. */
export function canonicalDigest(value: JsonValue): Digest {
  return digestOf(canonicalJson(value));
}

/** Whether every object has its members in canonical order. Copies nothing: most values were read from their canonical text. */
function isInOrder(value: JsonValue): boolean {
  if (isScalar(value)) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  const names = Object.keys(value as JsonObject);
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    if (i > 0 && (names[i - 1] as string) >= name) return false;
    if (!isInOrder((value as JsonObject)[name] as JsonValue)) return false;
  }
  return true;
}

/** A copy with all members in canonical order; undefined where no object can have them so, or `__proto__` is one. */
function inOrder(value: JsonValue): JsonValue | undefined {
  if (isScalar(value)) return value;
  return Array.isArray(value) ? arrayInOrder(value) : objectInOrder(value as JsonObject);
}

function arrayInOrder(items: readonly JsonValue[]): readonly JsonValue[] | undefined {
  const copy: JsonValue[] = [];
  for (const item of items) {
    const ordered = inOrder(item);
    if (ordered === undefined) return undefined;
    copy.push(ordered);
  }
  return copy;
}

function objectInOrder(object: JsonObject): JsonObject | undefined {
  const copy: Record<string, JsonValue> = {};
  for (const name of Object.keys(object).sort()) {
    if (name === '__proto__' || isIndex(name)) return undefined;
    const ordered = inOrder(object[name] as JsonValue);
    if (ordered === undefined) return undefined;
    copy[name] = ordered;
  }
  return copy;
}

/** True for array indexes, which come first in any object, and for some other names. */
function isIndex(name: string): boolean {
  const first = name.charCodeAt(0);
  return first >= 0x30 && first <= 0x39;
}

function writeInOrder(value: JsonValue): string {
  if (isScalar(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(writeInOrder).join(',')}]`;
  const object = value as JsonObject;
  const members = Object.keys(object)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${writeInOrder(object[name] as JsonValue)}`);
  return `{${members.join(',')}}`;
}

/** False for an array or an object. Refuses what canonical JSON has no text for. */
function isScalar(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'object':
      return value === null;
    case 'number':
      if (Number.isFinite(value)) return true;
      throw unrepresentable(`the number ${value}`);
    default:
      throw unrepresentable(`a value of type ${typeof value}`);
  }
}

function refuseLoneSurrogates(value: JsonValue): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw unrepresentable('a lone surrogate');
  } else if (Array.isArray(value)) value.forEach(refuseLoneSurrogates);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      refuseLoneSurrogates(name);
      refuseLoneSurrogates(member as JsonValue);
    }
  }
}

function unrepresentable(what: string): StellaError {
  return new StellaError('INPUT_INVALID', `canonical JSON cannot represent ${what}`);
}
