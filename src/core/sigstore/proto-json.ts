/**
 * Shapes of protobuf's JSON form (https://protobuf.dev/programming-guides/json/), in which Sigstore writes bundles and
 * trusted roots: member names in lowerCamelCase, bytes as base64, 64-bit integers as decimal text, times as RFC 3339. A member
 * with the default value of its type may be left out or null. Members that are not known are passed over.
 */
import * as v from 'valibot';
import { base64Decode } from '../encoding/base64.ts';
import { isStellaError } from '../errors.ts';
import { parseRfc3339 } from '../time/timestamp.ts';

/** Bytes, strictly as base64; none when left out. */
export const bytesShape = v.pipe(
  v.nullish(v.string(), ''),
  v.check(isBase64, 'expected strict base64'),
  v.transform(base64Decode),
);

/** Bytes of which there must be some. */
export const someBytesShape = v.pipe(
  bytesShape,
  v.check((bytes) => bytes.length > 0, 'expected some bytes'),
);

/** An integer from 0 that a double represents exactly; 0 when left out. */
export const int64Shape = v.pipe(
  v.nullish(v.union([v.string(), v.number()]), 0),
  v.check((value) => /^(?:0|[1-9][0-9]{0,15})$/.test(String(value)), 'expected a whole number from 0'),
  v.transform(Number),
  v.safeInteger(),
);

/** Text; empty when left out. */
export const textShape = v.nullish(v.string(), '');

/** A list; empty when left out. */
export function listShape<TItem extends v.GenericSchema<unknown, unknown>>(item: TItem, maxLength: number) {
  return v.nullish(v.pipe(v.array(item), v.maxLength(maxLength)), []);
}

/** First and last moment, both included, in milliseconds since 1970; no `end` means that it goes on. */
export const timeRangeShape = v.object({
  start: v.pipe(v.string(), v.transform(parseRfc3339), v.number('expected a time as RFC 3339 has it')),
  end: v.nullish(
    v.pipe(v.string(), v.transform(parseRfc3339), v.number('expected a time as RFC 3339 has it')),
  ),
});

/** When something is valid; both ends included. */
export type TimeRange = v.InferOutput<typeof timeRangeShape>;

/** True when `milliseconds` since 1970 lies in `range`; without a range everything does. */
export function isWithin(range: TimeRange | null, milliseconds: number): boolean {
  if (range === null) return true;
  return range.start <= milliseconds && (range.end == null || milliseconds <= range.end);
}

function isBase64(text: string): boolean {
  try {
    base64Decode(text);
    return true;
  } catch (error) {
    if (isStellaError(error)) return false;
    throw error;
  }
}
