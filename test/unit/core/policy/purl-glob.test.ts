import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { matchesGlob } from '../../../../src/core/policy/purl-glob.ts';

describe('matchesGlob', () => {
  const cases: readonly (readonly [glob: string, text: string, expected: boolean])[] = [
    ['pkg:npm/a@1', 'pkg:npm/a@1', true],
    ['pkg:npm/a', 'pkg:npm/a@1', false],
    ['pkg:npm/a@*', 'pkg:npm/a@1.0.0', true],
    ['pkg:npm/a@*', 'pkg:npm/ab@1.0.0', false],
    ['*', '', true],
    ['*', 'pkg:npm/a@1', true],
    ['pkg:*', 'pkg:npm/%40scope/a@1', true],
    ['*@1', 'pkg:npm/a@1', true],
    ['*@1', 'pkg:npm/a@11', false],
    ['pkg:npm/*@1*', 'pkg:npm/a@1.2', true],
    ['pkg:*/a@*', 'pkg:npm/a@1', true],
    ['pkg:*b*c', 'pkg:abc', true],
    ['pkg:*b*c', 'pkg:acb', false],
    ['ab*ba', 'aba', false],
    ['ab*ba', 'abba', true],
    ['a**b', 'ab', true],
    ['*a*a*', 'a', false],
    ['*a*a*', 'xaya', true],
    ['a.c', 'abc', false],
    ['A', 'a', false],
    ['', '', true],
    ['', 'a', false],
  ];
  for (const [glob, text, expected] of cases) {
    it(`${JSON.stringify(glob)} ${expected ? 'matches' : 'does not match'} ${JSON.stringify(text)}`, () => {
      assert.equal(matchesGlob(glob, text), expected);
    });
  }

  it('does not search again and again', () => {
    const text = `pkg:npm/${'a'.repeat(100_000)}`;
    assert.equal(matchesGlob(`${'*a'.repeat(50)}*b`, text), false);
    assert.equal(matchesGlob(`pkg:${'*a'.repeat(50)}`, text), true);
  });
});
