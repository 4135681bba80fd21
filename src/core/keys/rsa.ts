/** RSA signatures (RFC 8017): RSASSA-PKCS1-v1_5 and RSASSA-PSS with MGF1 over the same hash. The arithmetic is OpenSSL's. */

import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { DER_TAG, DerFields, parseDer } from '../encoding/der.ts';
import { derUnsigned } from '../encoding/der-values.ts';
import { StellaError } from '../errors.ts';
import { limit } from '../limits.ts';
import type { PublicKey, SignatureHash } from './types.ts';

/** rsaEncryption, RFC 3279 section 2.3.1. */
export const RSA_ENCRYPTION_OID = '1.2.840.113549.1.1.1';

/** Smallest and largest modulus. Above, a single hostile key would hold a verifier for long. */
export const RSA_BITS_MIN = 2048;
export const RSA_BITS_MAX = limit('rsaBits');
/** Largest public exponent: OpenSSL's own limit for large moduli. Verification takes time in proportion to it. */
export const RSA_EXPONENT_BITS_MAX = limit('rsaExponentBits');

/** Salt of a PSS signature in DSSE: as long as SHA-256's output, what every tool writes. */
export const PSS_SALT_BYTES = 32;

/**
 * Bits of the modulus of an RSAPublicKey (RFC 8017 appendix A.1.1), after checking modulus and exponent.
 * @throws StellaError INPUT_INVALID
 */
export function measureRsaKey(rsaPublicKeyDer: Uint8Array): number {
  const fields = new DerFields(parseDer(rsaPublicKeyDer));
  const modulus = derUnsigned(fields.take(DER_TAG.integer));
  const exponent = derUnsigned(fields.take(DER_TAG.integer));
  fields.end();
  const bits = bitLength(modulus);
  if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX) {
    throw invalid(`expected a modulus of ${RSA_BITS_MIN} to ${RSA_BITS_MAX} bits, received ${bits}`);
  }
  const exponentBits = bitLength(exponent);
  if (!isOdd(modulus) || !isOdd(exponent) || exponentBits < 2 || exponentBits > RSA_EXPONENT_BITS_MAX) {
    throw invalid('expected an odd modulus and an odd public exponent from 3 to 2^64');
  }
  return bits;
}

/** True when `signature` over `message` verifies as PKCS#1 v1.5 or as PSS, both with SHA-256. Never throws. */
export function isRsaSignatureValid(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  return (
    isRsaPkcs1SignatureValid(key, 'sha256', message, signature) ||
    isRsaPssSignatureValid(key, 'sha256', PSS_SALT_BYTES, message, signature)
  );
}

/** True when the RSASSA-PKCS1-v1_5 `signature` verifies. Never throws. */
export function isRsaPkcs1SignatureValid(
  key: PublicKey,
  hash: SignatureHash,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (!hasModulusLength(key, signature)) return false;
  return verify(hash, message, { key: keyObject(key), padding: constants.RSA_PKCS1_PADDING }, signature);
}

/** True when the RSASSA-PSS `signature` with exactly `saltLength` bytes of salt verifies. Never throws. */
export function isRsaPssSignatureValid(
  key: PublicKey,
  hash: SignatureHash,
  saltLength: number,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (!hasModulusLength(key, signature)) return false;
  const options = { key: keyObject(key), padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
  return verify(hash, message, options, signature);
}

function hasModulusLength(key: PublicKey, signature: Uint8Array): boolean {
  return key.algorithm === 'rsa' && signature.length === Math.ceil(key.bits / 8);
}

function keyObject(key: PublicKey): KeyObject {
  return createPublicKey({ key: Buffer.from(key.spkiDer), format: 'der', type: 'spki' });
}

function bitLength(magnitude: Uint8Array): number {
  const [first = 0] = magnitude;
  return 8 * magnitude.length - (Math.clz32(first) - 24);
}

function isOdd(magnitude: Uint8Array): boolean {
  return ((magnitude.at(-1) ?? 0) & 1) === 1;
}

function invalid(message: string): StellaError {
  return new StellaError('INPUT_INVALID', `RSA: ${message}`);
}
