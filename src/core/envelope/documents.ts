/**
 * What a file with envelopes holds: one JSON document, or JSON lines (one document a line, as cosign and GitHub write several
 * attestations), each a bare DSSE envelope or a Sigstore bundle. Nothing in them is verified here.
 */
import { utf8Decode } from '../encoding/utf8.ts';
import { isStellaError, StellaError } from '../errors.ts';
import { isJsonObject, type JsonValue } from '../json/json-value.ts';
import { parseStrictJsonText } from '../json/strict-json.ts';

/** Most documents in one file. */
export const ENVELOPE_DOCUMENTS_MAX = 1024;

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
    throw new StellaError(
      'LIMIT_EXCEEDED',
      `${what} has ${lines.length} documents, at most ${ENVELOPE_DOCUMENTS_MAX} are read`,
    );
  }
  return lines.map(([number, line]) => {
    const place = `${what}, line ${number}`;
    return documentOf(parseStrictJsonText(line, place), place);
  });
}

/** The lines that are not empty with their numbers; null when the text is one document, over however many lines. */
function jsonLines(text: string): readonly (readonly [number, string])[] | null {
  const lines = text
    .split('\n')
    .map((line, index) => [index + 1, line.trim()] as const)
    .filter(([, line]) => line !== '');
  const [, first] = lines[0] ?? [];
  return lines.length > 1 && first !== undefined && isJson(first) ? lines : null;
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
      'verificationMaterial' in value || String(value['mediaType']).includes('sigstore.bundle');
    if (isBundle) return { kind: 'sigstore', value, what };
    if ('payloadType' in value || 'signatures' in value) return { kind: 'dsse', value, what };
    if ('base64Signature' in value || 'rekorBundle' in value) {
      throw new StellaError('UNSUPPORTED_VERSION', `${what} is a bundle of cosign's own older format`, {
        hint: 'make one in Sigstore’s format: cosign sign-blob --new-bundle-format, or attest-blob',
      });
    }
  }
  throw new StellaError('INPUT_INVALID', `${what}: expected a DSSE envelope or a Sigstore bundle`);
}
