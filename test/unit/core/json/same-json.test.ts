/** Two values are the same just when their canonical JSON is. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson } from '../../../../src/core/json/canonical-json.ts';
import type { JsonValue } from '../../../../src/core/json/json-value.ts';
import { isSameJson } from '../../../../src/core/json/same-json.ts';

const value = fc.jsonValue({ maxDepth: 3, noUnicodeString: false }) as fc.Arbitrary<JsonValue>;

/** The same value, with the members of its objects in another order. */
function shuffled(item: JsonValue): JsonValue {
  if (Array.isArray(item)) return item.map(shuffled);
  if (typeof item !== 'object' || item === null) return item;
  return Object.fromEntries(
    Object.entries(item)
      .toReversed()
      .map(([name, member]) => [name, shuffled(member as JsonValue)]),
  );
}

describe('JSON values', () => {
  test('are the same when their canonical text is', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        assert.equal(isSameJson(a, b), canonicalJson(a) === canonicalJson(b));
        assert.equal(isSameJson(a, shuffled(a)), true);
      }),
      { numRuns: 2000 },
    );
  });

  test('are told apart in the last member, by a name, by kind and by length', () => {
    const same: readonly (readonly [JsonValue, JsonValue])[] = [
      [-0, 0],
      [
        { a: 1, b: [{}] },
        { b: [{}], a: 1 },
      ],
      [1e21, 1e21],
    ];
    const different: readonly (readonly [JsonValue, JsonValue])[] = [
      [
        { a: 1, b: 2 },
        { a: 1, b: 3 },
      ],
      [{ a: 1 }, { b: 1 }],
      [{ a: 1 }, { a: 1, b: 2 }],
      [{ toString: 1 }, {}],
      [{}, { toString: 1 }],
      [[], {}],
      [{ 0: 1 }, [1]],
      [[1], [1, 2]],
      [null, {}],
      [null, false],
      ['1', 1],
    ];
    for (const [a, b] of same) assert.ok(isSameJson(a, b), `${canonicalJson(a)} ${canonicalJson(b)}`);
    for (const [a, b] of different)
      assert.ok(!isSameJson(a, b) && !isSameJson(b, a), `${canonicalJson(a)} ${canonicalJson(b)}`);
  });
});
