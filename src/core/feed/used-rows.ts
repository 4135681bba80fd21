/** `epss.json` and `kev.json` of a replayable bundle (formats.md section 6): the rows of a snapshot that its score used. */
import * as v from 'valibot';
import { compareUtf8 } from '../encoding/order.ts';
import { type DocumentFormat, parseCanonicalDocument } from '../json/document.ts';
import { epssLeafShape, kevLeafShape } from './feed-proof.ts';

function isSortedByKey(rows: { key: string }[]): boolean {
  return rows.every((row, i) => i === 0 || compareUtf8((rows[i - 1] ?? row).key, row.key) < 0);
}

const SORTED = 'expected rows sorted by key, each once';

const epssRowsShape = v.strictObject({
  schema: v.literal('stella.epss-rows/v1'),
  rows: v.pipe(
    v.array(epssLeafShape),
    v.check((rows) => isSortedByKey(rows), SORTED),
  ),
});

const kevRowsShape = v.strictObject({
  schema: v.literal('stella.kev-rows/v1'),
  rows: v.pipe(
    v.array(kevLeafShape),
    v.check((rows) => isSortedByKey(rows), SORTED),
  ),
});

export type EpssRows = v.InferOutput<typeof epssRowsShape>;
export type KevRows = v.InferOutput<typeof kevRowsShape>;

export const EPSS_ROWS_FORMAT = {
  schemaName: 'stella.epss-rows/v1',
  what: 'inputs/epss.json',
  shape: epssRowsShape,
  code: 'BUNDLE_INVALID',
} as const satisfies DocumentFormat<typeof epssRowsShape>;

export const KEV_ROWS_FORMAT = {
  schemaName: 'stella.kev-rows/v1',
  what: 'inputs/kev.json',
  shape: kevRowsShape,
  code: 'BUNDLE_INVALID',
} as const satisfies DocumentFormat<typeof kevRowsShape>;

/** @throws StellaError INPUT_INVALID, UNSUPPORTED_VERSION or BUNDLE_INVALID */
export function parseEpssRows(bytes: Uint8Array): EpssRows {
  return parseCanonicalDocument(EPSS_ROWS_FORMAT, bytes);
}

/** @throws StellaError INPUT_INVALID, UNSUPPORTED_VERSION or BUNDLE_INVALID */
export function parseKevRows(bytes: Uint8Array): KevRows {
  return parseCanonicalDocument(KEV_ROWS_FORMAT, bytes);
}
