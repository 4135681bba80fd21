/** Equality of JSON values. */
import type { JsonObject, JsonValue } from './json-value.ts';

/**
 * True for two values of the same canonical JSON: members in any order, `-0` as `0`. Stops at the first difference and writes
 * nothing, so that scores with tens of thousands of findings can be compared many times.
 */
export function isSameJson(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && isSameArray(a, b);
  return !Array.isArray(b) && isSameObject(a as JsonObject, b as JsonObject);
}

function isSameArray(a: readonly JsonValue[], b: readonly JsonValue[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!isSameJson(a[i] as JsonValue, b[i] as JsonValue)) return false;
  return true;
}

function isSameObject(a: JsonObject, b: JsonObject): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  for (const name of names) {
    if (!Object.hasOwn(b, name) || !isSameJson(a[name] as JsonValue, b[name] as JsonValue)) return false;
  }
  return true;
}
