/** The machine's clock: the only one in the program. */
import type { Clock } from '../app/ports/clock.ts';
import { formatTimestamp } from '../core/time/timestamp.ts';

export const systemClock: Clock = {
  now() {
    const time = formatTimestamp(Date.now());
    if (time === null) throw new RangeError('the clock of this machine is outside the years 0 to 9999');
    return time;
  },
  elapsedMs: () => Math.round(performance.now()),
};
