/** VEX documents of the three formats, told apart by what each of them must have at its top level. */
import type { Digest } from '../digest/sha256.ts';
import { StellaError } from '../errors.ts';
import { isJsonObject, type JsonValue } from '../json/json-value.ts';
import { parseStrictJson } from '../json/strict-json.ts';
import { parseCsafVex } from './csaf.ts';
import { parseCycloneDxVex } from './cyclonedx-vex.ts';
import { OPENVEX_CONTEXT, parseOpenVex } from './openvex.ts';
import type { VexStatement } from './statement.ts';

type FormatReader = (value: JsonValue, document: Digest, what: string) => VexStatement[];

/**
 * The statements of a VEX document: OpenVEX, CycloneDX VEX or CSAF 2.0 (VEX profile), all as JSON.
 * @param document digest of the bytes
 * @param what names the document in errors
 * @throws StellaError INPUT_INVALID for another document or one that breaks its format, UNSUPPORTED_VERSION
 */
export function parseVex(bytes: Uint8Array, document: Digest, what = 'the VEX document'): VexStatement[] {
  const value = parseStrictJson(bytes, what);
  const reader = readerOf(value);
  if (reader !== null) return reader(value, document, what);
  throw new StellaError(
    'INPUT_INVALID',
    `${what} is neither OpenVEX ("@context"), CycloneDX ("bomFormat") nor CSAF ("document")`,
    { hint: 'give OpenVEX, CycloneDX VEX or CSAF 2.0 (category csaf_vex), as JSON' },
  );
}

function readerOf(value: JsonValue): FormatReader | null {
  if (!isJsonObject(value)) return null;
  const { '@context': context, bomFormat, document } = value;
  if (typeof context === 'string' && context.startsWith(OPENVEX_CONTEXT)) return parseOpenVex;
  if (bomFormat === 'CycloneDX') return parseCycloneDxVex;
  return isJsonObject(document) && 'csaf_version' in document ? parseCsafVex : null;
}
