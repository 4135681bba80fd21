import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TimeFloor } from '../../../../src/app/ports/clock.ts';
import type { LedgerNote, LedgerStore } from '../../../../src/app/ports/ledger.ts';
import {
  clockWarning,
  effectiveTime,
  readClock,
  verificationTime,
} from '../../../../src/app/proof/verification-time.ts';
import { noteSignedTimes, type ProofVerification } from '../../../../src/app/proof/verify-proof.ts';
import { lowerTimeFloor } from '../../../../src/app/trust/change-time-floor.ts';
import { isStellaError } from '../../../../src/core/errors.ts';
import type { TimeFloorRecord } from '../../../../src/core/time/time-floor.ts';
import { clockAt } from '../../../helpers/kits.ts';

type Noted = Omit<TimeFloorRecord, 'schema'>;

/** A floor in memory, with everything that it was asked to note. */
function floorAt(time: string | null): TimeFloor & { readonly noted: Noted[] } {
  const noted: Noted[] = [];
  const record = {
    schema: 'stella.time-floor/v1',
    source: 'kit k',
    recordedAt: '2025-01-01T00:00:00Z',
  } as const;
  const note = (more: Noted): void => {
    noted.push(more);
  };
  return { noted, read: () => (time === null ? null : { ...record, time }), raise: note, replace: note };
}

const [EARLY, LATE] = ['2025-01-01T00:00:00Z', '2026-01-01T00:00:00Z'];

describe('the time of verification', () => {
  test('is that of the clock, when the store has seen nothing later', () => {
    for (const floor of [null, EARLY, LATE]) {
      const { time, origin, clock } = verificationTime(undefined, {
        clock: clockAt(LATE),
        floor: floorAt(floor),
      });
      assert.deepEqual([time, origin, clock?.isBehind], [LATE, "this machine's clock", false]);
      assert.equal(clockWarning(clock), null);
    }
  });

  test('is that of the floor, and says so, when the clock is behind it', () => {
    const { time, origin, clock } = verificationTime(undefined, {
      clock: clockAt(EARLY),
      floor: floorAt(LATE),
    });
    assert.equal(time, LATE);
    assert.match(origin, /latest signed time.*\(kit k\).*clock is behind it, at 2025-01-01/);
    assert.deepEqual(clock, { now: EARLY, floor: { time: LATE, source: 'kit k' }, isBehind: true });
    assert.match(
      clockWarning(clock) ?? '',
      /^this machine's clock says 2025-01-01.*kit k was signed at 2026-01-01/,
    );
  });

  test('is the one that was given, and nobody asks the clock', () => {
    const unread = { ...floorAt(LATE), read: () => assert.fail('the floor was asked') };
    const { time, clock } = verificationTime(EARLY, { clock: clockAt(LATE), floor: unread });
    assert.deepEqual([time, clock], [EARLY, null]);
  });

  test('is never before either', () => {
    assert.equal(effectiveTime(readClock({ clock: clockAt(EARLY), floor: floorAt(LATE) })), LATE);
    assert.equal(effectiveTime(readClock({ clock: clockAt(LATE), floor: floorAt(EARLY) })), LATE);
  });
});

describe('what moves the floor', () => {
  const clock = clockAt(EARLY);
  const verification = (timestamp: object | null) =>
    ({ bundle: 'b', proven: { timestamp } }) as ProofVerification;

  test('is a timestamp that was verified', () => {
    const floor = floorAt(null);
    const reports = [verification(null), verification({ time: LATE, authority: 'CN=tsa' }), { proven: null }];
    noteSignedTimes(reports as ProofVerification[], { clock, floor });
    assert.deepEqual(floor.noted, [
      { time: LATE, source: 'the timestamp of b by CN=tsa', recordedAt: EARLY },
    ]);
  });

  test('is a person with a reason, downwards only', () => {
    const floor = floorAt(LATE);
    const notes: LedgerNote[] = [];
    const append = (note: LedgerNote, work = () => {}): void => {
      notes.push(note);
      work();
    };
    const ports = { floor, clock, store: { ledger: { append } as unknown as LedgerStore } };
    lowerTimeFloor(EARLY, 'kit 43 was wrong', ports);
    assert.equal(floor.noted[0]?.source, 'a person who lowered it: kit 43 was wrong');
    assert.equal(notes[0]?.reason, 'kit 43 was wrong');
    for (const time of [LATE, '2027-01-01T00:00:00Z']) {
      assert.throws(
        () => lowerTimeFloor(time, 'x', ports),
        (error) => isStellaError(error) && error.code === 'USAGE',
      );
    }
    assert.equal(notes.length, 1);
  });
});
