/** The time floor by hand: a kit or a timestamp that was dated wrongly must not judge every certificate for ever. */
import { StellaError } from '../core/errors.ts';
import type { TimeFloorRecord } from '../core/time/time-floor.ts';
import type { Clock, TimeFloor } from './ports.ts';

export interface FloorPorts {
  readonly floor: TimeFloor;
  readonly clock: Clock;
}

/**
 * Lowers the floor to `time`, and notes why.
 * @throws StellaError USAGE for a time that is not below the floor; PERMISSION_DENIED or STORAGE_FULL
 */
export function lowerTimeFloor(
  time: string,
  reason: string,
  { floor, clock }: FloorPorts,
): Omit<TimeFloorRecord, 'schema'> {
  const known = floor.read();
  if (known === null || time >= known.time) {
    const received = known === null ? 'there is none' : `it is ${known.time}`;
    throw new StellaError('USAGE', `the time floor cannot be lowered to ${time}: ${received}`, {
      hint: '"stella trust time-floor" shows it',
    });
  }
  const record = {
    time,
    source: `a person who lowered it: ${reason}`.slice(0, 1000),
    recordedAt: clock.now(),
  };
  floor.replace(record);
  return record;
}
