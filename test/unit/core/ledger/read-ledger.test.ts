import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { hexEncode } from '../../../../src/core/encoding/hex.ts';
import { entryHashOf, type StoredLedgerEntry } from '../../../../src/core/ledger/ledger-entry.ts';
import { readLedger } from '../../../../src/core/ledger/read-ledger.ts';
import { LEDGER_ID, makeLedger, type TestLedger } from '../../../helpers/ledgers.ts';
import { referenceTreeHash } from '../../../reference/merkle.ts';

const good = makeLedger(
  { action: 'trust.add', subject: 'a' },
  { action: 'kit.activate', subject: 'kit-1', reason: 'it was time' },
  { action: 'kit.refuse', subject: 'kit.tar' },
  { action: 'trust.remove', subject: 'a' },
);

const problemsOf = ({
  stored,
  head,
}: {
  stored: Iterable<StoredLedgerEntry>;
  head: TestLedger['head'] | null;
}) => readLedger(stored, head).problems;

/** The entry with its digest made anew, as whoever edits it carefully would. */
function edited(row: StoredLedgerEntry, change: (text: string) => string): StoredLedgerEntry {
  const bytes = new Uint8Array(Buffer.from(change(Buffer.from(row.bytes).toString())));
  return { ...row, bytes, entryHash: entryHashOf(bytes) };
}

function replaced(index: number, row: StoredLedgerEntry): StoredLedgerEntry[] {
  return good.stored.with(index, row);
}

describe('a ledger', () => {
  it('reads as it was written, with the root of RFC 9162 over the bytes of its entries', () => {
    const ledger = readLedger(good.stored, good.head);
    assert.deepEqual(ledger.problems, []);
    assert.equal(ledger.id, LEDGER_ID);
    assert.deepEqual(
      ledger.entries.map(({ action, sequence }) => `${sequence} ${action}`),
      ['0 store.begin', '1 trust.add', '2 kit.activate', '3 kit.refuse', '4 trust.remove'],
    );
    assert.equal(ledger.headHash, good.head.entryHash);
    const root = referenceTreeHash(good.stored.map(({ bytes }) => bytes));
    assert.equal(ledger.rootHash, `sha256:${hexEncode(root)}`);
  });

  it('is found out whichever byte of an entry is changed, even with its digest made anew', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: good.stored.length - 1 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (index, at, mask) => {
          const row = good.stored[index]!;
          const bytes = Uint8Array.from(row.bytes);
          bytes[at % bytes.length] = bytes[at % bytes.length]! ^ mask;
          const naive = replaced(index, { ...row, bytes });
          const careful = replaced(index, { ...row, bytes, entryHash: entryHashOf(bytes) });
          assert.notDeepEqual(problemsOf({ stored: naive, head: good.head }), []);
          assert.notDeepEqual(problemsOf({ stored: careful, head: good.head }), []);
        },
      ),
    );
  });

  it('is found out when entries are missing at its beginning, inside or at its end', () => {
    for (let start = 0; start < good.stored.length; start++)
      for (let count = 1; count <= good.stored.length - start; count++)
        assert.notDeepEqual(
          problemsOf({ stored: good.stored.toSpliced(start, count), head: good.head }),
          [],
          `${count} from ${start}`,
        );
  });

  it('is found out when entries are swapped, or one is there twice', () => {
    const [, first, second] = good.stored;
    const swapped = good.stored.with(1, second!).with(2, first!);
    assert.notDeepEqual(problemsOf({ stored: swapped, head: good.head }), []);
    const renumbered = swapped.map((row, sequence) => ({ ...row, sequence }));
    assert.notDeepEqual(problemsOf({ stored: renumbered, head: good.head }), []);
    assert.notDeepEqual(problemsOf({ stored: good.stored.toSpliced(2, 0, second!), head: good.head }), []);
  });

  it('is found out when its head is gone or another', () => {
    for (const head of [
      null,
      { ...good.head, size: 4 },
      { ...good.head, size: 6 },
      { ...good.head, entryHash: good.stored[3]!.entryHash },
    ])
      assert.notDeepEqual(problemsOf({ stored: good.stored, head }), []);
    assert.notDeepEqual(problemsOf({ stored: [], head: null }), []);
  });

  for (const [what, change] of Object.entries({
    'is no JSON': () => '{',
    'is not canonical': (text: string) => text.replace(',"subject"', ', "subject"'),
    'has a member twice': (text: string) => text.replace('"reason":null', '"reason":null,"reason":null'),
    'has an unknown member': (text: string) => text.replace('"changes"', '"a":1,"changes"'),
    'lacks a member': (text: string) => text.replace('"reason":null,', ''),
    'is of another version': (text: string) => text.replace('entry/v1', 'entry/v2'),
  })) {
    it(`says so when the last entry ${what}, and reads on`, () => {
      const last = good.stored.length - 1;
      const row = edited(good.stored[last]!, change);
      const head = { size: good.stored.length, entryHash: row.entryHash };
      const ledger = readLedger(replaced(last, row), head);
      assert.equal(ledger.problems.length, 1);
      assert.match(ledger.problems[0]!.problem, /it cannot be read/);
      assert.equal(ledger.tree.treeSize, good.stored.length);
      assert.equal(ledger.entries.length, last);
    });
  }

  it('has no id unless it begins with the entry that began it', () => {
    const other = edited(good.stored[0]!, (text) => text.replace(LEDGER_ID, 'another'));
    assert.equal(readLedger([other], { size: 1, entryHash: other.entryHash }).id, null);
  });

  it('may have actions that this program does not know', () => {
    const { stored, head } = makeLedger({ action: 'moon.landing' });
    assert.deepEqual(readLedger(stored, head).problems, []);
  });
});
