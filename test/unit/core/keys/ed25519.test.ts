import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify as verifyByOpenssl } from 'node:crypto';
import { describe, test } from 'node:test';
import { Point, utils, verify } from '@noble/ed25519';
import { hexDecode, hexEncode } from '../../../../src/core/encoding/hex.ts';
import { isEd25519SignatureValid, signEd25519 } from '../../../../src/core/keys/ed25519.ts';

/** RFC 8032 section 7.1, TEST 3. */
const SEED = hexDecode('c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7');
const KEY = hexDecode('fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025');
const MESSAGE = hexDecode('af82');
const SIGNATURE = hexDecode(
  '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
);
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The y of every point of small order, found from one of order eight. */
const SMALL_ORDER_Y = Array.from({ length: 8 }, (_, i) => {
  const generator = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
  const point = i === 0 ? Point.ZERO : generator.multiplyUnsafe(BigInt(i));
  const y = point.toBytes();
  y[31] = (y[31] ?? 0) & 0x7f;
  return hexEncode(y);
});

const toInteger = (bytes: Uint8Array) => BigInt(`0x${hexEncode(bytes.toReversed())}`);
const toBytes = (value: bigint) => hexDecode(value.toString(16).padStart(64, '0')).reverse();
const join = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
const challenge = (r: Uint8Array, key: Uint8Array) =>
  toInteger(createHash('sha512').update(r).update(key).update(MESSAGE).digest()) % ORDER;

describe('isEd25519SignatureValid', () => {
  test('accepts the RFC 8032 vector, and signing gives it', () => {
    assert.ok(isEd25519SignatureValid(KEY, MESSAGE, SIGNATURE));
    assert.deepEqual(signEd25519(SEED, MESSAGE), SIGNATURE);
  });

  test('refuses every signature with one bit changed', () => {
    for (let bit = 0; bit < 512; bit += 7) {
      const changed = Uint8Array.from(SIGNATURE);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.equal(isEd25519SignatureValid(KEY, MESSAGE, changed), false, `bit ${bit}`);
    }
  });

  test('refuses S plus the group order, which satisfies the same equation', () => {
    const s = toInteger(SIGNATURE.subarray(32)) + ORDER;
    assert.equal(isEd25519SignatureValid(KEY, MESSAGE, join(SIGNATURE.subarray(0, 32), toBytes(s))), false);
  });

  test('refuses other lengths of signature and key without an exception', () => {
    for (const length of [0, 32, 63, 65, 128]) {
      assert.equal(isEd25519SignatureValid(KEY, MESSAGE, new Uint8Array(length)), false);
    }
    assert.equal(isEd25519SignatureValid(KEY.subarray(1), MESSAGE, SIGNATURE), false);
  });

  test('refuses an R of small order that solves the equation, which noble alone lets pass', () => {
    const neutral = Point.ZERO.toBytes();
    const s = (challenge(neutral, KEY) * secretScalar()) % ORDER;
    const forged = join(neutral, toBytes(s));
    assert.ok(
      verify(forged, MESSAGE, KEY, { zip215: false }),
      'noble no longer accepts it: the extra check may go',
    );
    assert.equal(isEd25519SignatureValid(KEY, MESSAGE, forged), false);
  });

  test('refuses a key of small order, under which one signature fits every message', () => {
    const neutral = Point.ZERO.toBytes();
    const forged = join(Point.BASE.toBytes(), toBytes(1n));
    assert.ok(verify(forged, MESSAGE, neutral), 'the forgery is one by the lax rules');
    assert.equal(isEd25519SignatureValid(neutral, MESSAGE, forged), false);
  });

  test('accepts what only the equation with the cofactor accepts, as OpenSSL does not', () => {
    const torsion = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
    const r = Point.BASE.multiply(5n).add(torsion).toBytes();
    const mixed = join(r, toBytes((5n + challenge(r, KEY) * secretScalar()) % ORDER));
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(KEY).toString('base64url') },
      format: 'jwk',
    });
    assert.equal(verifyByOpenssl(null, MESSAGE, key, mixed), false);
    assert.ok(isEd25519SignatureValid(KEY, MESSAGE, mixed));
  });

  test('refuses every point of small order as key and as R, in every encoding', () => {
    for (const y of SMALL_ORDER_Y.map((hex) => hexDecode(hex))) {
      for (const sign of [0, 0x80]) {
        const weak = Uint8Array.from(y);
        weak[31] = (weak[31] ?? 0) | sign;
        const s = toBytes((challenge(weak, KEY) * secretScalar()) % ORDER);
        assert.equal(isEd25519SignatureValid(KEY, MESSAGE, join(weak, s)), false);
        for (const r of [weak, Point.ZERO.toBytes(), Point.BASE.toBytes()])
          for (const s of [0n, 1n])
            assert.equal(isEd25519SignatureValid(weak, MESSAGE, join(r, toBytes(s))), false);
      }
    }
  });

  test('refuses encodings of R that are not reduced', () => {
    for (const hex of [`ed${'ff'.repeat(30)}7f`, `ee${'ff'.repeat(30)}7f`, `01${'00'.repeat(30)}80`]) {
      const forged = join(hexDecode(hex), toBytes((challenge(hexDecode(hex), KEY) * secretScalar()) % ORDER));
      assert.equal(isEd25519SignatureValid(KEY, MESSAGE, forged), false, hex);
    }
  });
});

function secretScalar(): bigint {
  return utils.getExtendedPublicKey(SEED).scalar;
}
