import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_STALENESS_BUDGET, sourceAge } from '../../../../src/core/kit/feed-freshness.ts';

const captured = '2025-01-01T00:00:00Z';

const CASES = [
  ['2025-01-01T00:00:00Z', 0, 'fresh'],
  ['2025-01-08T00:00:00Z', 7, 'fresh'],
  ['2025-01-08T00:00:01Z', 7, 'grace'],
  ['2025-01-09T00:00:00Z', 8, 'grace'],
  ['2025-01-09T00:00:01Z', 8, 'stale'],
  ['2025-01-10T13:00:00Z', 9.5, 'stale'],
  ['2024-12-31T00:00:00Z', -1, 'fresh'],
] as const;

describe('the age of a feed', () => {
  for (const [now, ageDays, freshness] of CASES) {
    it(`is ${ageDays} days and ${freshness} at ${now}`, () => {
      assert.deepEqual(sourceAge(captured, now, DEFAULT_STALENESS_BUDGET), { ageDays, freshness });
    });
  }

  it('is measured against the budget that is given', () => {
    const budget = { maxAgeDays: 0, graceDays: 0 };
    assert.equal(sourceAge(captured, '2025-01-01T00:00:01Z', budget).freshness, 'stale');
  });
});
