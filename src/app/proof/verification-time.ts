/**
 * The time at which certificates are judged: the one that was asked for, else the machine's clock, but never before the time
 * floor. A clock that was turned back must not bring an expired certificate to life.
 */
import { laterTime, type TimeFloorRecord } from '../../core/time/time-floor.ts';
import type { Clock, TimeFloor } from '../ports/clock.ts';

/** What the machine's clock is worth. */
export interface ClockReport {
  /** RFC 3339: what it says. */
  readonly now: string;
  /** The latest signed time that the store has seen; null when it has seen none. */
  readonly floor: Pick<TimeFloorRecord, 'time' | 'source'> | null;
  /** True when it is behind the floor, and therefore wrong. */
  readonly isBehind: boolean;
}

export interface VerificationTime {
  /** RFC 3339. */
  readonly time: string;
  /** In words where it came from. */
  readonly origin: string;
  /** Null when the time was given, and the clock not asked. */
  readonly clock: ClockReport | null;
}

/** What the clock says, held against the floor. */
export function readClock({
  clock,
  floor,
}: {
  readonly clock: Clock;
  readonly floor: TimeFloor;
}): ClockReport {
  const now = clock.now();
  const record = floor.read();
  return {
    now,
    floor: record === null ? null : { time: record.time, source: record.source },
    isBehind: record !== null && now < record.time,
  };
}

/** The later of the clock and the floor. */
export function effectiveTime({ now, floor }: ClockReport): string {
  return floor === null ? now : laterTime(now, floor.time);
}

/** @param at the time asked for; left out, the clock and the floor are asked */
export function verificationTime(
  at: string | undefined,
  ports: { readonly clock: Clock; readonly floor: TimeFloor },
): VerificationTime {
  if (at !== undefined) return { time: at, origin: 'given with --at', clock: null };
  const report = readClock(ports);
  const { now, floor, isBehind } = report;
  const origin =
    isBehind && floor !== null
      ? `the latest signed time that the store has seen (${floor.source}); this machine's clock is behind it, at ${now}`
      : "this machine's clock";
  return { time: effectiveTime(report), origin, clock: report };
}

/** What to say to a person whose clock is behind; null when it is not known to be. */
export function clockWarning(report: ClockReport | null): string | null {
  if (report === null || !report.isBehind || report.floor === null) return null;
  const { now, floor } = report;
  return `this machine's clock says ${now}, but ${floor.source} was signed at ${floor.time}: set the clock, or say with --at when to judge`;
}
