/** The clock, and the latest signed time. */
import type { TimeFloorRecord } from '../../core/time/time-floor.ts';

export interface Clock {
  /** RFC 3339, UTC, whole seconds. */
  now(): string;
  /** Milliseconds from an arbitrary start, for durations. */
  elapsedMs(): number;
}

/** The latest signed time that this store has seen. */
export interface TimeFloor {
  /**
   * Null when it has seen none.
   * @throws StellaError STORE_CORRUPT when what it noted cannot be read
   */
  read(): TimeFloorRecord | null;
  /** Notes a time that is later than the one known. Does nothing for an earlier one, without a store, or where nothing can be written. */
  raise(record: Omit<TimeFloorRecord, 'schema'>): void;
  /**
   * Notes a time whatever was known: by hand, after a time was signed that was wrong.
   * @throws StellaError PERMISSION_DENIED or STORAGE_FULL
   */
  replace(record: Omit<TimeFloorRecord, 'schema'>): void;
}
