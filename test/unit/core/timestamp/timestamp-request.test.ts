import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { derEncode } from '../../../../src/core/encoding/der-writer.ts';
import { hexDecode, hexEncode } from '../../../../src/core/encoding/hex.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import {
  formatTimestampRequest,
  parseTimestampRequest,
} from '../../../../src/core/timestamp/timestamp-request.ts';

const SIGNATURE = utf8Encode('signature');
const SHA_256 = createHash('sha256').update(SIGNATURE).digest('hex');

test('writes a query for a token with certificates, byte for byte', () => {
  const request = formatTimestampRequest(SIGNATURE, hexDecode('0102030405060708'));
  const expected = `30430201013031300d060960864801650304020105000420${SHA_256}020801020304050607080101ff`;
  assert.equal(hexEncode(request), expected);
});

test('keeps the sign bit of a nonce clear, and its leading zeros out', () => {
  for (const [nonce, integer] of [
    ['ff00', '020300ff00'],
    ['0000007f', '02017f'],
    ['00', '020100'],
  ] as const) {
    const request = hexEncode(formatTimestampRequest(SIGNATURE, hexDecode(nonce)));
    assert.ok(request.endsWith(`${integer}0101ff`), request);
  }
});

test('reads the nonce and the imprint of a query', () => {
  const { nonce, imprint } = parseTimestampRequest(formatTimestampRequest(SIGNATURE, hexDecode('00ff01')));
  assert.equal(hexEncode(nonce ?? new Uint8Array()), 'ff01');
  assert.equal(imprint.algorithm, 'sha256');
  assert.equal(hexEncode(imprint.hash), SHA_256);
});

test('reads a query without a nonce, and one that names a policy', () => {
  const imprint = hexDecode(`3031300d060960864801650304020105000420${SHA_256}`);
  const version = hexDecode('020101');
  assert.equal(parseTimestampRequest(derEncode(0x30, version, imprint)).nonce, null);
  const named = derEncode(0x30, version, imprint, hexDecode('06042a030405'), hexDecode('020105'));
  assert.deepEqual(parseTimestampRequest(named).nonce, Uint8Array.of(5));
});

for (const [why, hex] of [
  ['another version', `303602010230${`31300d060960864801650304020105000420${SHA_256}`}`],
  ['an imprint by SHA-1', `302102010130${`1f300706052b0e03021a0414${'00'.repeat(20)}`}`],
  [
    'an imprint that is too short',
    `303502010130${`30300d06096086480165030402010500041f${SHA_256.slice(2)}`}`,
  ],
  ['nothing', ''],
  ['a token', '3003020100'],
] as const) {
  test(`refuses a query with ${why}`, () => {
    assert.throws(() => parseTimestampRequest(hexDecode(hex)), { code: 'INPUT_INVALID' });
  });
}
