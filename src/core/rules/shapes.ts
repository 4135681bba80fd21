/** The shapes of the numbers in rules. */
import * as v from 'valibot';

/** The whole in basis points: a multiplier that changes nothing, and what the weights of all factors add up to. */
export const WHOLE_BPS = 10_000;

/** A factor's value: an integer from 0 to 100. */
export const valueShape = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(100));

/** Basis points: an integer from 0 to 10000. */
export const bpsShape = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(WHOLE_BPS));

/** True when each row comes strictly before the next. */
export function isStrictlyOrdered<T>(rows: readonly T[], compare: (a: T, b: T) => number): boolean {
  return rows.every((row, i) => i === 0 || compare(rows[i - 1] as T, row) < 0);
}
