/**
 * Our own documents: each has a schema name with a major version, a fixed shape without unknown members, and one
 * canonical text (formats.md section 1). The shapes are valibot schemas, from which the types and `schemas/*.json` come too.
 */
import * as v from 'valibot';
import { utf8Decode } from '../encoding/utf8.ts';
import { type ErrorCode, StellaError } from '../errors.ts';
import { canonicalJson } from './canonical-json.ts';
import { compileShape } from './compiled-shape.ts';
import { isJsonObject, type JsonValue } from './json-value.ts';
import { parseStrictJsonText } from './strict-json.ts';

type AnySchema = v.GenericSchema<unknown, unknown>;

export interface DocumentFormat<TSchema extends AnySchema> {
  /** `stella.manifest/v1` */
  readonly schemaName: string;
  /** Names the document in errors: `manifest.json`. */
  readonly what: string;
  readonly shape: TSchema;
  /** The code for a document of the wrong shape. */
  readonly code: ErrorCode;
}

/**
 * Reads a document that must be shipped as its canonical bytes.
 * @throws StellaError INPUT_INVALID (not strict JSON), UNSUPPORTED_VERSION (another schema name or major), or the
 * format's own code (not canonical, or a member missing, unknown or of the wrong form)
 */
export function parseCanonicalDocument<TSchema extends AnySchema>(
  format: DocumentFormat<TSchema>,
  bytes: Uint8Array,
): v.InferOutput<TSchema> {
  const text = utf8Decode(bytes, format.what);
  const sound = readSoundDocument(format, text);
  if (sound !== null) return sound;
  const value = parseStrictJsonText(text, format.what);
  const document = checkDocument(format, value);
  if (canonicalJson(value) !== text) {
    throw new StellaError(
      format.code,
      `${format.what} is not canonical JSON (RFC 8785): its digest would not be its own`,
    );
  }
  return document;
}

/**
 * The document when nothing is wrong with it, else null: then the checks one by one find what is. A text that comes out again
 * when its value is written canonically is strict JSON as well, and the shape bounds how deep it is.
 */
function readSoundDocument<TSchema extends AnySchema>(
  { shape }: DocumentFormat<TSchema>,
  text: string,
): v.InferOutput<TSchema> | null {
  try {
    const value: JsonValue = JSON.parse(text);
    return compileShape(shape)(value) && canonicalJson(value) === text
      ? (value as v.InferOutput<TSchema>)
      : null;
  } catch {
    return null;
  }
}

/**
 * Checks the shape of a value that was read already.
 * @throws StellaError UNSUPPORTED_VERSION or the format's own code, with the place as a JSON pointer
 */
export function checkDocument<TSchema extends AnySchema>(
  format: DocumentFormat<TSchema>,
  value: JsonValue,
): v.InferOutput<TSchema> {
  if (isJsonObject(value) && value['schema'] !== format.schemaName)
    throw unsupportedSchema(format, value['schema']);
  return checkShape(format.shape, value, format.what, format.code);
}

/**
 * Checks a value without a schema name of its own against a shape.
 * @throws StellaError `code`, with the place as a JSON pointer
 */
export function checkShape<TSchema extends AnySchema>(
  shape: TSchema,
  value: unknown,
  what: string,
  code: ErrorCode,
): v.InferOutput<TSchema> {
  if (!compileShape(shape)(value)) readShape(shape, value, what, code);
  // The value as it was read, not valibot's copy: the copy has the members in the shape's order, no longer the canonical one.
  return value as v.InferOutput<TSchema>;
}

/**
 * The same for documents of others, with what the shape makes of the value: defaults filled in, texts turned into bytes.
 * @throws StellaError as `checkShape`
 */
export function readShape<TSchema extends AnySchema>(
  shape: TSchema,
  value: unknown,
  what: string,
  code: ErrorCode,
): v.InferOutput<TSchema> {
  const result = v.safeParse(shape, value, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  const place = jsonPointer(issue.path?.map((step) => step.key) ?? []);
  throw new StellaError(code, `${what} is malformed at ${place}: ${cut(problemOf(issue))}`, {
    details: { place },
  });
}

function problemOf({ expected, received, message }: v.BaseIssue<unknown>): string {
  if (expected === null) return message;
  if (expected === 'never') return 'no member of this name is allowed here';
  if (received === 'undefined') return 'it is missing';
  return `expected ${expected}, received ${received}`;
}

function unsupportedSchema<TSchema extends AnySchema>(
  format: DocumentFormat<TSchema>,
  received: JsonValue | undefined,
): StellaError {
  return new StellaError(
    'UNSUPPORTED_VERSION',
    received === undefined
      ? `${format.what} names no schema, this program reads ${format.schemaName}`
      : `${format.what} has the schema ${cut(JSON.stringify(received))}, this program reads ${format.schemaName}`,
    {
      details: { expected: format.schemaName, place: '/schema' },
      hint: 'check it with the version of stella that its issuer used, or a newer one',
    },
  );
}

/** RFC 6901; the empty pointer is the whole document. */
function jsonPointer(path: readonly unknown[]): string {
  if (path.length === 0) return 'its top level';
  return cut(path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''));
}

/** Bounds what a message shows of the input, and shows its control characters as escapes. */
function cut(text: string): string {
  const shown = text.length <= 160 ? text : `${text.slice(0, 160)}…`;
  return shown.replace(
    /[\u0000-\u001f\u007f-\u009f]/g,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
