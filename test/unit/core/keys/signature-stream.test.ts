import assert from 'node:assert/strict';
import { constants, generateKeyPairSync, sign } from 'node:crypto';
import { describe, it } from 'node:test';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { parsePublicKeyDer } from '../../../../src/core/keys/public-key.ts';
import {
  ED25519_MESSAGE_BYTES_MAX,
  startSignatureCheck,
} from '../../../../src/core/keys/signature-stream.ts';
import type { PublicKey, SignatureHash } from '../../../../src/core/keys/types.ts';
import { ecdsaKey, ed25519Key } from '../../../helpers/test-keys.ts';

const message = utf8Encode('piece by piece '.repeat(100));

function check(key: PublicKey, signature: Uint8Array, bytes = message, otherHash?: SignatureHash): boolean {
  const stream = startSignatureCheck(key, signature, otherHash);
  for (let start = 0; start < bytes.length; start += 7) stream.update(bytes.subarray(start, start + 7));
  return stream.isValid();
}

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const rsaKey = parsePublicKeyDer(new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })));
const rsa = (padding: number, saltLength?: number) =>
  new Uint8Array(
    sign('sha256', message, {
      key: privateKey,
      padding,
      ...(saltLength === undefined ? {} : { saltLength }),
    }),
  );

const cases: Readonly<Record<string, readonly [PublicKey, Uint8Array]>> = {
  Ed25519: [ed25519Key(1).publicKey, ed25519Key(1).sign(message)],
  'P-256': [ecdsaKey('P-256', 1).publicKey, ecdsaKey('P-256', 1).sign(message)],
  'P-384': [ecdsaKey('P-384', 1).publicKey, ecdsaKey('P-384', 1).sign(message)],
  'P-521': [ecdsaKey('P-521', 1).publicKey, ecdsaKey('P-521', 1).sign(message)],
  'RSA PKCS#1 v1.5': [rsaKey, rsa(constants.RSA_PKCS1_PADDING)],
  'RSA PSS': [rsaKey, rsa(constants.RSA_PKCS1_PSS_PADDING, 32)],
};

describe('startSignatureCheck', () => {
  for (const [name, [key, signature]] of Object.entries(cases)) {
    it(`verifies ${name} over bytes that come in pieces`, () => {
      assert.ok(check(key, signature));
    });
    it(`refuses ${name} over other bytes, and other signatures`, () => {
      assert.equal(check(key, signature, message.subarray(1)), false);
      assert.equal(check(key, signature.with(9, (signature[9] ?? 0) ^ 1)), false);
      assert.equal(check(key, signature.subarray(1)), false);
      assert.equal(check(key, new Uint8Array()), false);
    });
  }

  it('verifies ECDSA in the form of IEEE P1363', () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = parsePublicKeyDer(new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' })));
    const signature = sign('sha256', message, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' });
    assert.ok(check(key, new Uint8Array(signature)));
  });

  it('takes another hash than the curve’s only where it is told to', () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const key = parsePublicKeyDer(new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' })));
    const signature = new Uint8Array(sign('sha256', message, pair.privateKey));
    assert.equal(check(key, signature), false);
    assert.ok(check(key, signature, message, 'sha256'));
  });

  it('keeps no more bytes for Ed25519 than its limit', () => {
    const stream = startSignatureCheck(ed25519Key(1).publicKey, new Uint8Array(64));
    const chunk = new Uint8Array(ED25519_MESSAGE_BYTES_MAX / 8);
    for (let i = 0; i < 8; i++) stream.update(chunk);
    assert.throws(() => stream.update(Uint8Array.of(1)), { code: 'LIMIT_EXCEEDED' });
  });
});
