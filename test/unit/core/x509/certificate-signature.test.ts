import assert from 'node:assert/strict';
import { constants, generateKeyPairSync, sign } from 'node:crypto';
import { describe, test } from 'node:test';
import { parseDer } from '../../../../src/core/encoding/der.ts';
import { derEncode, derEncodeUnsigned } from '../../../../src/core/encoding/der-writer.ts';
import { hexDecode } from '../../../../src/core/encoding/hex.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { parsePublicKeyDer } from '../../../../src/core/keys/public-key.ts';
import { findSignatureFault } from '../../../../src/core/x509/certificate-signature.ts';
import { ed25519Key } from '../../../helpers/test-keys.ts';

const MESSAGE = utf8Encode('to be signed');
const [rsa, ec] = [
  generateKeyPairSync('rsa', { modulusLength: 2048 }),
  generateKeyPairSync('ec', { namedCurve: 'P-256' }),
];
const [rsaKey, ecKey] = [rsa, ec].map(({ publicKey }) =>
  parsePublicKeyDer(new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))),
) as [ReturnType<typeof parsePublicKeyDer>, ReturnType<typeof parsePublicKeyDer>];
const edKey = ed25519Key(1);

const RSA_SHA256 = '06092a864886f70d01010b';
const ECDSA_SHA256 = '06082a8648ce3d040302';
const PSS = '06092a864886f70d01010a';
const SHA256 = '300d06096086480165030402010500';
const SHA512 = '300d06096086480165030402030500';
const SHA1 = '300906052b0e03021a0500';

const identifier = (...parts: readonly (string | Uint8Array)[]) =>
  derEncode(0x30, ...parts.map((part) => (typeof part === 'string' ? hexDecode(part) : part)));
const mgf1 = (hash: string) => identifier('06092a864886f70d010108', hash);
const pss = (hash: string, mask: string, ...more: readonly Uint8Array[]) =>
  identifier(PSS, derEncode(0x30, derEncode(0xa0, hexDecode(hash)), derEncode(0xa1, mgf1(mask)), ...more));
const salt = (length: number) =>
  derEncode(0xa2, derEncodeUnsigned(Uint8Array.of(length >> 8, length & 0xff)));

