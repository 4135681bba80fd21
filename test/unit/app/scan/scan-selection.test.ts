/** The pattern over scan ids, against SQLite's own GLOB. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import fc from 'fast-check';
import type { ScanRow } from '../../../../src/app/ports/scans.ts';
import { isSelected } from '../../../../src/app/scan/scan-selection.ts';

const database = new SqliteDatabase(':memory:');
const glob = database.prepare<[string, string], number>('SELECT ? GLOB ?').pluck();

const scan = (scanId: string, scannedAt = '2025-01-15T23:59:59Z') => ({ scanId, scannedAt }) as ScanRow;
const matches = (pattern: string, id: string) =>
  isSelected(scan(id), { since: null, until: null, scan: pattern });

describe('isSelected', () => {
  test('includes both days', () => {
    const within = (since: string | null, until: string | null) =>
      isSelected(scan('a'), { since, until, scan: null });
    assert.ok(within('2025-01-15', '2025-01-15') && within(null, '2025-01-15') && within('2025-01-15', null));
    assert.ok(!within('2025-01-16', null) && !within(null, '2025-01-14'));
  });

  test('matches as GLOB of SQLite does', () => {
    const piece = fc.oneof(
      fc.constantFrom('*', '?', '**', '[ab]', '[^ab]', '[a-c]', '[^b-]', '[]a]', '[^]a]', '[-a]', '[a-]'),
      fc.constantFrom('a', 'b', 'c', '-', '.', ']'),
    );
    const pattern = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    const id = fc
      .array(fc.constantFrom('a', 'b', 'c', '-', '.'), { maxLength: 7 })
      .map((letters) => letters.join(''));
    fc.assert(
      fc.property(pattern, id, (p, t) => {
        assert.equal(matches(p, t), glob.get(t, p) === 1, `${t} GLOB ${p}`);
      }),
      { numRuns: 20_000 },
    );
  });

  test('does not go on for ever', () => {
    assert.equal(matches('*a'.repeat(60), `${'a'.repeat(127)}b`), false);
  });
});
