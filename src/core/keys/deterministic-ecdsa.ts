/**
 * ECDSA signatures with the nonce of RFC 6979, so that the same key signs the same bytes alike on every host: a proof bundle
 * is reproducible to the byte (formats.md section 6). node:crypto only offers random nonces, but its ECDH multiplies the base
 * point by a scalar of our choice in constant time, which is the part that must not be written by hand.
 */
import { createECDH, createHash, createHmac } from 'node:crypto';
import { DER_TAG } from '../encoding/der.ts';
import { derEncode, derEncodeUnsigned } from '../encoding/der-writer.ts';
import { hexEncode } from '../encoding/hex.ts';
import type { Curve } from './ecdsa.ts';

/**
 * The DER signature over `message` by the private scalar `secret` (`curve.size` bytes, big-endian), hashed with the curve's
 * own hash. RFC 6979 section 3.2 with FIPS 186-5 section 6.4.1.
 */
export function signEcdsa(curve: Curve, secret: Uint8Array, message: Uint8Array): Uint8Array {
  const { order } = curve;
  const digest = createHash(curve.hash).update(message).digest();
  const d = toInteger(secret);
  const z = truncatedDigest(digest, curve);
  for (const k of nonces(curve, secret, digest)) {
    const r = basePointX(curve, k) % order;
    const s = (inverse(k, order) * ((z + r * d) % order)) % order;
    if (r !== 0n && s !== 0n) return encodeSignature(r, s, curve.size);
  }
  throw new Error('unreachable: the nonces never end');
}

/** The candidates of RFC 6979 section 3.2 steps b to h, in order; the first one serves but for a chance of 2^-32 or less. */
function* nonces(curve: Curve, secret: Uint8Array, digest: Uint8Array): Generator<bigint> {
  const hmac = (key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array => {
    const mac = createHmac(curve.hash, key);
    for (const part of parts) mac.update(part);
    return mac.digest();
  };
  const seed = Buffer.concat([secret, toBytes(truncatedDigest(digest, curve) % curve.order, curve.size)]);
  let v: Uint8Array = new Uint8Array(digest.length).fill(1);
  let key: Uint8Array = new Uint8Array(digest.length);
  key = hmac(key, v, Uint8Array.of(0), seed);
  v = hmac(key, v);
  key = hmac(key, v, Uint8Array.of(1), seed);
  v = hmac(key, v);
  for (;;) {
    const blocks: Uint8Array[] = [];
    while (blocks.length * digest.length < curve.size) {
      v = hmac(key, v);
      blocks.push(v);
    }
    const k = truncatedDigest(Buffer.concat(blocks), curve);
    if (k > 0n && k < curve.order) yield k;
    key = hmac(key, v, Uint8Array.of(0));
    v = hmac(key, v);
  }
}

/** x of k·G: an ECDH key pair with the private key k has it in its public key, `04 ‖ x ‖ y`. */
function basePointX(curve: Curve, k: bigint): bigint {
  const pair = createECDH(curve.name);
  pair.setPrivateKey(toBytes(k, curve.size));
  return toInteger(pair.getPublicKey().subarray(1, 1 + curve.size));
}

/** bits2int of RFC 6979 section 2.3.2: the leftmost `curve.bits` bits of `bytes`. */
function truncatedDigest(bytes: Uint8Array, curve: Curve): bigint {
  const excess = 8 * bytes.length - curve.bits;
  return excess > 0 ? toInteger(bytes) >> BigInt(excess) : toInteger(bytes);
}

/** Inverse modulo a prime, by Fermat: value^(prime - 2). */
function inverse(value: bigint, prime: bigint): bigint {
  let result = 1n;
  let base = value;
  for (let exponent = prime - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % prime;
    base = (base * base) % prime;
  }
  return result;
}

function encodeSignature(r: bigint, s: bigint, size: number): Uint8Array {
  return derEncode(
    DER_TAG.sequence,
    derEncodeUnsigned(toBytes(r, size)),
    derEncodeUnsigned(toBytes(s, size)),
  );
}

function toInteger(bytes: Uint8Array): bigint {
  return BigInt(`0x${hexEncode(bytes)}`);
}

function toBytes(value: bigint, size: number): Uint8Array {
  return Buffer.from(value.toString(16).padStart(2 * size, '0'), 'hex');
}
