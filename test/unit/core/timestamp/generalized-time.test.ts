import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDer } from '../../../../src/core/encoding/der.ts';
import { derEncode } from '../../../../src/core/encoding/der-writer.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { parseGeneralizedTime } from '../../../../src/core/timestamp/generalized-time.ts';

const parse = (text: string, tag = 0x18) => parseGeneralizedTime(parseDer(derEncode(tag, utf8Encode(text))));

test('reads whole seconds and fractions of them', () => {
  assert.deepEqual(parse('20250115123456Z'), { time: '2025-01-15T12:34:56Z', nanoseconds: 0 });
  assert.deepEqual(parse('20250115123456.5Z'), { time: '2025-01-15T12:34:56Z', nanoseconds: 500_000_000 });
  assert.deepEqual(parse('20250115123456.000000001Z'), { time: '2025-01-15T12:34:56Z', nanoseconds: 1 });
});

for (const [text, why] of [
  ['20250115123456', 'no zone'],
  ['20250115123456+0000', 'an offset'],
  ['202501151234Z', 'no seconds'],
  ['20250115123456.Z', 'a point without a fraction'],
  ['20250115123456.50Z', 'a zero at the end of the fraction'],
  ['20250115123456.0Z', 'a fraction of nothing'],
  ['20250115123456,5Z', 'a comma'],
  ['20250115123456.0000000001Z', 'a fraction below a nanosecond'],
  ['20250230123456Z', 'a day that does not exist'],
  ['20250115123460Z', 'a leap second'],
  ['20250115240000Z', 'hour 24'],
  ['20250115123456Z ', 'a space after it'],
  ['', 'nothing'],
] as const) {
  test(`refuses a time with ${why}`, () => {
    assert.throws(() => parse(text), { code: 'INPUT_INVALID' });
  });
}

test('refuses UTCTime', () => {
  assert.throws(() => parse('250115123456Z', 0x17), { code: 'INPUT_INVALID' });
});
