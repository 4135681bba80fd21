/** The shapes that rules and policy share. */
import * as v from 'valibot';

/** The whole in basis points: a multiplier that changes nothing, and what the weights of all factors add up to. */
export const WHOLE_BPS = 10_000;

/** What `name@version` is put together from: neither has an `@`, a slash or a space. */
export const documentNameShape = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/));

/** Usually SemVer; compared for equality only. */
export const documentVersionShape = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$/));

/** A factor's value: an integer from 0 to 100. */
export const valueShape = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(100));

/** Basis points: an integer from 0 to 10000. */
export const bpsShape = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(WHOLE_BPS));

/** True when each row comes strictly before the next. */
export function isStrictlyOrdered<T>(rows: readonly T[], compare: (a: T, b: T) => number): boolean {
  return rows.every((row, i) => i === 0 || compare(rows[i - 1] as T, row) < 0);
}
