/**
 * The documents that operators write by hand (rules, policy, evidence), as YAML or as JSON. What counts is the value:
 * it is hashed and stored as canonical JSON, so a comment or the order of keys changes nothing (formats.md section
 * 2).
 */
import type * as v from 'valibot';
import { type Digest, digestOf } from '../digest/sha256.ts';
import { utf8Encode } from '../encoding/utf8.ts';
import { isStellaError, StellaError } from '../errors.ts';
import { canonicalJson } from '../json/canonical-json.ts';
import { checkDocument, type DocumentFormat } from '../json/document.ts';
import { isJsonObject, type JsonValue } from '../json/json-value.ts';
import { parseStrictJsonText } from '../json/strict-json.ts';
import { MAX_YAML_LENGTH, parseYaml, type YamlSource } from './yaml-source.ts';

type AnyShape = v.GenericSchema<unknown, unknown>;

/** A document with what names it: its canonical bytes, and their digest. */
export interface OperatorDocument<T> {
  readonly document: T;
  readonly canonicalBytes: Uint8Array;
  readonly digest: Digest;
}

/**
 * Reads a document of this format. A text that begins with `{` is strict JSON, every other is YAML.
 * @param what names the document in errors: `the rules document`, or the file's name
 * @throws StellaError INPUT_INVALID with the place (line and column), UNSUPPORTED_VERSION for another schema name or
 * major, LIMIT_EXCEEDED for YAML of more than 1 MiB
 */
export function parseOperatorDocument<TShape extends AnyShape>(
  format: DocumentFormat<TShape>,
  text: string,
  what: string,
): OperatorDocument<v.InferOutput<TShape>> {
  const source = isJsonText(text) ? jsonSource(text, what) : parseYaml(text, what);
  const document = checkedDocument({ ...format, what }, source);
  const canonicalBytes = utf8Encode(canonicalJson(source.value));
  return { document, canonicalBytes, digest: digestOf(canonicalBytes) };
}

function isJsonText(text: string): boolean {
  return /^[ \t\r\n]*\{/.test(text);
}

/**
 * Places are looked up by reading the text again as YAML, which JSON is: only once there is an error, and not in a
 * text too long for it.
 */
function jsonSource(text: string, what: string): YamlSource {
  return {
    value: parseStrictJsonText(text, what),
    placeOf: (pointer) =>
      text.length > MAX_YAML_LENGTH ? 'the pointer says where' : parseYaml(text, what).placeOf(pointer),
  };
}

/** True for a document that says what it is, be it something else. */
function isNamed(value: JsonValue): boolean {
  return isJsonObject(value) && value['schema'] !== undefined;
}

function checkedDocument<TShape extends AnyShape>(
  format: DocumentFormat<TShape>,
  source: YamlSource,
): v.InferOutput<TShape> {
  try {
    return checkDocument(format, source.value);
  } catch (error) {
    const pointer = isStellaError(error) ? error.details?.['place'] : undefined;
    if (!isStellaError(error) || typeof pointer !== 'string') throw error;
    const place = source.placeOf(pointer);
    const hint = isNamed(source.value) ? error.hint : `begin it with the line: schema: ${format.schemaName}`;
    throw new StellaError(error.code, `${error.message} (${place})`, {
      details: { ...error.details, position: place },
      ...(hint === undefined ? {} : { hint }),
    });
  }
}
