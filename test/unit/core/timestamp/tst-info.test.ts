import assert from 'node:assert/strict';
import { test } from 'node:test';
import { derEncode, derEncodeUnsigned } from '../../../../src/core/encoding/der-writer.ts';
import { hexDecode } from '../../../../src/core/encoding/hex.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { ACCURACY_SECONDS_MAX, parseTstInfo } from '../../../../src/core/timestamp/tst-info.ts';
import { extension, generalName } from '../../../helpers/certificates.ts';
import { makeInfo, makeTsa, type TokenRecipe } from '../../../helpers/timestamps.ts';

const { authority } = makeTsa();
const info = (recipe: Partial<TokenRecipe> = {}) =>
  parseTstInfo(makeInfo({ authority, over: utf8Encode('signature'), ...recipe }));
const accuracy = (...members: Uint8Array[]) => derEncode(0x30, ...members);
/** INTEGER of a number, under a tag of choice. */
function integer(value: number, tag = 0x02): Uint8Array {
  const element = derEncodeUnsigned(hexDecode(value.toString(16).padStart(8, '0')));
  return Uint8Array.of(tag, ...element.subarray(1));
}

test('reads the time, the policy, the serial number and the nonce', () => {
  const parsed = info({ nonce: hexDecode('ff') });
  assert.equal(parsed.time, '2025-01-15T00:00:00Z');
  assert.equal(parsed.latest, '2025-01-15T00:00:00Z');
  assert.equal(parsed.policy, '1.2.3.4.5');
  assert.equal(parsed.serialNumber, '2a');
  assert.deepEqual(parsed.nonce, hexDecode('ff'));
  assert.equal(parsed.imprint.algorithm, 'sha256');
  assert.equal(info().nonce, null);
});

for (const [what, genTime, tail, latest] of [
  ['a fraction', '20250115000000.001Z', [], '2025-01-15T00:00:01Z'],
  ['seconds', '20250115000000Z', [accuracy(integer(60))], '2025-01-15T00:01:00Z'],
  ['milliseconds', '20250115000000Z', [accuracy(integer(1, 0x80))], '2025-01-15T00:00:01Z'],
  ['microseconds', '20250115000000Z', [accuracy(integer(1, 0x81))], '2025-01-15T00:00:01Z'],
  [
    'all of them',
    '20250115000000.5Z',
    [accuracy(integer(1), integer(500, 0x80), integer(1, 0x81))],
    '2025-01-15T00:00:03Z',
  ],
  ['an empty accuracy', '20250115000000Z', [accuracy()], '2025-01-15T00:00:00Z'],
] as const) {
  test(`knows the latest moment that the time can mean, with ${what}`, () => {
    const parsed = info({ genTime, infoTail: tail });
    assert.equal(parsed.time, '2025-01-15T00:00:00Z');
    assert.equal(parsed.latest, latest);
  });
}

test('passes over an extension that is not critical, and reads the name of the authority', () => {
  const name = derEncode(0xa0, generalName.uri('https://tsa.example'));
  const extensions = derEncode(0xa1, extension(99, hexDecode('0500')));
  const { authorityName } = info({ infoTail: [hexDecode('0101ff'), name, extensions] });
  assert.deepEqual(authorityName, { kind: 'uri', text: 'https://tsa.example' });
});

for (const [why, tail] of [
  ['a critical extension', [derEncode(0xa1, extension(99, hexDecode('0500'), true))]],
  ['an empty list of extensions', [derEncode(0xa1)]],
  ['an ordering that spells out its default', [hexDecode('010100')]],
  ['a negative nonce', [hexDecode('0201ff')]],
  ['a nonce that is not in its shortest form', [hexDecode('02020001')]],
  ['two names', [derEncode(0xa0, generalName.uri('a'), generalName.uri('b'))]],
  ['a name of no kind', [derEncode(0xa0, hexDecode('8901ff'))]],
  ['members in another order', [hexDecode('020105'), accuracy()]],
  ['an accuracy of no milliseconds', [accuracy(integer(0, 0x80))]],
  ['an accuracy of a thousand microseconds', [accuracy(integer(1000, 0x81))]],
  ['an accuracy of negative seconds', [accuracy(hexDecode('0201ff'))]],
  ['an accuracy of more than a day', [accuracy(integer(ACCURACY_SECONDS_MAX + 1))]],
  ['an unknown member', [hexDecode('a200')]],
] as const) {
  test(`refuses ${why}`, () => {
    assert.throws(() => info({ infoTail: tail }), { code: 'INPUT_INVALID' });
  });
}

test('takes an accuracy of a day, and no time after the year 9999', () => {
  assert.equal(info({ infoTail: [accuracy(integer(ACCURACY_SECONDS_MAX))] }).latest, '2025-01-16T00:00:00Z');
  const late = { genTime: '99991231235959Z', infoTail: [accuracy(integer(1))] };
  assert.throws(() => info(late), { code: 'INPUT_INVALID' });
});

test('refuses another version, bytes after it, and what is not strict DER', () => {
  const good = makeInfo({ authority, over: utf8Encode('signature') });
  const version = Buffer.from(good).indexOf(Buffer.from('020101', 'hex'));
  assert.throws(() => parseTstInfo(good.with(version + 2, 2)), { code: 'INPUT_INVALID' });
  assert.throws(() => parseTstInfo(Uint8Array.of(...good, 0)), { code: 'INPUT_INVALID' });
  const padded = derEncode(0x30, hexDecode('02020001'), good.subarray(5));
  assert.throws(() => parseTstInfo(padded), { code: 'INPUT_INVALID' });
  assert.throws(() => parseTstInfo(derEncodeUnsigned(Uint8Array.of(1))), { code: 'INPUT_INVALID' });
});
