/** CISA's catalogue of known exploited vulnerabilities, `known_exploited_vulnerabilities.json`, of which only the dates matter. */
import { StellaError } from '../errors.ts';
import type { JsonValue } from '../json/json-value.ts';
import { parseStrictJson } from '../json/strict-json.ts';
import { formatTimestamp, isTimestamp, parseRfc3339 } from '../time/timestamp.ts';
import { isCveId } from './cve-id.ts';
import type { KevRow } from './feed-view.ts';
import { malformed, optionalList, optionalText, requireObject, requireText } from './members.ts';

export interface KevCatalogue {
  /** In the file's order. */
  readonly rows: readonly KevRow[];
  /** When CISA released this edition, in our own form of a time; null where the file does not say. */
  readonly dateReleased: string | null;
  /** `2025.08.25`, or null. */
  readonly catalogVersion: string | null;
}

/**
 * Reads the whole catalogue.
 * @param what names the file in errors: `known_exploited_vulnerabilities.json`
 * @throws StellaError INPUT_INVALID: not strict JSON, no `vulnerabilities`, an entry of another form, a CVE twice
 */
export function parseKev(bytes: Uint8Array, what: string): KevCatalogue {
  const catalogue = requireObject(parseStrictJson(bytes, what), what);
  if (!Array.isArray(catalogue['vulnerabilities'])) {
    throw malformed(`${what}/vulnerabilities`, 'an array', catalogue['vulnerabilities']);
  }
  const rows = optionalList(catalogue, 'vulnerabilities', what, parseRow);
  refuseRepetition(rows, what);
  return {
    rows,
    dateReleased: parseDateReleased(optionalText(catalogue, 'dateReleased', what), what),
    catalogVersion: optionalText(catalogue, 'catalogVersion', what),
  };
}

function parseRow(value: JsonValue, at: string): KevRow {
  const entry = requireObject(value, at);
  const cve = requireText(entry, 'cveID', at);
  if (!isCveId(cve)) throw malformed(`${at}/cveID`, 'a CVE id', cve);
  const dateAdded = requireText(entry, 'dateAdded', at);
  if (!isTimestamp(`${dateAdded}T00:00:00Z`))
    throw malformed(`${at}/dateAdded`, 'a day as YYYY-MM-DD', dateAdded);
  return { cve, dateAdded };
}

function refuseRepetition(rows: readonly KevRow[], what: string): void {
  const seen = new Set<string>();
  for (const { cve } of rows) {
    if (seen.has(cve)) throw new StellaError('INPUT_INVALID', `${what} has ${cve} twice, expected it once`);
    seen.add(cve);
  }
}

function parseDateReleased(text: string | null, what: string): string | null {
  if (text === null) return null;
  const milliseconds = parseRfc3339(text);
  const dateReleased = milliseconds === null ? null : formatTimestamp(milliseconds);
  if (dateReleased === null) throw malformed(`${what}/dateReleased`, 'an RFC 3339 time', text);
  return dateReleased;
}
