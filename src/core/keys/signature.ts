/** Checking a signature with a public key: the algorithm follows from the key alone, never from the envelope. */
import { isEcdsaSignatureValid } from './ecdsa.ts';
import { isEd25519SignatureValid } from './ed25519.ts';
import { isRsaSignatureValid } from './rsa.ts';
import type { PublicKey } from './types.ts';

const ED25519_KEY_BYTES = 32;

/**
 * True when `signature` over `message` verifies under `key` (formats.md section 7): Ed25519; ECDSA with the curve's hash, DER
 * or IEEE P1363; RSA with SHA-256, PKCS#1 v1.5 or PSS. Never throws, whatever the signature's bytes.
 */
export function isSignatureValid(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  switch (key.algorithm) {
    case 'ed25519':
      return isEd25519SignatureValid(ed25519KeyBytes(key), message, signature);
    case 'rsa':
      return isRsaSignatureValid(key, message, signature);
    default:
      return isEcdsaSignatureValid(key, message, signature);
  }
}

/** The 32 bytes of an Ed25519 key: the end of its SubjectPublicKeyInfo, whose length is fixed. */
export function ed25519KeyBytes(key: PublicKey): Uint8Array {
  return key.spkiDer.subarray(-ED25519_KEY_BYTES);
}
