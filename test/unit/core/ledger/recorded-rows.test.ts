import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Digest } from '../../../../src/core/digest/sha256.ts';
import type { RowChange } from '../../../../src/core/ledger/ledger-entry.ts';
import { readLedger } from '../../../../src/core/ledger/read-ledger.ts';
import { compareRows, recordedRows } from '../../../../src/core/ledger/recorded-rows.ts';
import { makeLedger } from '../../../helpers/ledgers.ts';

const digest = (digit: string): Digest => `sha256:${digit.repeat(64)}`;
const [a, b, c] = ['a', 'b', 'c'].map(digest) as [Digest, Digest, Digest];

function rowsAfter(...changes: readonly RowChange[][]) {
  const { stored, head } = makeLedger(...changes.map((list) => ({ action: 'kit.activate', changes: list })));
  return recordedRows(readLedger(stored, head).entries);
}

describe('recorded rows', () => {
  it('are what the entries leave behind', () => {
    const { rows, problems } = rowsAfter(
      [{ row: 'kit/1', from: null, to: a }],
      [
        { row: 'kit/1', from: a, to: b },
        { row: 'kit/2', from: null, to: c },
      ],
      [{ row: 'kit/2', from: c, to: null }],
    );
    assert.deepEqual([...rows], [['kit/1', b]]);
    assert.deepEqual(problems, []);
  });

  it('tell of a row that was changed between two entries', () => {
    const { problems } = rowsAfter([{ row: 'kit/1', from: null, to: a }], [{ row: 'kit/1', from: c, to: b }]);
    assert.deepEqual(
      problems.map(({ what, expected, received }) => [what, expected, received]),
      [['kit/1', a, c]],
    );
  });

  it('are compared with those found, each that is gone, new or other', () => {
    const recorded = new Map([
      ['same', a],
      ['gone', a],
      ['other', a],
    ]);
    const found = new Map([
      ['same', a],
      ['other', b],
      ['new', c],
    ]);
    assert.deepEqual(
      compareRows(recorded, found).map(({ what, expected, received }) => [what, expected, received]),
      [
        ['gone', a, null],
        ['new', null, c],
        ['other', a, b],
      ],
    );
    assert.deepEqual(compareRows(recorded, recorded), []);
  });
});
