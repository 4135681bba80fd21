/** The table of exit statuses is whole, is formats.md's, and is the one in the docs. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { exitStatusPage } from '../../scripts/exit-status-page.ts';
import { EXIT_STATUSES, exitStatusOf } from '../../src/cli/exit-status.ts';
import { ERROR_CODES } from '../../src/core/errors.ts';

describe('the exit status table', () => {
  it('has every code exactly once', () => {
    const listed = EXIT_STATUSES.flatMap(({ codes }) => Object.keys(codes));
    assert.deepEqual(listed.toSorted(), [...ERROR_CODES].toSorted());
  });

  it('stays below 126, but for an interrupt, which shells report as 130 themselves', () => {
    assert.deepEqual(
      EXIT_STATUSES.map(({ exit }) => exit).filter((exit) => exit >= 126),
      [130],
    );
  });

  it('gives each class of code its number', () => {
    const samples = {
      MERKLE_MISMATCH: 1,
      USAGE: 2,
      MANIFEST_MISSING: 3,
      BUNDLE_INVALID: 4,
      STORE_BUSY: 5,
      KEY_UNKNOWN: 6,
      POLICY_FAILED: 7,
      KIT_ROLLBACK: 8,
      INTERNAL: 70,
    } as const;
    for (const [code, exit] of Object.entries(samples))
      assert.equal(exitStatusOf(code as keyof typeof samples), exit, code);
  });

  it('is the page in docs/, generated', () => {
    const page = readFileSync(new URL('../../docs/exit-status.md', import.meta.url), 'utf8');
    assert.equal(page, exitStatusPage(), 'run "npm run docs"');
  });
});
