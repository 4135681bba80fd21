import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, test } from 'node:test';
import { renderPem } from '../../../../src/core/encoding/pem.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { hasEncryptedPrivateKey, parsePrivateKeyPem } from '../../../../src/core/keys/private-key.ts';
import { isSignatureValid } from '../../../../src/core/keys/signature.ts';
import { ed25519Pem } from '../../../helpers/test-keys.ts';

const MESSAGE = utf8Encode('what is signed');
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const P256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const P384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
const P521 = generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey;
const ED25519 = generateKeyPairSync('ed25519').privateKey;

const pem = (key: KeyObject, type: 'pkcs8' | 'sec1' | 'pkcs1') =>
  key.export({ type, format: 'pem' }).toString();
const encrypted = (key: KeyObject, passphrase: string) =>
  key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString();

describe('parsePrivateKeyPem', () => {
  const keys: readonly (readonly [string, string])[] = [
    ['Ed25519 in PKCS#8', pem(ED25519, 'pkcs8')],
    ['P-256 in PKCS#8', pem(P256, 'pkcs8')],
    ['P-384 in PKCS#8', pem(P384, 'pkcs8')],
    ['P-521 in PKCS#8', pem(P521, 'pkcs8')],
    ['RSA in PKCS#8', pem(RSA, 'pkcs8')],
    ['EC PRIVATE KEY', pem(P256, 'sec1')],
    [
      'EC PRIVATE KEY after EC PARAMETERS',
      renderPem('EC PARAMETERS', Uint8Array.of(5, 0)) + pem(P256, 'sec1'),
    ],
    ['RSA PRIVATE KEY', pem(RSA, 'pkcs1')],
  ];
  for (const [what, text] of keys) {
    test(`signs with ${what}, the same each time, and the signature verifies`, () => {
      const key = parsePrivateKeyPem(text);
      const signature = key.sign(MESSAGE);
      assert.ok(isSignatureValid(key.publicKey, MESSAGE, signature));
      assert.deepEqual(parsePrivateKeyPem(text).sign(MESSAGE), signature);
      assert.notDeepEqual(key.sign(MESSAGE.subarray(1)), signature);
    });
  }

  test('opens an encrypted key with its passphrase, which may be empty or not ASCII', () => {
    for (const passphrase of ['correct horse', '', 'pässwörd 🐎']) {
      const text = encrypted(ED25519, passphrase);
      assert.ok(hasEncryptedPrivateKey(text));
      const key = parsePrivateKeyPem(text, passphrase);
      assert.equal(key.publicKey.keyid, parsePrivateKeyPem(pem(ED25519, 'pkcs8')).publicKey.keyid);
    }
  });

  test('takes a plain key whatever passphrase is given', () => {
    assert.equal(hasEncryptedPrivateKey(ed25519Pem(1)), false);
    assert.equal(parsePrivateKeyPem(ed25519Pem(1), 'x').publicKey.algorithm, 'ed25519');
  });

  test('holds the secret where nobody reaches it', () => {
    const key = parsePrivateKeyPem(ed25519Pem(0x41));
    assert.deepEqual(Object.keys(key).sort(), ['publicKey', 'sign']);
    assert.ok(!JSON.stringify(key).includes('QUFB'));
  });

  const refused: readonly (readonly [string, () => unknown, RegExp])[] = [
    ['a missing passphrase', () => parsePrivateKeyPem(encrypted(P256, 'a')), /a passphrase is needed/],
    [
      'a wrong passphrase',
      () => parsePrivateKeyPem(encrypted(P256, 'a'), 'b'),
      /passphrase is wrong, or the key damaged/,
    ],
    [
      'a public key',
      () => parsePrivateKeyPem(renderPem('PUBLIC KEY', Uint8Array.of(1))),
      /received PUBLIC KEY/,
    ],
    [
      'two keys',
      () => parsePrivateKeyPem(ed25519Pem(1) + ed25519Pem(2)),
      /received PRIVATE KEY, PRIVATE KEY/,
    ],
    ['no key', () => parsePrivateKeyPem(''), /received no PEM block/],
    [
      'damaged bytes',
      () => parsePrivateKeyPem(renderPem('PRIVATE KEY', Uint8Array.of(0x30, 0))),
      /not a key that can be read/,
    ],
    [
      'an old encrypted key with headers',
      () =>
        parsePrivateKeyPem(
          P256.export({ type: 'sec1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'a' }).toString(),
          'a',
        ),
      /received a header/,
    ],
    [
      'secp256k1',
      () =>
        parsePrivateKeyPem(pem(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey, 'pkcs8')),
      /expected curve/,
    ],
    [
      'X25519',
      () => parsePrivateKeyPem(pem(generateKeyPairSync('x25519').privateKey, 'pkcs8')),
      /1\.3\.101\.110/,
    ],
    [
      'RSA of 1024 bits',
      () => parsePrivateKeyPem(pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey, 'pkcs8')),
      /received 1024/,
    ],
  ];
  for (const [what, read, message] of refused) {
    test(`refuses ${what}`, () => assert.throws(read, { code: 'INPUT_INVALID', message }));
  }
});
