import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePolicyDocument } from '../../../../src/core/policy/policy-document.ts';
import { shippedText } from '../../../helpers/scoring.ts';

const SHIPPED = shippedText('policies/stella-default.yaml');

function withSuppression(entry: string): string {
  return SHIPPED.replace(/suppress: \[\].*/, `suppress:\n  - ${entry}`);
}

describe('parsePolicyDocument', () => {
  it('reads the shipped policy', () => {
    const { document, digest } = parsePolicyDocument(SHIPPED);
    assert.deepEqual(document, {
      schema: 'stella.policy/v1',
      name: 'stella-default',
      version: '1.0.0',
      thresholds: { warn: 4, fail: 7 },
      failOnKev: true,
      onUncovered: 'warn',
      suppress: [],
    });
    assert.equal(digest, 'sha256:1eff5e36b4401c8cc11877d6d68bedc315986b07901d6ab5aff06b2452563541');
  });

  it('reads a suppression until a day and until a moment', () => {
    for (const until of ['2025-06-30', '2025-06-30T12:00:00Z']) {
      const text = withSuppression(`{ id: CVE-1, purl: "pkg:npm/a@*", until: ${until}, reason: accepted }`);
      assert.deepEqual(parsePolicyDocument(text).document.suppress, [
        { id: 'CVE-1', purl: 'pkg:npm/a@*', until, reason: 'accepted' },
      ]);
    }
  });

  const entries: readonly (readonly [why: string, entry: string])[] = [
    ['without a reason', '{ id: CVE-1, purl: "*" }'],
    ['with a blank reason', '{ id: CVE-1, purl: "*", reason: " " }'],
    ['without an id', '{ purl: "*", reason: x }'],
    ['with an empty id', '{ id: "", purl: "*", reason: x }'],
    ['without a purl', '{ id: CVE-1, reason: x }'],
    ['with a purl that can match nothing', '{ id: CVE-1, purl: lodash, reason: x }'],
    ['until a day that does not exist', '{ id: CVE-1, purl: "*", until: 2025-02-30, reason: x }'],
    ['until a time without zone', '{ id: CVE-1, purl: "*", until: "2025-02-03T00:00:00", reason: x }'],
    ['until a word', '{ id: CVE-1, purl: "*", until: someday, reason: x }'],
    ['with an unknown member', '{ id: CVE-1, purl: "*", reason: x, who: me }'],
  ];
  for (const [why, entry] of entries) {
    it(`refuses a suppression ${why}, with its line`, () => {
      assert.throws(() => parsePolicyDocument(withSuppression(entry)), {
        code: 'INPUT_INVALID',
        message: /\/suppress\/0.*\(line \d+, column \d+\)$/,
      });
    });
  }

  const members: readonly (readonly [why: string, from: string, to: string])[] = [
    ['a warn threshold above the fail threshold', 'warn: 4.0', 'warn: 7.1'],
    ['a threshold above 10', 'fail: 7.0', 'fail: 10.1'],
    ['a threshold with two decimals', 'fail: 7.0', 'fail: 7.05'],
    ['a missing threshold', 'warn: 4.0, ', ''],
    ['another word for uncovered', 'onUncovered: warn', 'onUncovered: ignore'],
    ['a word for a boolean', 'failOnKev: true', 'failOnKev: "yes"'],
    ['an unknown member', 'suppress: []', 'ignore: []'],
  ];
  for (const [why, from, to] of members) {
    it(`refuses ${why}`, () => {
      assert.ok(SHIPPED.includes(from));
      assert.throws(() => parsePolicyDocument(SHIPPED.replace(from, to)), { code: 'INPUT_INVALID' });
    });
  }
});
