import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PolicyDocument } from '../../../../src/core/policy/policy-document.ts';
import { verdictOf } from '../../../../src/core/policy/verdict.ts';

const POLICY: PolicyDocument = {
  schema: 'stella.policy/v1',
  name: 'p',
  version: '1',
  thresholds: { warn: 4, fail: 7 },
};
const QUIET = { score: 0, hasAffectedKev: false, hasUncovered: false };

describe('verdictOf', () => {
  for (const [score, expected] of [
    [0, 'pass'],
    [3.9, 'pass'],
    [4, 'warn'],
    [6.9, 'warn'],
    [7, 'fail'],
    [10, 'fail'],
  ] as const) {
    it(`is ${expected} for the score ${score}`, () => {
      assert.equal(verdictOf(POLICY, { ...QUIET, score }), expected);
    });
  }

  it('has thresholds that a decimal reaches exactly', () => {
    const policy = { ...POLICY, thresholds: { warn: 0.3, fail: 7.3 } };
    assert.equal(verdictOf(policy, { ...QUIET, score: 3 / 10 }), 'warn');
    assert.equal(verdictOf(policy, { ...QUIET, score: 73 / 10 }), 'fail');
  });

  it('fails on an affected finding in KEV, unless the policy says not to', () => {
    const outcome = { ...QUIET, hasAffectedKev: true };
    assert.equal(verdictOf(POLICY, outcome), 'fail');
    assert.equal(verdictOf({ ...POLICY, failOnKev: true }, outcome), 'fail');
    assert.equal(verdictOf({ ...POLICY, failOnKev: false }, outcome), 'pass');
  });

  it('says of uncovered components what the policy says, and warns by default', () => {
    const outcome = { ...QUIET, hasUncovered: true };
    assert.equal(verdictOf(POLICY, outcome), 'warn');
    for (const onUncovered of ['pass', 'warn', 'fail'] as const) {
      assert.equal(verdictOf({ ...POLICY, onUncovered }, outcome), onUncovered);
    }
  });

  it('is the worst of all', () => {
    const outcome = { score: 5, hasAffectedKev: false, hasUncovered: true };
    assert.equal(verdictOf({ ...POLICY, onUncovered: 'pass' }, outcome), 'warn');
    assert.equal(verdictOf({ ...POLICY, onUncovered: 'fail' }, outcome), 'fail');
    assert.equal(verdictOf(POLICY, { score: 9, hasAffectedKev: false, hasUncovered: true }), 'fail');
  });
});
