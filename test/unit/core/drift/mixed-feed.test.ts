import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mixedFeed } from '../../../../src/core/drift/mixed-feed.ts';
import { feedWith, npmAdvisory } from '../../../helpers/scoring.ts';

const cve = 'CVE-2024-0001';
const feed = (n: number, ecosystem: string) =>
  feedWith(
    [npmAdvisory(`GHSA-${n}`, 'a')],
    {
      epss: [{ cve, probability: `0.${n}`, percentile: '0.5' }],
      kev: [{ cve, dateAdded: `2024-01-0${n}` }],
    },
    [ecosystem],
  );

test('a mixed feed answers each question from the snapshot that it is to be asked of', () => {
  const mixed = mixedFeed({ advisories: feed(1, 'npm'), epss: feed(2, 'PyPI'), kev: feed(3, 'Go') });
  assert.deepEqual(
    mixed.advisories('npm:a').map(({ record }) => record.id),
    ['GHSA-1'],
  );
  assert.deepEqual(['npm', 'PyPI', 'Go'].map(mixed.hasEcosystem), [true, false, false]);
  assert.equal(mixed.epss(cve)?.probability, '0.2');
  assert.equal(mixed.kev(cve)?.dateAdded, '2024-01-03');
});
