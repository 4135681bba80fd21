import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonValue } from '../../../../../src/core/json/json-value.ts';
import { findEqualItem } from '../../../../../src/core/sbom/json-schema/unique-items.ts';

test('findEqualItem gives the index of the first item that is equal to an earlier one', () => {
  const cases: readonly (readonly [JsonValue[], number | null])[] = [
    [[], null],
    [[1], null],
    [[1, '1', true, 'true', null, 'null', [], {}, ''], null],
    [[1, 2, 1, 2], 2],
    [
      [
        { a: 1, b: [2, 3] },
        { b: [2, 3], a: 1 },
      ],
      1,
    ],
    [
      [
        { a: 1, b: [2, 3] },
        { b: [3, 2], a: 1 },
      ],
      null,
    ],
    [[{ a: 'b' }, { b: 'a' }], null],
    [[['a', 'b'], ['b', 'a'], ['ab'], ['a', 'b']], 3],
    [[0, -0], 1],
    [[{ a: null }, {}], null],
  ];
  for (const [items, index] of cases) assert.equal(findEqualItem(items), index, JSON.stringify(items));
});

test('findEqualItem takes linear time for 100,000 items, all different', () => {
  const items = Array.from({ length: 100_000 }, (_, i) => ({ name: 'component', version: String(i) }));
  assert.equal(findEqualItem(items), null);
  assert.equal(findEqualItem([...items, { version: '5', name: 'component' }]), 100_000);
});

test('findEqualItem takes linear time for items that all share one fingerprint', () => {
  // FNV-1a gives these two texts the same 32 bits, so it does to objects that differ only in which of them they have where.
  const twins = ['1n8dnv3x46015', '14oziq2x53930'] as const;
  const items = Array.from({ length: 1 << 14 }, (_, choice) =>
    Object.fromEntries(
      Array.from({ length: 14 }, (_, bit) => [`m${bit}`, twins[(choice >> bit) % 2 === 0 ? 0 : 1]]),
    ),
  );
  assert.equal(findEqualItem(items), null);
  assert.equal(findEqualItem([...items, { ...items[77] }]), items.length);
});
