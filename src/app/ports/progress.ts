/** Telling a person how long work goes on. */

/** Tells a person how long work goes on. `start` and `advance` throw when the work is to end here, which is no failure. */
export interface Progress {
  /** @param total units in all, or null when unknown */
  start(label: string, total: number | null): void;
  advance(done: number): void;
  stop(): void;
}
