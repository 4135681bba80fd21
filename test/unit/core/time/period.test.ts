/** Periods of the calendar: where they begin. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { daysBetween, type Period, parsePeriod, startOfPeriod } from '../../../../src/core/time/period.ts';
import { formatTimestamp, isTimestamp } from '../../../../src/core/time/timestamp.ts';

const period = (text: string): Period => {
  const parsed = parsePeriod(text);
  assert.ok(parsed, text);
  return parsed;
};

const time = fc
  .integer({ min: Date.parse('1970-01-01'), max: Date.parse('2399-12-31') })
  .map((ms) => formatTimestamp(ms) as string);

describe('a period', () => {
  test('is a whole number from 1, in days or years', () => {
    for (const text of ['1d', '30d', '90d', '7y', '99999d']) assert.ok(parsePeriod(text), text);
    for (const text of [
      '',
      '0d',
      '07d',
      '7',
      'y',
      '7Y',
      '7 y',
      '-7d',
      '1.5y',
      '100000d',
      '7m',
      '7y1d',
      '7d\n',
      'P7Y',
    ])
      assert.equal(parsePeriod(text), null, text);
  });

  test('of years begins on the same day; of a 29 February, no later than that', () => {
    assert.equal(startOfPeriod(period('7y'), '2026-11-24T02:00:00Z'), '2019-11-24T02:00:00Z');
    assert.equal(startOfPeriod(period('4y'), '2028-02-29T02:00:00Z'), '2024-02-29T02:00:00Z');
    assert.equal(startOfPeriod(period('7y'), '2028-02-29T02:00:00Z'), '2021-02-28T02:00:00Z');
    assert.equal(startOfPeriod(period('99999y'), '2028-02-29T02:00:00Z'), '0000-01-01T00:00:00Z');
    assert.equal(startOfPeriod(period('99999d'), '0100-02-28T02:00:00Z'), '0000-01-01T00:00:00Z');
  });

  test('of days is so many days of 24 hours', () => {
    fc.assert(
      fc.property(time, fc.integer({ min: 1, max: 99_999 }), (end, count) => {
        const start = startOfPeriod({ count, unit: 'days' }, end);
        assert.ok(isTimestamp(start));
        assert.equal(daysBetween(start, end), count);
        assert.equal(start.slice(10), end.slice(10));
      }),
    );
  });

  test('never begins later than the calendar of GNU date says', {
    skip: spawnSync('date', ['-d', '2000-02-28T00:00:00Z']).status === 0 ? false : 'no GNU date',
  }, () => {
    const ends = fc
      .sample(time, 40)
      .concat('2024-02-29T12:00:00Z', '2000-02-29T00:00:00Z', '2100-03-01T00:00:00Z');
    for (const end of ends) {
      for (const count of [1, 4, 7]) {
        const { stdout } = spawnSync('date', [
          '-u',
          '-d',
          `${end} ${count} years ago`,
          '+%Y-%m-%dT%H:%M:%SZ',
        ]);
        const start = startOfPeriod({ count, unit: 'years' }, end);
        // GNU date makes 1 March of a 29 February that does not exist.
        const isLeapDay = end.slice(5, 10) === '02-29';
        assert.ok(
          isLeapDay ? start <= `${stdout}`.trim() : start === `${stdout}`.trim(),
          `${end} ${count} ${start} ${stdout}`,
        );
      }
    }
  });
});
