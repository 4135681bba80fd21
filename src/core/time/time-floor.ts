/**
 * The latest time that somebody trusted has signed: a clock that says less is wrong. `<home>/time-floor.json` holds it, as
 * `stella.time-floor/v1`.
 */
import * as v from 'valibot';
import { checkDocument, type DocumentFormat } from '../json/document.ts';
import { timestampShape } from '../json/shapes.ts';
import { parseStrictJson } from '../json/strict-json.ts';

const timeFloorShape = v.strictObject({
  schema: v.literal('stella.time-floor/v1'),
  /** It was not earlier than this. */
  time: timestampShape,
  /** Who said so. */
  source: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)),
  /** What the machine's clock said when this was noted. */
  recordedAt: timestampShape,
});

export type TimeFloorRecord = v.InferOutput<typeof timeFloorShape>;

export const TIME_FLOOR_FORMAT = {
  schemaName: 'stella.time-floor/v1',
  what: 'time-floor.json',
  shape: timeFloorShape,
  code: 'STORE_CORRUPT',
} as const satisfies DocumentFormat<typeof timeFloorShape>;

/** @throws StellaError INPUT_INVALID (not strict JSON), UNSUPPORTED_VERSION or STORE_CORRUPT */
export function parseTimeFloor(bytes: Uint8Array): TimeFloorRecord {
  return checkDocument(TIME_FLOOR_FORMAT, parseStrictJson(bytes, TIME_FLOOR_FORMAT.what));
}

/** The later of two times in our one form, whose text order is that of time. */
export function laterTime(a: string, b: string): string {
  return a < b ? b : a;
}
