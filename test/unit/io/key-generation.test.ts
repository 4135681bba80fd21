import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8Encode } from '../../../src/core/encoding/utf8.ts';
import { hasEncryptedPrivateKey, parsePrivateKeyPem } from '../../../src/core/keys/private-key.ts';
import { parsePublicKeyPem } from '../../../src/core/keys/public-key.ts';
import { isSignatureValid } from '../../../src/core/keys/signature.ts';
import { generateKeyPair } from '../../../src/io/key-generation.ts';

for (const algorithm of ['ed25519', 'ecdsa-p256'] as const) {
  test(`makes ${algorithm} pairs whose halves belong together, each another one`, () => {
    const pair = generateKeyPair(algorithm);
    const message = utf8Encode('m');
    const signature = parsePrivateKeyPem(pair.privateKeyPem).sign(message);
    assert.ok(isSignatureValid(parsePublicKeyPem(pair.publicKeyPem), message, signature));
    assert.equal(pair.publicKey.algorithm, algorithm);
    assert.notEqual(generateKeyPair(algorithm).publicKey.keyid, pair.publicKey.keyid);
  });

  test(`encrypts a ${algorithm} private key when a passphrase is given`, () => {
    const pair = generateKeyPair(algorithm, 'open sesame');
    assert.ok(hasEncryptedPrivateKey(pair.privateKeyPem));
    const key = parsePrivateKeyPem(pair.privateKeyPem, 'open sesame');
    assert.equal(key.publicKey.keyid, pair.publicKey.keyid);
    assert.throws(() => parsePrivateKeyPem(pair.privateKeyPem, 'open'), { code: 'INPUT_INVALID' });
  });
}
