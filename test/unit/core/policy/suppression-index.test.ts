import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PolicyDocument, Suppression } from '../../../../src/core/policy/policy-document.ts';
import { findSuppression, indexSuppressions } from '../../../../src/core/policy/suppression-index.ts';

const CLOCK = '2025-01-15T12:00:00Z';
const PURL = 'pkg:npm/a@1.0.0';

function suppressedBy(
  suppress: readonly Suppression[],
  ids = ['GHSA-1', 'CVE-1'],
  clock = CLOCK,
): string | null {
  const policy: PolicyDocument = {
    schema: 'stella.policy/v1',
    name: 'p',
    version: '2.0',
    thresholds: { warn: 4, fail: 7 },
    suppress: [...suppress],
  };
  return findSuppression(indexSuppressions(policy, clock), ids, PURL)?.reason ?? null;
}

const entry = (more: Partial<Suppression> = {}): Suppression => ({
  id: 'CVE-1',
  purl: 'pkg:npm/a@*',
  reason: 'accepted',
  ...more,
});

describe('findSuppression', () => {
  it('names policy, version and entry', () => {
    const policy: PolicyDocument = {
      schema: 'stella.policy/v1',
      name: 'p',
      version: '2.0',
      thresholds: { warn: 4, fail: 7 },
      suppress: [entry({ id: 'CVE-9' }), entry()],
    };
    assert.deepEqual(findSuppression(indexSuppressions(policy, CLOCK), ['CVE-1'], PURL), {
      kind: 'policy',
      ref: 'p@2.0#/suppress/1',
      reason: 'accepted',
    });
  });

  it("finds by the finding's id and by every alias", () => {
    assert.equal(suppressedBy([entry({ id: 'GHSA-1' })]), 'accepted');
    assert.equal(suppressedBy([entry({ id: 'CVE-1' })]), 'accepted');
    assert.equal(suppressedBy([entry({ id: 'CVE-11' })]), null);
  });

  it('does not suppress another component', () => {
    assert.equal(suppressedBy([entry({ purl: 'pkg:npm/b@*' })]), null);
    assert.equal(suppressedBy([entry({ purl: 'pkg:npm/a' })]), null);
  });

  it('takes the first entry that holds', () => {
    const entries = [entry({ purl: 'pkg:npm/b' }), entry({ id: 'GHSA-1', reason: 'first' }), entry()];
    assert.equal(suppressedBy(entries), 'first');
    assert.equal(suppressedBy(entries, ['CVE-1', 'GHSA-1']), 'first');
  });

  for (const [until, holds] of [
    ['2025-01-15T12:00:00Z', true],
    ['2025-01-15T11:59:59Z', false],
    ['2025-01-15', true],
    ['2025-01-14', false],
    ['2025-01-16', true],
  ] as const) {
    it(`${holds ? 'holds' : 'does not hold'} until ${until} at ${CLOCK}`, () => {
      assert.equal(suppressedBy([entry({ until })]), holds ? 'accepted' : null);
    });
  }

  it('holds to the last second of a day', () => {
    const entries = [entry({ until: '2025-01-15' })];
    assert.equal(suppressedBy(entries, ['CVE-1'], '2025-01-15T23:59:59Z'), 'accepted');
    assert.equal(suppressedBy(entries, ['CVE-1'], '2025-01-16T00:00:00Z'), null);
  });
});
