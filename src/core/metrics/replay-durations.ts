/** The classes that replays are counted in, by how long they took. 30 s is where the operating guide's alert begins. */

/** Upper bounds, included, in milliseconds; what takes longer than the last is in a class of its own. */
export const REPLAY_DURATION_BOUNDS_MS = [
  10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000,
] as const;
