import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineScheme, MAX_VERSION_LENGTH } from '../../../../src/core/version/scheme.ts';

const lengths = defineScheme(
  'lengths',
  (version) => (version.startsWith('x') ? undefined : version.length),
  (a, b) => a - b,
);

test('a scheme orders what its parser takes', () => {
  assert.equal(lengths.name, 'lengths');
  assert.equal(lengths.isValid('abc'), true);
  assert.ok(lengths.compare('a', 'abc') < 0);
  assert.ok(lengths.compare('abc', 'a') > 0);
  assert.equal(lengths.compare('abc', 'def'), 0);
});

test('a scheme refuses what its parser refuses, on either side', () => {
  assert.equal(lengths.isValid('xa'), false);
  assert.throws(() => lengths.compare('xa', 'a'), RangeError);
  assert.throws(() => lengths.compare('a', 'xa'), RangeError);
});

test('the parser never sees the empty string or one above the limit', () => {
  assert.equal(lengths.isValid(''), false);
  assert.equal(lengths.isValid('a'.repeat(MAX_VERSION_LENGTH)), true);
  assert.equal(lengths.isValid('a'.repeat(MAX_VERSION_LENGTH + 1)), false);
});

test('the error names the scheme and shows the version cut and without raw control characters', () => {
  assert.throws(() => lengths.compare('x\u001b[31m', 'a'), {
    name: 'RangeError',
    message: 'not a lengths version: "x\\u001b[31m"',
  });
  assert.throws(
    () => lengths.compare(`x${'a'.repeat(500)}`, 'a'),
    (error: Error) => error.message.length < 140,
  );
});
