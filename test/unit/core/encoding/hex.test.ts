import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hexDecode, hexEncode } from '../../../../src/core/encoding/hex.ts';

test('hexEncode and hexDecode are each other’s inverse, as node:buffer has it', () => {
  const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  assert.equal(hexEncode(every), Buffer.from(every).toString('hex'));
  assert.deepEqual(hexDecode(hexEncode(every)), every);
  assert.equal(hexEncode(new Uint8Array(0)), '');
  assert.deepEqual(hexDecode(''), new Uint8Array(0));
});

describe('hexDecode refuses', () => {
  for (const text of ['0', 'AB', 'aB', 'zz', ' 00', '00 ', '0x00', '00\n', '٠٠', '-1', '0.', '+f']) {
    test(JSON.stringify(text), () => {
      assert.throws(() => hexDecode(text), { code: 'INPUT_INVALID', message: /^not lowercase hex: "/ });
    });
  }
});
