import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Digest } from '../../../../src/core/digest/sha256.ts';
import { kitsInForce, undoneBy } from '../../../../src/core/ledger/kit-stack.ts';
import { readLedger } from '../../../../src/core/ledger/read-ledger.ts';
import { makeLedger } from '../../../helpers/ledgers.ts';

const digest = (digit: string): Digest => `sha256:${digit.repeat(64)}`;

/** `+1` activates kit 1, `!1` by force, `-1` rolls back to it. */
function stackAfter(steps: string): string {
  const actions = { '+': 'kit.activate', '!': 'kit.force-activate', '-': 'kit.rollback' } as const;
  const { stored, head } = makeLedger(
    ...steps
      .split(' ')
      .filter((step) => step !== '')
      .map((step) => ({ action: actions[step[0] as keyof typeof actions], to: digest(step[1]!) })),
  );
  return kitsInForce(readLedger(stored, head).entries)
    .map((kit) => kit.at(-1))
    .join('');
}

describe('the kits in force one after another', () => {
  for (const [steps, stack] of Object.entries({
    '': '',
    '+1': '1',
    '+1 +2 +3': '123',
    '+1 +2 +3 -2': '12',
    '+1 +2 +3 -2 -1': '1',
    '+1 +2 +3 -1 +4': '14',
    '+1 +2 !1': '121',
    '+1 +2 !1 -2': '12',
    '+1 +2 !1 +3 -1': '121',
  })) {
    it(`are ${stack || 'none'} after ${steps || 'nothing'}`, () => assert.equal(stackAfter(steps), stack));
  }

  it('begin with the kit that was there when the ledger began', () => {
    const { stored, head } = makeLedger({ action: 'kit.activate', to: digest('2') });
    const begin = JSON.parse(Buffer.from(stored[0]!.bytes).toString());
    assert.equal(begin.action, 'store.begin');
    assert.deepEqual(
      kitsInForce([{ ...begin, to: digest('1') }, ...readLedger(stored, head).entries.slice(1)]),
      [digest('1'), digest('2')],
    );
  });

  it('are undone but for those that were in force before the target too', () => {
    const stack = [...'12134'].map(digest);
    assert.deepEqual(undoneBy(digest('2'), stack), [digest('3'), digest('4')]);
    assert.deepEqual(undoneBy(digest('1'), stack), [digest('3'), digest('4')]);
    assert.deepEqual(undoneBy(digest('3'), stack), [digest('4')]);
  });
});
