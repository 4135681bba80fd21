/** The shapes that several of our documents share (formats.md section 1). */
import * as v from 'valibot';
import { type Digest, isDigest } from '../digest/sha256.ts';
import { isTimestamp } from '../time/timestamp.ts';

/** `sha256:` and 64 lowercase hex digits. */
export const digestShape = v.custom<Digest>(isDigest, 'expected "sha256:" and 64 lowercase hex digits');

/** 64 lowercase hex digits. */
export const hashHexShape = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** RFC 3339, UTC, `Z`, whole seconds, a date that exists. */
export const timestampShape = v.custom<string>(isTimestamp, 'expected a time such as 2025-01-15T00:00:00Z');

/** A whole number from 0 that a double represents exactly. */
export const countShape = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A score: 0.0 to 10.0 with at most one decimal. */
export const scoreShape = v.custom<number>(isScore, 'expected a score from 0 to 10 with at most one decimal');

export const scanIdShape = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/));

export const severityShape = v.picklist(['none', 'low', 'medium', 'high', 'critical']);

export const verdictShape = v.picklist(['pass', 'warn', 'fail']);

function isScore(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 10 && Math.round(value * 10) / 10 === value;
}
