/** The time floor by hand: a kit or a timestamp that was dated wrongly must not judge every certificate for ever. */
import type { Digest } from '../core/digest/sha256.ts';
import { StellaError } from '../core/errors.ts';
import { canonicalDigest } from '../core/json/canonical-json.ts';
import type { TimeFloorRecord } from '../core/time/time-floor.ts';
import type { Clock, Store, TimeFloor } from './ports.ts';

export interface FloorPorts {
  readonly floor: TimeFloor;
  readonly clock: Clock;
  readonly store: Pick<Store, 'ledger'>;
}

/**
 * Lowers the floor to `time`, and records in the ledger who did so and why.
 * @throws StellaError USAGE for a time that is not below the floor; PERMISSION_DENIED, STORAGE_FULL, STORE_BUSY or STORE_CORRUPT
 */
export function lowerTimeFloor(time: string, reason: string, { floor, clock, store }: FloorPorts): void {
  const known = floor.read();
  if (known === null || time >= known.time) {
    const received = known === null ? 'there is none' : `it is ${known.time}`;
    throw new StellaError('USAGE', `the time floor cannot be lowered to ${time}: ${received}`, {
      hint: '"stella trust time-floor" shows it',
    });
  }
  const at = clock.now();
  const lowered = { time, source: `a person who lowered it: ${reason}`.slice(0, 1000), recordedAt: at };
  const note = {
    action: 'trust.lower-floor',
    subject: `${known.time} to ${time}`,
    at,
    from: digestOfFloor(known),
    to: digestOfFloor(lowered),
    reason,
  } as const;
  store.ledger.append(note, () => floor.replace(lowered));
}

/** Of the bytes of `time-floor.json`. */
function digestOfFloor({ time, source, recordedAt }: Omit<TimeFloorRecord, 'schema'>): Digest {
  return canonicalDigest({ recordedAt, schema: 'stella.time-floor/v1', source, time });
}
