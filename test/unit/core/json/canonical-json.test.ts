import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { canonicalBytes, canonicalDigest, canonicalJson } from '../../../../src/core/json/canonical-json.ts';
import type { JsonObject, JsonValue } from '../../../../src/core/json/json-value.ts';

/** RFC 8785 in the plainest way. */
function reference(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(reference)}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${reference((value as JsonObject)[name]!)}`)}}`;
}

/** Names that objects order by themselves, or cannot take, among others. */
const name = fc.oneof(
  fc.constantFrom('1', '2', '10', '01', '-1', '__proto__', 'a', 'b', '', '4294967295', 'constructor'),
  fc.string({ unit: 'grapheme' }),
);
const { value: anyValue } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.double({ noDefaultInfinity: true, noNaN: true }),
      fc.string({ unit: 'grapheme' }),
      fc.constant('\\ud83d'),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(name, tie('value')), { maxLength: 4 })
      .map((members) =>
        JSON.parse(`{${members.map(([n, v]) => `${JSON.stringify(n)}:${JSON.stringify(v)}`)}}`),
      ),
  ),
}));

describe('canonicalJson', () => {
  test('orders members of every object, whatever their names', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const before = JSON.stringify(value);
        assert.equal(canonicalJson(value), reference(value));
        assert.equal(JSON.stringify(value), before);
      }),
      { numRuns: 2000 },
    );
  });

  const cases: readonly (readonly [JsonValue, string])[] = [
    [{ b: 2, a: [1.0, 'é'] }, '{"a":[1,"é"],"b":2}'],
    [{}, '{}'],
    [[], '[]'],
    [[[], {}, null, true, false], '[[],{},null,true,false]'],
    [-0, '0'],
    [1e21, '1e+21'],
    [1e-7, '1e-7'],
    [0.1 + 0.2, '0.30000000000000004'],
    [2 ** 53 + 2, '9007199254740994'],
    ['\u0000\b\t\n\u000b\f\r"\\\u001f', '"\\u0000\\b\\t\\n\\u000b\\f\\r\\"\\\\\\u001f"'],
    ['/\u007f\u0080\u2028\u2029\ufeff', '"/\u007f\u0080\u2028\u2029\ufeff"'],
    ['😀', '"😀"'],
    [
      { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, ö: 7 },
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
    ],
    [{ '10': 1, '9': 2, a: 3, '': 4 }, '{"":4,"10":1,"9":2,"a":3}'],
  ];
  for (const [value, text] of cases) {
    test(`writes ${text}`, () => {
      assert.equal(canonicalJson(value), text);
    });
  }

  test('writes a member named __proto__', () => {
    assert.equal(canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":1}}')), '{"__proto__":{"a":1},"b":1}');
  });

  const unrepresentable: readonly (readonly [string, unknown])[] = [
    ['NaN', Number.NaN],
    ['Infinity', [Number.POSITIVE_INFINITY]],
    ['a lone surrogate', '\ud800'],
    ['a lone surrogate in a name', { '\udc00': 1 }],
    ['undefined', { a: undefined }],
    ['a bigint', 1n],
    ['a function', () => 1],
  ];
  for (const [what, value] of unrepresentable) {
    test(`refuses ${what}`, () => {
      assert.throws(() => canonicalJson(value as JsonValue), {
        code: 'INPUT_INVALID',
        message: /^canonical JSON cannot represent/,
      });
    });
  }

  test('writes long strings without overflow', () => {
    const long = 'x'.repeat(10_000_000);
    assert.equal(canonicalJson(long).length, long.length + 2);
    assert.equal(canonicalJson(`${long}"`).length, long.length + 4);
  });
});

test('canonicalBytes are UTF-8, and canonicalDigest is their SHA-256', () => {
  assert.deepEqual([...canonicalBytes('é')], [0x22, 0xc3, 0xa9, 0x22]);
  // printf '{}' | sha256sum
  assert.equal(
    canonicalDigest({}),
    'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
  );
});
