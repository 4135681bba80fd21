import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatTimestamp, isTimestamp, parseRfc3339 } from '../../../../src/core/time/timestamp.ts';

describe('isTimestamp', () => {
  for (const time of [
    '2025-01-15T00:00:00Z',
    '2000-02-29T23:59:59Z',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
  ]) {
    test(`takes ${time}`, () => assert.ok(isTimestamp(time)));
  }
  const refused = [
    ...['2025-02-29T00:00:00Z', '1900-02-29T00:00:00Z', '2025-04-31T00:00:00Z', '2025-13-01T00:00:00Z'],
    ...['2025-00-01T00:00:00Z', '2025-01-00T00:00:00Z', '2025-01-15T24:00:00Z', '2025-01-15T23:60:00Z'],
    ...[
      '2016-12-31T23:59:60Z',
      '2025-01-15T00:00:00.000Z',
      '2025-01-15T00:00:00+00:00',
      '2025-01-15T00:00:00z',
    ],
    ...[
      '2025-01-15t00:00:00Z',
      '2025-01-15 00:00:00Z',
      '2025-01-15T00:00Z',
      '2025-01-15',
      '20250115T000000Z',
    ],
    ...[
      '+02025-01-15T00:00:00Z',
      '-0001-01-15T00:00:00Z',
      '10000-01-15T00:00:00Z',
      '2025-01-15T00:00:00Z\n',
      '',
    ],
    ...['٢٠٢٥-01-15T00:00:00Z', null, 0, new Date(0), ['2025-01-15T00:00:00Z']],
  ];
  for (const value of refused) {
    test(`refuses ${JSON.stringify(value)}`, () => assert.equal(isTimestamp(value), false));
  }
});

describe('parseRfc3339', () => {
  const same = Date.UTC(2025, 0, 15, 12, 30, 0);
  const times: readonly (readonly [string, number])[] = [
    ['2025-01-15T12:30:00Z', same],
    ['2025-01-15t12:30:00z', same],
    ['2025-01-15T12:30:00+00:00', same],
    ['2025-01-15T12:30:00-00:00', same],
    ['2025-01-15T14:30:00+02:00', same],
    ['2025-01-14T23:30:00-13:00', same],
    ['2025-01-15T12:30:00.1Z', same + 100],
    ['2025-01-15T12:30:00.123999999Z', same + 123],
    ['1969-12-31T23:59:59Z', -1000],
  ];
  for (const [text, milliseconds] of times) {
    test(`reads ${text}`, () => assert.equal(parseRfc3339(text), milliseconds));
  }
  const refused = [
    ...[
      '2025-01-15',
      '2025-01-15T12:30:00',
      '2025-01-15T12:30Z',
      '2025-02-30T00:00:00Z',
      '2025-01-15T12:30:00.Z',
    ],
    ...[
      '2025-01-15T12:30:00+0200',
      '2025-01-15T12:30:00+2:00',
      '2025-01-15T12:30:00+24:00',
      '2025-01-15T12:30:00,5Z',
    ],
    ...[
      'Wed, 15 Jan 2025 12:30:00 GMT',
      '1736944200',
      '2025-1-15T12:30:00Z',
      ' 2025-01-15T12:30:00Z',
      '2025-01-15T12:30:00Z ',
    ],
  ];
  for (const text of refused) {
    test(`refuses ${JSON.stringify(text)}`, () => assert.equal(parseRfc3339(text), null));
  }
});

describe('formatTimestamp', () => {
  test('cuts fractions off, towards the past', () => {
    assert.equal(formatTimestamp(999), '1970-01-01T00:00:00Z');
    assert.equal(formatTimestamp(-1), '1969-12-31T23:59:59Z');
  });

  test('knows the years 0 to 9999 and no others', () => {
    assert.equal(formatTimestamp(Date.UTC(9999, 11, 31, 23, 59, 59, 999)), '9999-12-31T23:59:59Z');
    assert.equal(formatTimestamp(Date.UTC(10000, 0, 1)), null);
    assert.equal(formatTimestamp(-62_167_219_200_000), '0000-01-01T00:00:00Z');
    assert.equal(formatTimestamp(-62_167_219_200_001), null);
    assert.equal(formatTimestamp(Number.NaN), null);
    assert.equal(formatTimestamp(Number.POSITIVE_INFINITY), null);
  });

  test('makes what isTimestamp takes', () => {
    for (let time = -62_167_219_200_000; time < 253_402_300_800_000; time += 1_234_567_890_123) {
      assert.ok(isTimestamp(formatTimestamp(time)));
    }
  });
});
