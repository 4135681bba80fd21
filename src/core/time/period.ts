/** Periods of the calendar in which something is kept: `7y`, `90d`. */
import { formatTimestamp, parseRfc3339 } from './timestamp.ts';

export interface Period {
  readonly count: number;
  readonly unit: 'days' | 'years';
}

const PERIOD = /^([1-9]\d{0,4})([dy])$/;
const DAY_MS = 86_400_000;
const FIRST_TIME = '0000-01-01T00:00:00Z';

/** `7y` or `90d`, from one day on; null for any other text. */
export function parsePeriod(text: string): Period | null {
  const [, count, unit] = PERIOD.exec(text) ?? [];
  return count === undefined ? null : { count: Number(count), unit: unit === 'y' ? 'years' : 'days' };
}

/**
 * When a period began that ends at `end`: the same time of day so many days before, or on the same day of the year so many years
 * before; where that year has no 29 February, on the 28th, so that nothing is ever kept for less than was said.
 * @param end RFC 3339, UTC, whole seconds
 * @returns the same form; the first time that there is, when the period began before
 */
export function startOfPeriod({ count, unit }: Period, end: string): string {
  if (unit === 'days') return formatTimestamp((parseRfc3339(end) ?? 0) - count * DAY_MS) ?? FIRST_TIME;
  const year = Number(end.slice(0, 4)) - count;
  if (year < 0) return FIRST_TIME;
  const start = `${String(year).padStart(4, '0')}${end.slice(4)}`;
  return parseRfc3339(start) === null ? start.replace('-02-29T', '-02-28T') : start;
}

/** Whole days from one time to a later one. */
export function daysBetween(start: string, end: string): number {
  return Math.floor(((parseRfc3339(end) ?? 0) - (parseRfc3339(start) ?? 0)) / DAY_MS);
}
