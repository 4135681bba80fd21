/** VEX documents of the three formats, told apart by what each of them must have at its top level. */
import { type StatedScore, statedScores } from '../cvss/stated-score.ts';
import type { Digest } from '../digest/sha256.ts';
import { StellaError } from '../errors.ts';
import { isJsonObject, type JsonValue } from '../json/json-value.ts';
import { parseStrictJson } from '../json/strict-json.ts';
import { parseCsafVex } from './csaf.ts';
import { parseCycloneDxVex, parseSbomVex } from './cyclonedx-vex.ts';
import { OPENVEX_CONTEXT, parseOpenVex } from './openvex.ts';
import type { VexStatement } from './statement.ts';

type FormatReader = (value: JsonValue, document: Digest, what: string) => VexStatement[];

/** What a VEX document says. */
export interface VexDocument {
  /** Digest of its bytes; of the SBOM's, where it stands inside one. */
  readonly document: Digest;
  readonly statements: readonly VexStatement[];
  /** In its ratings and scores; they count for nothing. */
  readonly statedScores: readonly StatedScore[];
}

/**
 * Reads a VEX document: OpenVEX, CycloneDX VEX or CSAF 2.0 (VEX profile), all as JSON.
 * @param document digest of the bytes
 * @param what names the document in errors
 * @throws StellaError INPUT_INVALID for another document or one that breaks its format, UNSUPPORTED_VERSION
 */
export function parseVex(bytes: Uint8Array, document: Digest, what = 'the VEX document'): VexDocument {
  const value = parseStrictJson(bytes, what);
  const reader = readerOf(value);
  if (reader !== null && isJsonObject(value)) {
    const statements = reader(value, document, what);
    return { document, statements, statedScores: statedScoresOf(value['vulnerabilities']) };
  }
  throw new StellaError(
    'INPUT_INVALID',
    `${what} is neither OpenVEX ("@context"), CycloneDX ("bomFormat") nor CSAF ("document")`,
    { hint: 'give OpenVEX, CycloneDX VEX or CSAF 2.0 (category csaf_vex), as JSON' },
  );
}

/**
 * The VEX that stands in an SBOM.
 * @param vulnerabilities as CycloneDX JSON has them
 * @throws StellaError INPUT_INVALID with the place
 */
export function vexOfSbom(vulnerabilities: readonly unknown[] | null, document: Digest): VexDocument {
  const statements = parseSbomVex(vulnerabilities, document);
  return { document, statements, statedScores: statedScoresOf(vulnerabilities) };
}

/** The scores beside the vectors of `vulnerabilities`, as CycloneDX (`ratings`) and CSAF (`scores`) have them. */
function statedScoresOf(vulnerabilities: unknown): StatedScore[] {
  if (!Array.isArray(vulnerabilities)) return [];
  return vulnerabilities.flatMap(({ ratings, scores }, i) => [
    ...statedScores(ratings, `/vulnerabilities/${i}/ratings`),
    ...statedScores(scores, `/vulnerabilities/${i}/scores`),
  ]);
}

function readerOf(value: JsonValue): FormatReader | null {
  if (!isJsonObject(value)) return null;
  const { '@context': context, bomFormat, document } = value;
  if (typeof context === 'string' && context.startsWith(OPENVEX_CONTEXT)) return parseOpenVex;
  if (bomFormat === 'CycloneDX') return parseCycloneDxVex;
  return isJsonObject(document) && 'csaf_version' in document ? parseCsafVex : null;
}
