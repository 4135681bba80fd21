/** The shapes that several of our documents share (formats.md section 1). */
import * as v from 'valibot';
import type { Digest } from '../digest/sha256.ts';
import { isTimestamp } from '../time/timestamp.ts';

/** `sha256:` and 64 lowercase hex digits. A regular expression proves what the type says. */
export const digestShape = v.pipe(
  v.string(),
  v.regex(/^sha256:[0-9a-f]{64}$/),
) as unknown as v.GenericSchema<Digest>;

/** 64 lowercase hex digits. */
export const hashHexShape = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** RFC 3339, UTC, `Z`, whole seconds, a date that exists. */
export const timestampShape = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/),
  v.check((text: string) => isTimestamp(text), 'expected a time that exists, such as 2025-01-15T00:00:00Z'),
);

/** A whole number from 0 that a double represents exactly. */
export const countShape = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A score: 0.0 to 10.0 with at most one decimal. */
export const scoreShape = v.pipe(
  v.number(),
  v.minValue(0),
  v.maxValue(10),
  v.check(hasOneDecimal, 'expected a score with at most one decimal'),
);

export const scanIdShape = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/));

export const severityShape = v.picklist(['none', 'low', 'medium', 'high', 'critical']);

export const verdictShape = v.picklist(['pass', 'warn', 'fail']);

function hasOneDecimal(value: number): boolean {
  return Math.round(value * 10) / 10 === value;
}