const pkcs1 = (hash: string) => new Uint8Array(sign(hash, MESSAGE, rsa.privateKey));
const ecdsa = (hash: string) => new Uint8Array(sign(hash, MESSAGE, ec.privateKey));
const pssSigned = (hash: string, saltLength: number) =>
  new Uint8Array(
    sign(hash, MESSAGE, { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
  );

function fault(algorithm: Uint8Array, signature: Uint8Array, key = rsaKey): string | undefined {
  const element = parseDer(algorithm);
  return findSignatureFault({ tbsDer: MESSAGE, innerAlgorithm: element, algorithm: element, signature }, key);
}

describe('findSignatureFault', () => {
  test('finds none in good signatures', () => {
    assert.equal(fault(identifier(RSA_SHA256, '0500'), pkcs1('sha256')), undefined);
    assert.equal(fault(identifier(RSA_SHA256), pkcs1('sha256')), undefined, 'NULL may be left out');
    assert.equal(fault(identifier('06092a864886f70d01010d', '0500'), pkcs1('sha512')), undefined);
    assert.equal(fault(identifier(ECDSA_SHA256), ecdsa('sha256'), ecKey), undefined);
    assert.equal(
      fault(identifier('06082a8648ce3d040304'), ecdsa('sha512'), ecKey),
      undefined,
      'a hash longer than the curve',
    );
    assert.equal(fault(identifier('06032b6570'), edKey.sign(MESSAGE), edKey.publicKey), undefined);
    assert.equal(fault(pss(SHA256, SHA256, salt(32)), pssSigned('sha256', 32)), undefined);
    assert.equal(
      fault(pss(SHA256, SHA256), pssSigned('sha256', 20)),
      undefined,
      'the default salt is 20 bytes',
    );
    assert.equal(fault(pss(SHA512, SHA512, salt(190)), pssSigned('sha512', 190)), undefined);
  });

  const refused: readonly (readonly [string, string | undefined, RegExp])[] = [
    ['another hash than it says', fault(identifier(RSA_SHA256, '0500'), pkcs1('sha512')), /does not verify/],
    [
      'a key of another algorithm',
      fault(identifier(RSA_SHA256, '0500'), pkcs1('sha256'), ecKey),
      /does not verify/,
    ],
    [
      'an ECDSA algorithm with an RSA key',
      fault(identifier(ECDSA_SHA256), ecdsa('sha256')),
      /does not verify/,
    ],
    ['Ed25519 with an RSA key', fault(identifier('06032b6570'), pkcs1('sha256')), /does not verify/],
    [
      'an RSA signature as IEEE P1363 ECDSA',
      fault(
        identifier(ECDSA_SHA256),
        new Uint8Array(sign('sha256', MESSAGE, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' })),
        ecKey,
      ),
      /does not verify/,
    ],
    ['PKCS#1 v1.5 that says PSS', fault(pss(SHA256, SHA256, salt(32)), pkcs1('sha256')), /does not verify/],
    [
      'PSS that says PKCS#1 v1.5',
      fault(identifier(RSA_SHA256, '0500'), pssSigned('sha256', 32)),
      /does not verify/,
    ],
    [
      'PSS with another salt length',
      fault(pss(SHA256, SHA256, salt(32)), pssSigned('sha256', 20)),
      /does not verify/,
    ],
    [
      'SHA-1 with RSA',
      fault(identifier('06092a864886f70d010105', '0500'), pkcs1('sha1')),
      /SHA-1 with RSA, which can be forged/,
    ],
    ['MD5 with RSA', fault(identifier('06092a864886f70d010104', '0500'), pkcs1('md5')), /MD5/],
    ['SHA-1 with ECDSA', fault(identifier('06072a8648ce3d0401'), ecdsa('sha1'), ecKey), /SHA-1 with ECDSA/],
    ['PSS with SHA-1', fault(pss(SHA1, SHA1, salt(20)), pssSigned('sha1', 20)), /other than SHA-2/],
    [
      'PSS with a SHA-1 mask',
      fault(pss(SHA256, SHA1, salt(32)), pssSigned('sha256', 32)),
      /other than SHA-2/,
    ],
    [
      'PSS with a salt past the limit',
      fault(pss(SHA256, SHA256, salt(513)), pssSigned('sha256', 32)),
      /other than SHA-2/,
    ],
    ['PSS without parameters', fault(identifier(PSS), pssSigned('sha256', 20)), /not supported/],
    [
      'PSS with the parameters left to their defaults',
      fault(identifier(PSS, '3000'), pssSigned('sha1', 20)),
      /cannot be read/,
    ],
    [
      'PSS that spells out the trailer',
      fault(pss(SHA256, SHA256, salt(32), hexDecode('a303020101')), pssSigned('sha256', 32)),
      /cannot be read/,
    ],
    ['RSA with other parameters', fault(identifier(RSA_SHA256, '020101'), pkcs1('sha256')), /not supported/],
    [
      'RSA with parameters twice',
      fault(identifier(RSA_SHA256, '0500', '0500'), pkcs1('sha256')),
      /not supported/,
    ],
    ['ECDSA with NULL', fault(identifier(ECDSA_SHA256, '0500'), ecdsa('sha256'), ecKey), /not supported/],
    [
      'Ed25519 with NULL',
      fault(identifier('06032b6570', '0500'), edKey.sign(MESSAGE), edKey.publicKey),
      /not supported/,
    ],
    ['an unknown algorithm', fault(identifier('06022a03'), pkcs1('sha256')), /1\.2\.3/],
    ['no algorithm', fault(identifier(), pkcs1('sha256')), /not supported/],
    ['an algorithm that is no identifier', fault(identifier('0500'), pkcs1('sha256')), /cannot be read/],
  ];
  for (const [what, actual, message] of refused) {
    test(`refuses ${what}`, () => assert.match(actual ?? 'no fault', message));
  }
});
