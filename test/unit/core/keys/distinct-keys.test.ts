import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { describe, it } from 'node:test';
import { derEncode } from '../../../../src/core/encoding/der-writer.ts';
import { hexDecode } from '../../../../src/core/encoding/hex.ts';
import { distinctKeys } from '../../../../src/core/keys/distinct-keys.ts';
import { parsePublicKeyDer } from '../../../../src/core/keys/public-key.ts';
import { ecdsaKey, ed25519Key } from '../../../helpers/test-keys.ts';

const p256 = ecdsaKey('P-256', 1).publicKey;

/** The same key with its point compressed. */
function compressed(): ReturnType<typeof parsePublicKeyDer> {
  const { x = '', y = '' } = createPublicKey({
    key: Buffer.from(p256.spkiDer),
    format: 'der',
    type: 'spki',
  }).export({
    format: 'jwk',
  });
  const isOdd = (Buffer.from(y, 'base64url').at(-1) ?? 0) % 2;
  const point = Buffer.concat([Uint8Array.of(0, 2 + isOdd), Buffer.from(x, 'base64url')]);
  const algorithm = hexDecode('301306072a8648ce3d020106082a8648ce3d030107');
  return parsePublicKeyDer(derEncode(0x30, algorithm, derEncode(0x03, point)));
}

describe('distinctKeys', () => {
  it('counts a key once, whatever the encoding of its point', () => {
    const twin = compressed();
    assert.notEqual(twin.keyid, p256.keyid);
    assert.deepEqual(distinctKeys([p256, twin, p256]), [p256]);
  });

  it('keeps different keys in their order', () => {
    const keys = [ed25519Key(1), ecdsaKey('P-384', 1), ecdsaKey('P-256', 2), ed25519Key(2)].map(
      ({ publicKey }) => publicKey,
    );
    assert.deepEqual(distinctKeys(keys), keys);
  });
});
