/** A feed that remembers asks each question once, and gives the answers of the feed behind it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FeedView } from '../../../../src/core/feed/feed-view.ts';
import { rememberingFeed } from '../../../../src/core/feed/remembering-feed.ts';

test('each question is asked once, that with no answer too; one that fails is asked again', () => {
  const asked: string[] = [];
  let isBroken = true;
  const feed: FeedView = {
    hasEcosystem: (ecosystem) => ecosystem === 'npm',
    advisories: (key) => {
      asked.push(key);
      return [];
    },
    epss: (cve) => {
      asked.push(cve);
      return null;
    },
    kev: (cve) => {
      if (isBroken) throw new Error('broken');
      return { cve, dateAdded: '2025-01-01' };
    },
  };
  const view = rememberingFeed(feed);
  for (const _ of [1, 2, 3]) {
    assert.deepEqual(view.advisories('npm:lodash'), []);
    assert.equal(view.epss('CVE-2025-0001'), null);
    assert.deepEqual([view.hasEcosystem('npm'), view.hasEcosystem('PyPI')], [true, false]);
  }
  assert.deepEqual(asked, ['npm:lodash', 'CVE-2025-0001']);
  assert.throws(() => view.kev('CVE-2025-0001'), /broken/);
  isBroken = false;
  assert.equal(view.kev('CVE-2025-0001')?.dateAdded, '2025-01-01');
});
