import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  compareToken,
  compareTokens,
  isDigit,
  isLetter,
  isLowerLetter,
  isNumeral,
  markToken,
  numberToken,
  readNumbers,
  runEnd,
  wordToken,
} from '../../../../src/core/version/tokens.ts';

test('numbers are compared by value, whatever their size and leading zeros', () => {
  const order = (a: string, b: string) => Math.sign(compareToken(numberToken(0, a), numberToken(0, b)));
  assert.equal(order('9', '10'), -1);
  assert.equal(order('010', '10'), 0);
  assert.equal(order('', '000'), 0);
  assert.equal(order('9007199254740993', '9007199254740992'), 1);
  assert.equal(order('1'.repeat(400), '1'.repeat(401)), -1);
});

test('words are compared by code units, a beginning before the whole', () => {
  const order = (a: string, b: string) => Math.sign(compareToken(wordToken(0, a), wordToken(0, b)));
  assert.equal(order('a', 'ab'), -1);
  assert.equal(order('B', 'a'), -1);
  assert.equal(order('a', 'a'), 0);
});

test('the rank decides before everything else', () => {
  assert.ok(compareToken(wordToken(0, 'zzz'), numberToken(1, '0')) < 0);
  assert.ok(compareToken(markToken(2), numberToken(1, '99')) > 0);
});

test('the end token stands for every missing token', () => {
  const one = numberToken(0, '1');
  const zero = numberToken(0, '0');
  assert.equal(compareTokens([one], [one, zero, zero], zero), 0);
  assert.ok(compareTokens([one], [one, one], zero) < 0);
  assert.ok(compareTokens([one], [one, markToken(-1)], zero) > 0);
  assert.equal(compareTokens([], [], zero), 0);
});

test('reads numbers between points and stops where there is none', () => {
  const shape = (text: string, most: number) => {
    const { numbers, end } = readNumbers(text, 0, most, 0);
    return [numbers.map((number) => number.text), end];
  };
  assert.deepEqual(shape('1.20.3', 9), [['1', '20', '3'], 6]);
  assert.deepEqual(shape('1.2.3', 2), [['1', '2'], 3]);
  assert.deepEqual(shape('1..2', 9), [['1'], 1]);
  assert.deepEqual(shape('1.a', 9), [['1'], 1]);
  assert.deepEqual(shape('x', 9), [[], 0]);
});

test('only ASCII counts as digit or letter', () => {
  const unit = (text: string) => text.charCodeAt(0);
  assert.equal(isDigit(unit('7')), true);
  assert.equal(isDigit(unit('\u0667')), false);
  assert.equal(isLetter(unit('q')) && isLetter(unit('Q')), true);
  assert.equal(
    ['@', '[', '`', '{', '\u0141', '\u00e9'].some((text) => isLetter(unit(text))),
    false,
  );
  assert.equal(isLowerLetter(unit('Q')), false);
  assert.equal(isLetter(Number.NaN), false);
  assert.equal(isNumeral('0123'), true);
  assert.equal(isNumeral('') || isNumeral('1a') || isNumeral('-1'), false);
  assert.equal(runEnd('12ab', 0, isDigit), 2);
  assert.equal(runEnd('12', 2, isDigit), 2);
});
