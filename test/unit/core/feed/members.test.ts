import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isStellaError } from '../../../../src/core/errors.ts';
import {
  optionalList,
  optionalText,
  optionalTexts,
  requireObject,
  requireText,
} from '../../../../src/core/feed/members.ts';

function failsWith(message: string): (error: unknown) => boolean {
  return (error) => isStellaError(error) && error.code === 'INPUT_INVALID' && error.message === message;
}

describe('members', () => {
  it('says where a value stands, what was expected and what was received', () => {
    assert.throws(
      () => requireText({ id: 5 }, 'id', 'a.json'),
      failsWith('a.json/id is malformed: expected a string that is not empty, received 5'),
    );
    assert.throws(
      () => optionalText({ published: [] }, 'published', 'a.json'),
      failsWith('a.json/published is malformed: expected a string, received an array'),
    );
    assert.throws(
      () => requireObject([], 'a.json'),
      failsWith('a.json is malformed: expected an object, received an array'),
    );
    assert.throws(
      () => optionalTexts({ aliases: ['a', 1] }, 'aliases', 'a.json'),
      failsWith('a.json/aliases/1 is malformed: expected a string, received 1'),
    );
    assert.throws(
      () => optionalTexts({ aliases: {} }, 'aliases', 'a.json'),
      failsWith('a.json/aliases is malformed: expected an array, received an object'),
    );
    assert.throws(
      () => optionalList({ aliases: {} }, 'aliases', 'a.json', () => null),
      failsWith('a.json/aliases is malformed: expected an array, received an object'),
    );
  });

  it('takes null for absent, and refuses it where a text is required', () => {
    assert.equal(optionalText({ a: null }, 'a', 'x'), null);
    assert.deepEqual(optionalTexts({ a: null }, 'a', 'x'), []);
    assert.throws(
      () => requireText({ a: null }, 'a', 'x'),
      failsWith('x/a is malformed: expected a string that is not empty, received null'),
    );
    assert.throws(
      () => requireText({}, 'a', 'x'),
      failsWith('x/a is malformed: expected a string that is not empty, received nothing'),
    );
  });

  it('escapes control characters of what it received, and cuts it', () => {
    const place = failsWith(String.raw`x/a is malformed: expected an array, received "\u001b[31m"`);
    assert.throws(() => optionalTexts({ a: '\u001b[31m' }, 'a', 'x'), place);
    assert.throws(
      () => optionalTexts({ a: 'z'.repeat(10_000) }, 'a', 'x'),
      (error) => isStellaError(error) && error.message.length < 200,
    );
  });
});
