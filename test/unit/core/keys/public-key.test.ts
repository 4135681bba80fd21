import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { derEncode, derEncodeUnsigned } from '../../../../src/core/encoding/der-writer.ts';
import { hexDecode } from '../../../../src/core/encoding/hex.ts';
import { renderPem } from '../../../../src/core/encoding/pem.ts';
import {
  parsePublicKeyDer,
  parsePublicKeyPem,
  SPKI_BYTES_MAX,
} from '../../../../src/core/keys/public-key.ts';
import { RSA_BITS_MAX, RSA_BITS_MIN } from '../../../../src/core/keys/rsa.ts';
import { ed25519Key, ed25519Pem } from '../../../helpers/test-keys.ts';

const ED25519 = '06032b6570';
const EC = '06072a8648ce3d0201';
const P256 = '06082a8648ce3d030107';
const RSA = '06092a864886f70d010101';
/** The base point of P-256, uncompressed and compressed. */
const GX = '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296';
const GY = '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5';
const [UNCOMPRESSED, COMPRESSED] = [`04${GX}${GY}`, `03${GX}`];

function spki(algorithm: string, key: string | Uint8Array): Uint8Array {
  const bits = typeof key === 'string' ? hexDecode(key) : key;
  return derEncode(0x30, derEncode(0x30, hexDecode(algorithm)), derEncode(0x03, Uint8Array.of(0), bits));
}

/** An RSA key of `bits` bits; whether the modulus is a product of primes is for no reader to see. */
function rsaSpki(bits: number, exponent = '010001', lastByte = 0x01): Uint8Array {
  const modulus = new Uint8Array(Math.ceil(bits / 8)).fill(0xa5);
  modulus[0] = 1 << ((bits - 1) % 8);
  modulus[modulus.length - 1] = lastByte;
  const key = derEncode(0x30, derEncodeUnsigned(modulus), derEncodeUnsigned(hexDecode(exponent)));
  return spki(`${RSA}0500`, key);
}

