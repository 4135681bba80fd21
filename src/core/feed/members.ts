/**
 * Reading members of others' JSON (OSV, KEV): what we look at must have the type its format gives it, all else is let be.
 * `null` counts as absent, because several publishers write it for an empty list. Plain code: it runs over millions of members.
 *
 * `at` names the place for errors: the document, then a JSON pointer (RFC 6901) into it: `GHSA-1.json/affected/0/package`.
 */
import { StellaError } from '../errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.ts';

/**
 * The members of `value`.
 * @throws StellaError INPUT_INVALID unless it is an object
 */
export function requireObject(value: JsonValue | undefined, at: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw malformed(at, 'an object', value);
}

/**
 * The text of member `name`.
 * @throws StellaError INPUT_INVALID unless it is a string that is not empty
 */
export function requireText(object: JsonObject, name: string, at: string): string {
  const value = object[name];
  if (typeof value === 'string' && value !== '') return value;
  throw malformed(`${at}/${name}`, 'a string that is not empty', value);
}

/**
 * The text of member `name`, or null where it is absent.
 * @throws StellaError INPUT_INVALID unless it is a string
 */
export function optionalText(object: JsonObject, name: string, at: string): string | null {
  const value = object[name] ?? null;
  if (value === null || typeof value === 'string') return value;
  throw malformed(`${at}/${name}`, 'a string', value);
}

/**
 * The items of member `name`, each read by `parseItem` with its own place; none where the member is absent.
 * @throws StellaError INPUT_INVALID unless it is an array, or as `parseItem` throws
 */
export function optionalList<T>(
  object: JsonObject,
  name: string,
  at: string,
  parseItem: (item: JsonValue, at: string) => T,
): readonly T[] {
  const value = object[name] ?? null;
  if (value === null) return [];
  if (!Array.isArray(value)) throw malformed(`${at}/${name}`, 'an array', value);
  return value.map((item: JsonValue, i) => parseItem(item, `${at}/${name}/${i}`));
}

/**
 * The items of member `name`, which are texts; none where the member is absent.
 * @throws StellaError INPUT_INVALID unless it is an array of strings
 */
export function optionalTexts(object: JsonObject, name: string, at: string): readonly string[] {
  const value = object[name] ?? null;
  if (value === null) return [];
  if (!Array.isArray(value)) throw malformed(`${at}/${name}`, 'an array', value);
  const other = value.findIndex((item) => typeof item !== 'string');
  if (other < 0) return value;
  throw malformed(`${at}/${name}/${other}`, 'a string', value[other]);
}

/** INPUT_INVALID with the place, what was expected there and what was received. */
export function malformed(at: string, expected: string, received: JsonValue | undefined): StellaError {
  return new StellaError(
    'INPUT_INVALID',
    `${at} is malformed: expected ${expected}, received ${shown(received)}`,
    {
      details: { place: at },
    },
  );
}

function shown(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  if (isJsonObject(value)) return 'an object';
  const text = JSON.stringify(value);
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`;
}
