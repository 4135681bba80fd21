/** How old the sources of a feed snapshot are, against what an operator is willing to bear. */
import { parseRfc3339 } from '../time/timestamp.ts';

export interface StalenessBudget {
  /** Days up to which a source is fresh. */
  readonly maxAgeDays: number;
  /** Days more in which it is tolerated. */
  readonly graceDays: number;
}

export const DEFAULT_STALENESS_BUDGET: StalenessBudget = { maxAgeDays: 7, graceDays: 1 };

export type Freshness = 'fresh' | 'grace' | 'stale';

export interface SourceAge {
  /** Days since its capture, one decimal, cut off; negative for a capture in the future. */
  readonly ageDays: number;
  readonly freshness: Freshness;
}

const DAY_MS = 86_400_000;

/** Both times in our own form. */
export function sourceAge(
  capturedAt: string,
  now: string,
  { maxAgeDays, graceDays }: StalenessBudget,
): SourceAge {
  const ageMs = milliseconds(now) - milliseconds(capturedAt);
  const ageDays = Math.floor((ageMs * 10) / DAY_MS) / 10;
  if (ageMs <= maxAgeDays * DAY_MS) return { ageDays, freshness: 'fresh' };
  return { ageDays, freshness: ageMs <= (maxAgeDays + graceDays) * DAY_MS ? 'grace' : 'stale' };
}

function milliseconds(time: string): number {
  return parseRfc3339(time) ?? Number.NaN;
}