describe('parsePublicKeyDer', () => {
  test('reads Ed25519, P-256, P-384, P-521 and RSA keys as node writes them', () => {
    const pairs = [
      ['ed25519', 256, generateKeyPairSync('ed25519')],
      ['ecdsa-p256', 256, generateKeyPairSync('ec', { namedCurve: 'P-256' })],
      ['ecdsa-p384', 384, generateKeyPairSync('ec', { namedCurve: 'P-384' })],
      ['ecdsa-p521', 521, generateKeyPairSync('ec', { namedCurve: 'P-521' })],
      ['rsa', 2048, generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ] as const;
    for (const [algorithm, bits, { publicKey }] of pairs) {
      const der = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
      const key = parsePublicKeyDer(der);
      const keyid = createHash('sha256').update(der).digest('hex');
      assert.deepEqual([key.algorithm, key.bits, key.keyid], [algorithm, bits, keyid]);
    }
  });

  test('reads compressed points', () => {
    assert.equal(parsePublicKeyDer(spki(EC + P256, COMPRESSED)).algorithm, 'ecdsa-p256');
  });

  test('reads RSA keys up to the limit, with the smallest exponent', () => {
    assert.equal(parsePublicKeyDer(rsaSpki(RSA_BITS_MIN, '03')).bits, RSA_BITS_MIN);
    assert.equal(parsePublicKeyDer(rsaSpki(2049)).bits, 2049);
    assert.equal(parsePublicKeyDer(rsaSpki(RSA_BITS_MAX)).bits, RSA_BITS_MAX);
    assert.equal(parsePublicKeyDer(rsaSpki(2048, 'ffffffffffffffff')).bits, 2048);
  });

  const GOOD_ED25519 = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
  const refused: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['nothing', new Uint8Array(), /malformed/],
    ['a byte after the key', Uint8Array.of(...spki(ED25519, GOOD_ED25519), 0), /1 bytes after the end/],
    ['another algorithm', spki('06032b6571', '00'.repeat(57)), /received algorithm 1\.3\.101\.113/],
    ['a key restricted to PSS', spki('06092a864886f70d01010a', '00'), /1\.2\.840\.113549\.1\.1\.10/],
    ['Ed25519 with parameters', spki(`${ED25519}0500`, GOOD_ED25519), /unexpected member/],
    ['Ed25519 of 31 bytes', spki(ED25519, GOOD_ED25519.slice(2)), /expected 32 bytes, received 31/],
    ['an Ed25519 point that is not on the curve', spki(ED25519, `02${'00'.repeat(31)}`), /not on the curve/],
    ['the Ed25519 neutral element', spki(ED25519, `01${'00'.repeat(31)}`), /small order/],
    [
      'an Ed25519 point of order 8',
      spki(ED25519, '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'),
      /small order/,
    ],
    ['an Ed25519 y that is not reduced', spki(ED25519, `ee${'ff'.repeat(30)}7f`), /not canonical/],
    ['EC with explicit parameters', spki(`${EC}3000`, UNCOMPRESSED), /expected oid, received sequence/],
    ['EC without a curve', spki(EC, UNCOMPRESSED), /missing/],
    ['secp256k1', spki(`${EC}06052b8104000a`, UNCOMPRESSED), /received 1\.3\.132\.0\.10/],
    ['a P-256 point that is not on the curve', spki(EC + P256, `04${GX}${GX}`), /not on prime256v1/],
    ['a compressed P-256 x without a point', spki(EC + P256, `02${'00'.repeat(31)}04`), /not on prime256v1/],
    ['the P-256 point at infinity', spki(EC + P256, '00'), /not an encoding/],
    ['a hybrid P-256 point', spki(EC + P256, `07${GX}${GY}`), /not an encoding/],
    ['a P-256 point for P-384', spki(`${EC}06052b81040022`, UNCOMPRESSED), /not an encoding/],
    ['RSA without NULL parameters', spki(RSA, derEncode(0x30)), /missing: null/],
    ['RSA of 2047 bits', rsaSpki(2047), /received 2047/],
    ['RSA of 1024 bits', rsaSpki(1024), /2048 to 16384 bits, received 1024/],
    ['RSA above the limit', rsaSpki(RSA_BITS_MAX + 1), /received 16385/],
    ['RSA with an even modulus', rsaSpki(2048, '010001', 2), /odd modulus/],
    ['RSA with exponent 1', rsaSpki(2048, '01'), /exponent from 3/],
    ['RSA with an even exponent', rsaSpki(2048, '04'), /exponent/],
    ['RSA with an exponent of 65 bits', rsaSpki(2048, '010000000000000001'), /exponent/],
    [
      'unused bits after the key',
      derEncode(0x30, derEncode(0x30, hexDecode(ED25519)), hexDecode('03020140')),
      /does not end on an octet/,
    ],
    ['a key past the length limit', new Uint8Array(SPKI_BYTES_MAX + 1), /at most 8192/],
  ];
  for (const [what, der, message] of refused) {
    test(`refuses ${what}`, () =>
      assert.throws(() => parsePublicKeyDer(der), { code: 'INPUT_INVALID', message }));
  }
});

describe('parsePublicKeyPem', () => {
  const { spkiDer, keyid } = ed25519Key(1).publicKey;
  const pem = renderPem('PUBLIC KEY', spkiDer);

  test('reads one PUBLIC KEY block', () => assert.equal(parsePublicKeyPem(pem).keyid, keyid));

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['no block', 'hello', /received no PEM block/],
    ['two keys', pem + pem, /received PUBLIC KEY, PUBLIC KEY/],
    ['a certificate', renderPem('CERTIFICATE', spkiDer), /received CERTIFICATE/],
    ['an RSA PUBLIC KEY of PKCS#1', renderPem('RSA PUBLIC KEY', spkiDer), /received RSA PUBLIC KEY/],
    ['a private key', ed25519Pem(1), /received PRIVATE KEY/],
  ];
  for (const [what, text, message] of refused) {
    test(`refuses ${what}`, () =>
      assert.throws(() => parsePublicKeyPem(text), { code: 'INPUT_INVALID', message }));
  }
});
