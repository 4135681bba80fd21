import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { divideHalfUp, multiplyBps } from '../../../../src/core/scoring/integer.ts';

describe('divideHalfUp', () => {
  for (const [numerator, denominator, expected] of [
    [0, 8000, 0],
    [581_000, 8000, 73],
    [5, 10, 1],
    [4, 10, 0],
    [15, 10, 2],
    [25, 10, 3],
    [1, 3, 0],
    [2, 3, 1],
    [1_000_000, 10_000, 100],
  ] as const) {
    it(`${numerator} / ${denominator} is ${expected}`, () => {
      assert.equal(divideHalfUp(numerator, denominator), expected);
    });
  }
});

describe('multiplyBps', () => {
  it('is the value itself without multipliers', () => assert.equal(multiplyBps(85, []), 85));

  it('rounds once, not after each multiplier', () => {
    // 85 × 0.7 × 0.8 × 0.85 × 0.75 = 30.345; rounded at each step it would be 60, 48, 41, 31.
    assert.equal(multiplyBps(85, [7000, 8000, 8500, 7500]), 30);
  });

  it('rounds half up', () => {
    assert.equal(multiplyBps(1, [5000]), 1);
    assert.equal(multiplyBps(1, [4999]), 0);
    assert.equal(multiplyBps(100, [2500, 9000]), 23);
  });

  it('is exact beyond a double', () => {
    assert.equal(
      multiplyBps(
        100,
        Array.from({ length: 20 }, () => 10_000),
      ),
      100,
    );
    assert.equal(multiplyBps(100, [0, 10_000]), 0);
  });
});
