import assert from 'node:assert/strict';
import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, test } from 'node:test';
import { derEncode, derEncodeUnsigned } from '../../../../src/core/encoding/der-writer.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { parsePublicKeyDer } from '../../../../src/core/keys/public-key.ts';
import { isSignatureValid } from '../../../../src/core/keys/signature.ts';
import { ed25519Key } from '../../../helpers/test-keys.ts';

const MESSAGE = utf8Encode('DSSEv1 4 type 4 body');
const keyOf = (key: KeyObject) =>
  parsePublicKeyDer(new Uint8Array(key.export({ type: 'spki', format: 'der' })));
const CURVES = [
  ['P-256', 'sha256', 'sha384'],
  ['P-384', 'sha384', 'sha256'],
  ['P-521', 'sha512', 'sha256'],
] as const;

describe('isSignatureValid', () => {
  for (const [namedCurve, hash, otherHash] of CURVES) {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
    const key = keyOf(publicKey);
    const der = new Uint8Array(sign(hash, MESSAGE, { key: privateKey, dsaEncoding: 'der' }));
    const fixed = new Uint8Array(sign(hash, MESSAGE, { key: privateKey, dsaEncoding: 'ieee-p1363' }));

    test(`accepts ${namedCurve} signatures as DER and as IEEE P1363`, () => {
      assert.ok(isSignatureValid(key, MESSAGE, der));
      assert.ok(isSignatureValid(key, MESSAGE, fixed));
    });

    test(`refuses ${namedCurve} with another hash, message or key`, () => {
      assert.equal(
        isSignatureValid(key, MESSAGE, new Uint8Array(sign(otherHash, MESSAGE, privateKey))),
        false,
      );
      assert.equal(isSignatureValid(key, MESSAGE.subarray(1), der), false);
      const other = keyOf(generateKeyPairSync('ec', { namedCurve }).publicKey);
      assert.equal(isSignatureValid(other, MESSAGE, der), false);
      assert.equal(isSignatureValid(ed25519Key(1).publicKey, MESSAGE, fixed.subarray(0, 64)), false);
    });

    test(`refuses ${namedCurve} signatures in any other encoding of the same numbers`, () => {
      const [r, s] = [fixed.subarray(0, fixed.length / 2), fixed.subarray(fixed.length / 2)];
      const [encodedR, encodedS] = [derEncodeUnsigned(r), derEncodeUnsigned(s)];
      const padded = derEncode(0x02, Uint8Array.of(0, 0), r);
      const forms: readonly (readonly [string, Uint8Array])[] = [
        ['a byte after it', Uint8Array.of(...der, 0)],
        ['a padded integer', derEncode(0x30, padded, encodedS)],
        ['a third integer', derEncode(0x30, encodedR, encodedS, encodedR)],
        ['a set', derEncode(0x31, encodedR, encodedS)],
        ['an indefinite length', Uint8Array.of(0x30, 0x80, ...encodedR, ...encodedS, 0, 0)],
        ['halves that are too long', Uint8Array.of(0, ...r, 0, ...s)],
        ['halves that are cut', Uint8Array.of(...r.subarray(1), ...s.subarray(1))],
        ['zeros', new Uint8Array(fixed.length)],
        [
          'zeros as DER',
          derEncode(0x30, derEncodeUnsigned(Uint8Array.of(0)), derEncodeUnsigned(Uint8Array.of(0))),
        ],
        ['nothing', new Uint8Array()],
      ];
      for (const [what, signature] of forms)
        assert.equal(isSignatureValid(key, MESSAGE, signature), false, what);
    });
  }

  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const rsaKey = keyOf(publicKey);
  const pss = (hash: string, saltLength: number) =>
    new Uint8Array(
      sign(hash, MESSAGE, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
    );

  test('accepts RSA signatures with SHA-256 as PKCS#1 v1.5 and as PSS', () => {
    assert.ok(isSignatureValid(rsaKey, MESSAGE, new Uint8Array(sign('sha256', MESSAGE, privateKey))));
    assert.ok(isSignatureValid(rsaKey, MESSAGE, pss('sha256', 32)));
  });

  test('refuses RSA signatures with another hash, salt or length', () => {
    const good = new Uint8Array(sign('sha256', MESSAGE, privateKey));
    const forms: readonly (readonly [string, Uint8Array])[] = [
      ['SHA-1', new Uint8Array(sign('sha1', MESSAGE, privateKey))],
      ['SHA-512', new Uint8Array(sign('sha512', MESSAGE, privateKey))],
      ['PSS with SHA-512', pss('sha512', 32)],
      ['PSS without salt', pss('sha256', 0)],
      ['PSS with a longer salt', pss('sha256', 64)],
      ['a zero before it', Uint8Array.of(0, ...good)],
      ['a byte after it', Uint8Array.of(...good, 0)],
      ['one byte less', good.subarray(1)],
      ['all ones', new Uint8Array(256).fill(0xff)],
      ['zeros', new Uint8Array(256)],
      ['nothing', new Uint8Array()],
    ];
    for (const [what, signature] of forms)
      assert.equal(isSignatureValid(rsaKey, MESSAGE, signature), false, what);
  });

  test('accepts Ed25519 and refuses it for another message', () => {
    const key = ed25519Key(7);
    assert.ok(isSignatureValid(key.publicKey, MESSAGE, key.sign(MESSAGE)));
    assert.equal(isSignatureValid(key.publicKey, MESSAGE.subarray(1), key.sign(MESSAGE)), false);
  });
});
