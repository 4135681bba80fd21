import assert from 'node:assert/strict';
import { test } from 'node:test';
import { derEncode } from '../../../../src/core/encoding/der-writer.ts';
import { hexDecode } from '../../../../src/core/encoding/hex.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import {
  parseTimestampResponse,
  TIMESTAMP_BYTES_MAX,
} from '../../../../src/core/timestamp/timestamp-response.ts';
import { wrapToken } from '../../../helpers/timestamps.ts';

const TOKEN = hexDecode('3003020105');
const texts = (...lines: string[]) =>
  derEncode(0x30, ...lines.map((line) => derEncode(0x0c, utf8Encode(line))));

test('finds the token of an answer that was granted, with changes or without, and with a text', () => {
  for (const status of [0, 1]) {
    assert.deepEqual(parseTimestampResponse(wrapToken(TOKEN, status)).bytes, TOKEN);
    assert.deepEqual(parseTimestampResponse(wrapToken(TOKEN, status, texts('done'))).bytes, TOKEN);
  }
});

for (const [status, name] of [
  [2, 'rejection'],
  [3, 'waiting'],
  [4, 'revocationWarning'],
  [5, 'revocationNotification'],
  [6, 'status 6'],
] as const) {
  test(`refuses ${name}, with a token or without`, () => {
    for (const token of [TOKEN, undefined]) {
      assert.throws(() => parseTimestampResponse(wrapToken(token, status)), {
        code: 'TIMESTAMP_INVALID',
        details: { reason: 'refused', status: name, statusText: [] },
      });
    }
  });
}

test('tells what the authority says of a refusal, without its control characters', () => {
  const response = wrapToken(undefined, 2, texts('no \u001b[31m', 'really'), hexDecode('03020520'));
  assert.throws(
    () => parseTimestampResponse(response),
    (error: Error) => {
      assert.match(error.message, /rejection: "no \\u001b\[31m": "really"/);
      return true;
    },
  );
});

for (const [why, bytes] of [
  ['granted without a token', wrapToken(undefined)],
  ['bytes after it', Uint8Array.of(...wrapToken(TOKEN), 0)],
  ['two tokens', derEncode(0x30, hexDecode('3003020100'), TOKEN, TOKEN)],
  ['a token alone', TOKEN],
  ['nothing', new Uint8Array()],
  ['an indefinite length', hexDecode('308030030201003003020105' + '0000')],
  ['a negative status', derEncode(0x30, hexDecode('30030201ff'), TOKEN)],
] as const) {
  test(`refuses an answer with ${why}`, () => {
    assert.throws(() => parseTimestampResponse(bytes), { code: 'INPUT_INVALID' });
  });
}

test('refuses an answer that is too long', () => {
  assert.throws(() => parseTimestampResponse(new Uint8Array(TIMESTAMP_BYTES_MAX + 1)), {
    code: 'LIMIT_EXCEEDED',
  });
});
