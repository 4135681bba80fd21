/**
 * Ed25519 (RFC 8032) by its strict rules. RFC 8032 leaves room, and verifiers that use it differently disagree about the same
 * signature; a proof must not depend on who checks it. So: encodings of points are canonical, S is below the group
 * order, and neither the public key nor R is of small order (a small-order key "signs" any message).
 */
import { hashes, Point, sign, verify } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { StellaError } from '../errors.ts';

hashes.sha512 = sha512;

/** id-Ed25519, RFC 8410 section 3. */
export const ED25519_OID = '1.3.101.112';

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/**
 * Checks the 32 bytes of a public key.
 * @throws StellaError INPUT_INVALID for another length, a point that is not on the curve, not canonical or of small order
 */
export function checkEd25519PublicKey(publicKey: Uint8Array): void {
  if (publicKey.length !== KEY_BYTES)
    throw invalid(`expected ${KEY_BYTES} bytes, received ${publicKey.length}`);
  if (!isStrictPoint(publicKey))
    throw invalid('the point is not on the curve, not canonical or of small order');
}

/** True when the 64 bytes of `signature` over `message` verify under the 32 bytes of `publicKey`. Never throws. */
export function isEd25519SignatureValid(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (publicKey.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  // noble's strict mode checks the key's order but not that of R.
  if (!isStrictPoint(signature.subarray(0, KEY_BYTES))) return false;
  return verify(signature, message, publicKey, { zip215: false });
}

/** The 64 bytes of the signature over `message` by the key of the 32 bytes `seed`. Deterministic (RFC 8032 section 5.1.6). */
export function signEd25519(seed: Uint8Array, message: Uint8Array): Uint8Array {
  return sign(message, seed);
}

function isStrictPoint(encoded: Uint8Array): boolean {
  try {
    return !Point.fromBytes(encoded, false).isSmallOrder();
  } catch {
    return false;
  }
}

function invalid(message: string): StellaError {
  return new StellaError('INPUT_INVALID', `Ed25519: ${message}`);
}
