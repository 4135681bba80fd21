import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { compareUtf8, sortedByKey } from '../../../../src/core/encoding/order.ts';

/** By the bytes themselves. */
function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

describe('compareUtf8', () => {
  const ordered = [
    '',
    '\0',
    'A',
    'B',
    'a',
    'aa',
    'ab',
    'b',
    '\u007f',
    'é',
    '\ud7ff',
    '\ue000',
    '\uff5e',
    '\uffff',
    '\u{10000}',
    '😀',
    '😀a',
    '\u{10ffff}',
  ];

  test('orders texts as their UTF-8 bytes do', () => {
    for (const a of ordered) {
      for (const b of ordered)
        assert.equal(Math.sign(compareUtf8(a, b)), compareBytes(a, b), JSON.stringify([a, b]));
    }
  });

  test('is not the order of code units', () => {
    assert.ok('😀' < '\uff5e');
    assert.ok(compareUtf8('😀', '\uff5e') > 0);
  });

  test('agrees with the bytes on generated texts', () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom('a', '\uff5e', '😀', '\ue000', '\u{10ffff}'),
        fc.string({ unit: 'binary', maxLength: 1 }),
      ),
    });
    fc.assert(
      fc.property(text, text, (a, b) => Math.sign(compareUtf8(a, b)) === compareBytes(a, b)),
      { numRuns: 2000, seed: 1 },
    );
  });
});

describe('sortedByKey', () => {
  test('sorts a copy', () => {
    const items = [{ name: 'b' }, { name: 'a' }];
    assert.deepEqual(
      sortedByKey(items, ({ name }) => name).map(({ name }) => name),
      ['a', 'b'],
    );
    assert.equal(items[0]?.name, 'b');
  });

  test('keeps the order of items of one key', () => {
    const items = [1, 2, 3].map((n) => ({ n }));
    assert.deepEqual(
      sortedByKey(new Set(items), () => 'same').map(({ n }) => n),
      [1, 2, 3],
    );
  });
});
