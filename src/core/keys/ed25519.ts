/**
 * Ed25519 (RFC 8032) by its strict rules. RFC 8032 leaves room, and verifiers that use it differently disagree about the same
 * signature; a proof must not depend on who checks it. So: encodings of points are canonical, S is below the group
 * order, and neither the public key nor R is of small order (a small-order key "signs" any message).
 */
import { verify } from 'node:crypto';
import { hashes, Point, sign } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { hexEncode } from '../encoding/hex.ts';
import { StellaError } from '../errors.ts';

hashes.sha512 = sha512;

/** id-Ed25519, RFC 8410 section 3. */
export const ED25519_OID = '1.3.101.112';

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const GROUP_ORDER = Point.CURVE().n;
/** The y of the eight points whose order divides the cofactor, little-endian: 1, -1, 0 and two of order eight. */
const SMALL_ORDER_Y = new Set([
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
]);
/** y from 2^255 - 19 on, little-endian. */
const NOT_BELOW_PRIME = /^(?:e[d-f]|f[0-9a-f])(?:ff){30}7f$/;

/**
 * Checks the 32 bytes of a public key.
 * @throws StellaError INPUT_INVALID for another length, a point that is not on the curve, not canonical or of small order
 */
export function checkEd25519PublicKey(publicKey: Uint8Array): void {
  if (publicKey.length !== KEY_BYTES)
    throw invalid(`expected ${KEY_BYTES} bytes, received ${publicKey.length}`);
  if (strictPoint(publicKey) === null)
    throw invalid('the point is not on the curve, not canonical or of small order');
}

/**
 * True when the 64 bytes of `signature` over `message` verify under the 32 bytes of `publicKey`. Never throws.
 *
 * The group equation of RFC 8032 section 5.1.7, [8][S]B = [8]R + [8][k]A, with its left side as [4][S](2B): noble multiplies B
 * itself by way of a table, and making that table takes five times as long as one verification.
 */
export function isEd25519SignatureValid(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (publicKey.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  if (isAcceptedByOpenssl(publicKey, message, signature)) return true;
  const encodedR = signature.subarray(0, KEY_BYTES);
  const [A, R] = [strictPoint(publicKey), strictPoint(encodedR)];
  const S = littleEndian(signature.subarray(KEY_BYTES));
  if (A === null || R === null || S >= GROUP_ORDER) return false;
  const hash = sha512.create().update(encodedR).update(publicKey).update(message).digest();
  const k = littleEndian(hash) % GROUP_ORDER;
  const left = timesTwo(Point.BASE.double().multiply(S, false), 2);
  const right = timesTwo(R.add(A.multiply(k, false)), 3);
  return left.equals(right);
}

/**
 * True when OpenSSL accepts the signature and neither point is of small order: then the rules above accept it as well, and the
 * slow arithmetic of JavaScript can be spared. OpenSSL refuses S that is not below the group order, compares the encoding of R
 * byte by byte, and its equation without the cofactor implies the one with it. That it refuses decides nothing, nor that it was
 * built without Ed25519.
 */
function isAcceptedByOpenssl(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if ([publicKey, signature.subarray(0, KEY_BYTES)].some(isWeakEncoding)) return false;
  // As a JWK (RFC 8037): OpenSSL's decoder of DER takes longer to be found than the signature to be checked.
  const key = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') };
  try {
    return verify(null, message, { key, format: 'jwk' }, signature);
  } catch {
    return false;
  }
}

/** True for an encoding whose y is not below the prime, or is that of a point of small order. */
function isWeakEncoding(encoded: Uint8Array): boolean {
  const y = Uint8Array.from(encoded);
  y[KEY_BYTES - 1] = (y[KEY_BYTES - 1] ?? 0) & 0x7f;
  const hex = hexEncode(y);
  return SMALL_ORDER_Y.has(hex) || NOT_BELOW_PRIME.test(hex);
}

/** The 64 bytes of the signature over `message` by the key of the 32 bytes `seed`. Deterministic (RFC 8032 section 5.1.6). */
export function signEd25519(seed: Uint8Array, message: Uint8Array): Uint8Array {
  return sign(message, seed);
}

/** The point, or null when the encoding is not canonical, not on the curve, or of a point of small order. */
function strictPoint(encoded: Uint8Array): Point | null {
  try {
    const point = Point.fromBytes(encoded, false);
    return point.isSmallOrder() ? null : point;
  } catch {
    return null;
  }
}

/** The point, doubled `count` times. */
function timesTwo(point: Point, count: number): Point {
  return count === 0 ? point : timesTwo(point.double(), count - 1);
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${hexEncode(bytes.toReversed())}`);
}

function invalid(message: string): StellaError {
  return new StellaError('INPUT_INVALID', `Ed25519: ${message}`);
}
