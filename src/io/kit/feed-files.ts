/** Reads feed files as their publishers ship them: an ecosystem's zip of OSV records, FIRST's EPSS scores, CISA's catalogue. */

import type { FeedFileReader } from '../../app/ports/kit-tools.ts';
import { StellaError } from '../../core/errors.ts';
import { type EpssFile, parseEpss } from '../../core/feed/epss.ts';
import { type KevCatalogue, parseKev } from '../../core/feed/kev.ts';
import { kitFileLimit } from '../../core/kit/kit-layout.ts';
import { limit } from '../../core/limits.ts';
import { formatTimestamp } from '../../core/time/timestamp.ts';
import { gunzipStrict } from '../archive/gunzip.ts';
import { readInputFile } from '../files/read-input-file.ts';
import { readRecords } from './read-records.ts';
import { later } from './record-batch.ts';

/** After gunzip; the published file of 2025 has 10 MB. */
const MAX_EPSS_BYTES = limit('epssBytes');

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
      let records = 0;
      for (const _ of rows) records++;
      return { records, capturedAt: scoreDate };
    }
    if (kind === 'feed/kev') {
      const { rows, dateReleased } = await readKevFile(path, what);
      return { records: rows.length, capturedAt: dateReleased };
    }
    let records = 0;
    let latestMs: number | null = null;
    for await (const batch of readRecords([{ path, what, exclusions }], { isForStore: false })) {
      records += batch.entries.length;
      latestMs = later(latestMs, batch.latestMs);
      onRecord(records, batch.total);
    }
    return { records, capturedAt: latestMs === null ? null : formatTimestamp(latestMs) };
  },
};
