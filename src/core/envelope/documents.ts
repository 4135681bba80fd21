/**
 * What a file with envelopes holds: one JSON document, or JSON lines (one document a line, as cosign and GitHub write several
 * attestations), each a bare DSSE envelope or a Sigstore bundle. Nothing in them is verified here.
 */

import { utf8Decode } from '../encoding/utf8.ts';
import { isStellaError, StellaError } from '../errors.ts';
import { isJsonObject, type JsonValue, textOf } from '../json/json-value.ts';
import { parseStrictJsonText } from '../json/strict-json.ts';
import { limit } from '../limits.ts';

/** Largest file that is read, in bytes: an SBOM of a large program, as attestations carry it. */
export const ENVELOPE_BYTES_MAX = limit('envelopeFileBytes');
/** Most documents in one file, and most signatures in all of its bare envelopes together: each is tried with every key. */
export const ENVELOPE_DOCUMENTS_MAX = limit('envelopeDocuments');
export const ENVELOPE_SIGNATURES_MAX = limit('envelopeFileSignatures');

export interface EnvelopeDocument {
  readonly kind: 'dsse' | 'sigstore';
  readonly value: JsonValue;
  /** Names it in errors. */
  readonly what: string;
}

/**
 * Reads a file.
 * @param what names it in errors
 * @throws StellaError INPUT_INVALID for other content, UNSUPPORTED_VERSION for cosign's bundles from before Sigstore's format,
 * LIMIT_EXCEEDED for too many documents
 */
export function parseEnvelopeDocuments(bytes: Uint8Array, what: string): readonly EnvelopeDocument[] {
  const text = utf8Decode(bytes, what);
  const lines = jsonLines(text);
  if (lines === null) return [documentOf(parseStrictJsonText(text, what), what)];
  if (lines.length > ENVELOPE_DOCUMENTS_MAX) {
    throw new StellaError('LIMIT_EXCEEDED', `${what} has more than ${ENVELOPE_DOCUMENTS_MAX} documents`);
  }
  return lines.map((line, index) => {
    const place = `${what}, document ${index + 1}`;
    return documentOf(parseStrictJsonText(line, place), place);
  });
}

/** The lines that are not empty, one more than are read at most; null when the text is one document, over however many lines. */
function jsonLines(text: string): readonly string[] | null {
  const lines: string[] = [];
  let start = skipWhiteSpace(text, 0);
  while (start < text.length && lines.length <= ENVELOPE_DOCUMENTS_MAX) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    lines.push(text.slice(start, end));
    if (lines.length === 1 && !isJson(text.slice(start, end))) return null;
    start = skipWhiteSpace(text, end);
  }
  return lines.length > 1 ? lines : null;
}

/** Offset of the first character from `start` on that is not white space: a file may be nothing but newlines. */
function skipWhiteSpace(text: string, start: number): number {
  const whiteSpace = /[ \t\r\n]*/y;
  whiteSpace.lastIndex = start;
  whiteSpace.test(text);
  return whiteSpace.lastIndex;
}

function isJson(text: string): boolean {
  try {
    parseStrictJsonText(text, 'a line');
    return true;
  } catch (error) {
    if (isStellaError(error)) return false;
    throw error;
  }
}

function documentOf(value: JsonValue, what: string): EnvelopeDocument {
  if (isJsonObject(value)) {
    const isBundle =
      'verificationMaterial' in value || textOf(value['mediaType'] ?? null).includes('sigstore.bundle');
    if (isBundle) return { kind: 'sigstore', value, what };
    if ('payloadType' in value || 'signatures' in value) return { kind: 'dsse', value, what };
    if ('base64Signature' in value || 'rekorBundle' in value) {
      throw new StellaError('UNSUPPORTED_VERSION', `${what} is a bundle of cosign's own older format`, {
        hint: 'make one in Sigstore’s format: cosign sign-blob --new-bundle-format, or attest-blob',
      });
    }
  }
  const received = isJsonObject(value)
    ? `an object with ${JSON.stringify(Object.keys(value).slice(0, 5)).slice(0, 200)}`
    : `${JSON.stringify(value).slice(0, 60)}`;
  throw new StellaError(
    'INPUT_INVALID',
    `${what}: expected a DSSE envelope or a Sigstore bundle, received ${received}`,
    {
      hint: 'an envelope has "payloadType", "payload" and "signatures"; a bundle of ours is checked with stella proof verify',
    },
  );
}
