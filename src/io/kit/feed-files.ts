/** Reads feed files as their publishers ship them: an ecosystem's zip of OSV records, FIRST's EPSS scores, CISA's catalogue. */

import type { FeedFileReader } from '../../app/kit-ports.ts';
import { isStellaError, StellaError } from '../../core/errors.ts';
import { type EpssFile, parseEpss } from '../../core/feed/epss.ts';
import { type KevCatalogue, parseKev } from '../../core/feed/kev.ts';
import { type OsvRecord, parseOsvRecord } from '../../core/feed/osv-record.ts';
import type { JsonValue } from '../../core/json/json-value.ts';
import { parseStrictJson } from '../../core/json/strict-json.ts';
import { kitFileLimit } from '../../core/kit/kit-layout.ts';
import { limit } from '../../core/limits.ts';
import { formatTimestamp, parseRfc3339 } from '../../core/time/timestamp.ts';
import { gunzipStrict } from '../archive/gunzip.ts';
import { readInputFile } from '../files/read-input-file.ts';
import { readZip } from './zip-file.ts';

const OSV_LIMITS = {
  maxEntries: limit('osvRecords'),
  maxEntryBytes: limit('osvRecordBytes'),
  maxTotalBytes: limit('osvTotalBytes'),
} as const;

/** After gunzip; the published file of 2025 has 10 MB. */
const MAX_EPSS_BYTES = limit('epssBytes');

/** Names go into messages: no control or format characters. */
const RECORD_NAME = /^[^\p{C}]{1,250}\.json$/u;

export interface OsvFile {
  readonly value: JsonValue;
  readonly record: OsvRecord;
  /** Records in the zip, more or less: those left out are counted. */
  readonly total: number;
}

/** Records to pass over, by the name of their file without `.json`; those met are added to `met`. */
export interface Exclusions {
  readonly ids: ReadonlySet<string>;
  readonly met: Set<string>;
}

/**
 * Every record of an ecosystem's zip, in the order of the archive.
 * @param what names the zip in errors
 * @throws StellaError INPUT_INVALID naming the record, UNSUPPORTED_VERSION or LIMIT_EXCEEDED
 */
export async function* readOsvZip(
  path: string,
  what: string,
  exclusions: Exclusions,
): AsyncGenerator<OsvFile> {
  for await (const entry of readZip(path, what, OSV_LIMITS)) {
    if (!RECORD_NAME.test(entry.name)) {
      throw new StellaError(
        'INPUT_INVALID',
        `${what} has ${JSON.stringify(entry.name.slice(0, 100))}, expected *.json only`,
      );
    }
    const place = `${what}: ${entry.name}`;
    const id = entry.name.slice(entry.name.lastIndexOf('/') + 1, -'.json'.length);
    if (exclusions.ids.has(id)) exclusions.met.add(id);
    else yield { ...parseRecord(entry.read(), place, id), total: entry.total };
  }
}

function parseRecord(bytes: Uint8Array, place: string, id: string): Omit<OsvFile, 'total'> {
  try {
    const value = parseStrictJson(bytes, place);
    return { value, record: parseOsvRecord(value, place) };
  } catch (error) {
    if (!isStellaError(error)) throw error;
    throw new StellaError(error.code, error.message, {
      cause: error,
      details: { ...error.details, record: id },
      hint: `tell its publisher; to make a kit without the record: stella offline build --exclude-record ${id} --reason REASON`,
    });
  }
}

/** @throws StellaError INPUT_INVALID or LIMIT_EXCEEDED */
export async function readEpssFile(path: string, what: string): Promise<EpssFile> {
  const packed = await readInputFile(path, {
    what,
    missing: 'INPUT_MISSING',
    maxBytes: kitFileLimit('feed/epss'),
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  await gunzipStrict(packed, what, 'INPUT_INVALID', (chunk) => {
    size += chunk.length;
    if (size > MAX_EPSS_BYTES)
      throw new StellaError('LIMIT_EXCEEDED', `${what} unpacks to more than ${MAX_EPSS_BYTES} bytes`);
    chunks.push(chunk);
  });
  return parseEpss(new Uint8Array(Buffer.concat(chunks)), what);
}

/** @throws StellaError INPUT_INVALID or LIMIT_EXCEEDED */
export async function readKevFile(path: string, what: string): Promise<KevCatalogue> {
  const bytes = await readInputFile(path, {
    what,
    missing: 'INPUT_MISSING',
    maxBytes: kitFileLimit('feed/kev'),
  });
  return parseKev(bytes, what);
}

export const feedFileReader: FeedFileReader = {
  async inspect(kind, path, what, exclusions, onRecord) {
    if (kind === 'feed/epss') {
      const { rows, scoreDate } = await readEpssFile(path, what);
      return { records: rows.length, capturedAt: scoreDate };
    }
    if (kind === 'feed/kev') {
      const { rows, dateReleased } = await readKevFile(path, what);
      return { records: rows.length, capturedAt: dateReleased };
    }
    let records = 0;
    let latestMs: number | null = null;
    for await (const { record, total } of readOsvZip(path, what, exclusions)) {
      records++;
      latestMs = later(latestMs, record.modified === null ? null : parseRfc3339(record.modified));
      onRecord(records, total);
    }
    return { records, capturedAt: latestMs === null ? null : formatTimestamp(latestMs) };
  },
};

function later(a: number | null, b: number | null): number | null {
  return a === null || (b !== null && b > a) ? b : a;
}
