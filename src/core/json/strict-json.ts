/**
 * Strict JSON (formats.md section 1): valid UTF-8, no byte order mark, no duplicate member names, depth at most 128,
 * finite numbers, no lone surrogates. What breaks this is INPUT_INVALID with its place, never guessed at.
 *
 * `JSON.parse` is fast but silently keeps the last of two members of one name. So one cheap pass over the text counts
 * members and measures depth, and a walk over the parsed value counts the members that survived: the counts differ
 * exactly when a name was given twice. Only then is the text read again, slowly, to say where.
 *
 * And the V8 of Node 24 may give an escaped name the name of a member that it read before: after `{"a":1,"\\":2}` it reads
 * `{"a":1,"\u0061":2}` as the same once more (nodejs/node#63785), and a name given twice passes. Text with an escaped name,
 * which hardly any document has, is therefore read slowly from the start.
 */
import { utf8Decode } from '../encoding/utf8.ts';
import { StellaError } from '../errors.ts';
import { isJsonObject, type JsonValue } from './json-value.ts';
import { MAX_JSON_DEPTH, measureJson } from './measure-json.ts';
import { type JsonFault, readJsonSlowly } from './slow-json.ts';
import { formatPlace } from './text-place.ts';

/**
 * The value of a JSON document.
 * @param what names the document in errors: `manifest.json`, `the SBOM`
 * @throws StellaError INPUT_INVALID with line and column
 */
export function parseStrictJson(bytes: Uint8Array, what: string): JsonValue {
  return parseStrictJsonText(utf8Decode(bytes, what), what);
}

/** The same for text that is already decoded. */
export function parseStrictJsonText(text: string, what: string): JsonValue {
  if (text.startsWith('\ufeff')) throw invalid(what, 'begins with a byte order mark');
  const { memberCount, hasEscapedName, tooDeepAt } = measureJson(text);
  if (tooDeepAt !== null) {
    throw invalid(what, `is nested deeper than ${MAX_JSON_DEPTH} levels (${formatPlace(text, tooDeepAt)})`);
  }
  const value = hasEscapedName ? parseSlowly(text, what) : parseNative(text, what);
  if (countMembers(value, what) !== memberCount) throw faultOf(text, what);
  return value;
}

function parseSlowly(text: string, what: string): JsonValue {
  const { fault, value } = readJsonSlowly(text);
  if (fault !== null) throw notStrict(text, what, fault);
  return value;
}

function parseNative(text: string, what: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    // V8's own message quotes the input and often has no position.
    throw faultOf(text, what);
  }
}

/** Counts object members, and refuses numbers and strings that canonical JSON could not write back. */
function countMembers(root: JsonValue, what: string): number {
  const pending: JsonValue[] = [root];
  let count = 0;
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (Array.isArray(value)) {
      for (const item of value) pending.push(item);
    } else if (isJsonObject(value)) {
      for (const name in value) {
        checkScalar(name, what);
        pending.push(value[name] as JsonValue);
        count++;
      }
    } else {
      checkScalar(value, what);
    }
  }
  return count;
}

function checkScalar(value: JsonValue, what: string): void {
  if (typeof value === 'string' && !value.isWellFormed())
    throw invalid(what, 'has a lone surrogate in a string');
  if (typeof value === 'number' && !Number.isFinite(value))
    throw invalid(what, 'has a number beyond a double');
}

function faultOf(text: string, what: string): StellaError {
  const { fault } = readJsonSlowly(text);
  if (fault === null) throw new StellaError('INTERNAL', `${what} was refused, yet no fault was found in it`);
  return notStrict(text, what, fault);
}

function notStrict(text: string, what: string, { problem, offset }: JsonFault): StellaError {
  return invalid(what, `is not strict JSON: ${problem} (${formatPlace(text, offset)})`);
}

function invalid(what: string, problem: string): StellaError {
  return new StellaError('INPUT_INVALID', `${what} ${problem}`, {
    hint: 'strict JSON is valid UTF-8 without a byte order mark, without duplicate members, at most 128 levels deep',
  });
}
