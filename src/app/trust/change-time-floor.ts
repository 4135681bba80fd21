/** The time floor by hand: a kit or a timestamp that was dated wrongly must not judge every certificate for ever. */
import type { Digest } from '../../core/digest/sha256.ts';
import { isStellaError, StellaError } from '../../core/errors.ts';
import { canonicalDigest } from '../../core/json/canonical-json.ts';
import type { TimeFloorRecord } from '../../core/time/time-floor.ts';
import type { Clock, TimeFloor } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';

export interface FloorPorts {
  readonly floor: TimeFloor;
  readonly clock: Clock;
  readonly store: Pick<Store, 'ledger'>;
}

/**
 * Lowers the floor to `time`, or sets it where it cannot be read, and records in the ledger who did so and why.
 * @throws StellaError USAGE for a time that is not below the floor; PERMISSION_DENIED, STORAGE_FULL, STORE_BUSY or STORE_CORRUPT
 */
export function lowerTimeFloor(time: string, reason: string, { floor, clock, store }: FloorPorts): void {
  const known = readable(floor);
  if (known !== 'unreadable' && (known === null || time >= known.time)) {
    const received = known === null ? 'there is none' : `it is ${known.time}`;
    throw new StellaError('USAGE', `the time floor cannot be lowered to ${time}: ${received}`, {
      hint: '"stella trust time-floor" shows it',
    });
  }
  const at = clock.now();
  const lowered = { time, source: `a person who lowered it: ${reason}`.slice(0, 1000), recordedAt: at };
  const note = {
    action: 'trust.lower-floor',
    subject: `${known === 'unreadable' ? known : known.time} to ${time}`,
    at,
    from: known === 'unreadable' ? null : digestOfFloor(known),
    to: digestOfFloor(lowered),
    reason,
  } as const;
  store.ledger.append(note, () => floor.replace(lowered));
}

/** A floor that was damaged must not be what keeps a person from setting another. */
function readable(floor: TimeFloor): TimeFloorRecord | null | 'unreadable' {
  try {
    return floor.read();
  } catch (error) {
    if (isStellaError(error) && error.code === 'STORE_CORRUPT') return 'unreadable';
    throw error;
  }
}

/** Of the bytes of `time-floor.json`. */
function digestOfFloor({ time, source, recordedAt }: Omit<TimeFloorRecord, 'schema'>): Digest {
  return canonicalDigest({ recordedAt, schema: 'stella.time-floor/v1', source, time });
}
