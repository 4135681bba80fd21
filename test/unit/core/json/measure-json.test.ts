import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { endOfString, MAX_JSON_DEPTH, measureJson } from '../../../../src/core/json/measure-json.ts';

describe('measureJson', () => {
  const counts: readonly (readonly [string, number])[] = [
    ['1', 0],
    ['{"a":1}', 1],
    ['{"a":1,"a":{"b":[{"c":2}]}}', 4],
    ['{"a:b":"c:d","e\\":\\\\":":"}', 2],
    ['"{\\"a\\":1}"', 0],
  ];
  for (const [text, memberCount] of counts) {
    test(`counts ${memberCount} members in ${text}`, () => {
      const { memberCount: counted, tooDeepAt } = measureJson(text);
      assert.deepEqual([counted, tooDeepAt], [memberCount, null]);
    });
  }

  test('points at the first bracket beyond the limit, of either kind', () => {
    const deepest = '['.repeat(MAX_JSON_DEPTH);
    assert.equal(measureJson(deepest).tooDeepAt, null);
    assert.equal(measureJson(`${deepest}{`).tooDeepAt, MAX_JSON_DEPTH);
    assert.equal(measureJson(`${'[]'.repeat(1000)}${deepest}[`).tooDeepAt, 2000 + MAX_JSON_DEPTH);
  });
});

describe('measureJson, of names', () => {
  const escaped = ['{"\\u0061":1}', '{"a":"\\n","b\\\\":1}', '[{"a":1},{"\\"" :1}]', '{"a":{"x\\ty"\n: 1}}'];
  for (const text of escaped)
    test(`finds the escape in ${JSON.stringify(text)}`, () => assert.ok(measureJson(text).hasEscapedName));

  const plain = ['{"a":"\\u0061"}', '["\\n",{"a":"\\\\"}]', '{"a":["\\":\\"],"b":1}', '"\\":1"', '{}'];
  for (const text of plain)
    test(`finds none in ${JSON.stringify(text)}`, () => assert.ok(!measureJson(text).hasEscapedName));
});

describe('endOfString', () => {
  const ends: readonly (readonly [string, number])[] = [
    ['"a"', 2],
    ['""', 1],
    ['"a\\"b"', 5],
    ['"a\\\\"b"', 4],
    ['"a', 2],
    ['"a\\"', 4],
  ];
  for (const [text, end] of ends) {
    test(`of ${text} is ${end}`, () => {
      assert.equal(endOfString(text, 0), end);
    });
  }
});
