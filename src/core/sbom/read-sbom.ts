/** Software bills of materials: recognises the format from the bytes and reads it. */
import { StellaError } from '../errors.ts';
import { isJsonObject } from '../json/json-value.ts';
import { parseStrictJson } from '../json/strict-json.ts';
import type { SbomDocument } from './component.ts';
import { readCycloneDxJson } from './cyclonedx/read-json.ts';
import { readCycloneDxXml } from './cyclonedx/read-xml.ts';
import { invalidSbom } from './sbom-error.ts';
import { readSpdx2Json } from './spdx/read-spdx2-json.ts';
import { readSpdx3Json } from './spdx/read-spdx3-json.ts';
import { readSpdxTagValue } from './spdx/read-tag-value.ts';

/** Tag-value documents name their version near the top, after comments at most. */
const HEAD_BYTES = 65_536;

/**
 * Reads CycloneDX 1.2 to 1.7 (JSON, XML) and SPDX 2.2, 2.3 (JSON, tag-value) and 3.0 (JSON-LD).
 * @throws StellaError INPUT_INVALID with the place in the document (JSON pointer, or line and column), or where no
 * format is recognised; UNSUPPORTED_VERSION for another version of a specification
 */
export function parseSbom(bytes: Uint8Array): SbomDocument {
  const head = new TextDecoder().decode(bytes.subarray(0, HEAD_BYTES));
  const start = head.trimStart()[0];
  if (start === '{') return readJson(bytes);
  if (start === '<') return readCycloneDxXml(bytes);
  if (/^SPDXVersion:/m.test(head)) return readSpdxTagValue(bytes);
  throw new StellaError('INPUT_INVALID', `the SBOM is in no known format: ${describeStart(bytes, head)}`, {
    hint: 'give a CycloneDX document (JSON or XML) or an SPDX document (JSON or tag-value) in UTF-8, not compressed',
    details: { place: 'line 1, column 1' },
  });
}

function readJson(bytes: Uint8Array): SbomDocument {
  const document = parseStrictJson(bytes, 'the SBOM');
  if (!isJsonObject(document)) throw invalidSbom('the SBOM', '', 'expected an object');
  if ('bomFormat' in document || 'specVersion' in document) return readCycloneDxJson(document);
  if ('spdxVersion' in document) return readSpdx2Json(document);
  if ('@context' in document) return readSpdx3Json(document);
  const problem = 'expected bomFormat (CycloneDX), spdxVersion (SPDX 2) or @context (SPDX 3)';
  throw invalidSbom('the SBOM', '', problem);
}

function describeStart(bytes: Uint8Array, head: string): string {
  if (bytes.length === 0) return 'the document is empty';
  const hex = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  if (head.includes('\u0000') || hex.startsWith('ff fe') || hex.startsWith('fe ff')) {
    return `it looks like UTF-16 or binary data (${hex} …), expected UTF-8 text`;
  }
  return `expected "{", "<" or tags such as "SPDXVersion:" at its beginning, received the bytes ${hex} …`;
}
