import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findJsonFault } from '../../../../src/core/json/find-json-fault.ts';

describe('findJsonFault', () => {
  for (const text of [
    '{}',
    '[1,-2.5e+3,"\\u00e9\\/",true,false,null]',
    ' {"a":{"a":[]}} ',
    '0',
    '"\u2028"',
  ]) {
    test(`finds nothing in ${text}`, () => {
      assert.equal(findJsonFault(text), null);
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
      assert.deepEqual(findJsonFault(text), { problem, offset });
    });
  }

  test('reports the first of several faults', () => {
    assert.equal(findJsonFault('{"a":1,"a":[}')?.offset, 7);
    assert.equal(findJsonFault('[,,]')?.offset, 1);
  });
});
