import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readJsonSlowly } from '../../../../src/core/json/slow-json.ts';

describe('readJsonSlowly', () => {
  for (const text of [
    '{}',
    '[1,-2.5e+3,"\\u00e9\\/",true,false,null]',
    ' {"a":{"a":[]}} ',
    '0',
    '"\u2028"',
  ]) {
    test(`reads ${text}`, () => {
      assert.deepEqual(readJsonSlowly(text), { fault: null, value: JSON.parse(text) });
    });
  }

  const faulty: readonly (readonly [string, string, number])[] = [
    ['{"a":1,"a":2}', 'the member "a" is given twice', 7],
    ['[1 2]', 'expected "," or "]", received "2"', 3],
    ['{"a":}', 'expected a value, received "}"', 5],
    ['{"a"', 'expected ":", received the end of the document', 4],
    ['[', 'expected a value, received the end of the document', 1],
    ['"\\q"', 'expected the rest of a string, received "\\\\"', 1],
    ['nul', 'expected a value, received "n"', 0],
    ['1.5.5', 'expected the end of the document, received "."', 3],
  ];
  for (const [text, problem, offset] of faulty) {
    test(`finds that ${text} is wrong at ${offset}`, () => {
      assert.deepEqual(readJsonSlowly(text), { fault: { problem, offset }, value: null });
    });
  }

  test('reports the first of several faults', () => {
    assert.equal(readJsonSlowly('{"a":1,"a":[}').fault?.offset, 7);
    assert.equal(readJsonSlowly('[,,]').fault?.offset, 1);
  });

  test('reads members named as objects inherit, as members', () => {
    const { value } = readJsonSlowly('{"__proto__":{"x":1},"toString":1}');
    assert.deepEqual(Object.keys(value as object), ['__proto__', 'toString']);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
  });

  test('keeps the order of the members', () => {
    const { value } = readJsonSlowly('{"b":1,"\\u0061":2,"c":3}');
    assert.deepEqual(Object.keys(value as object), ['b', 'a', 'c']);
  });
});
