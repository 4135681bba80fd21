/**
 * Public keys as SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7): Ed25519 (RFC 8410), ECDSA on the NIST curves (RFC 5480,
 * named curves only) and RSA (RFC 3279). One key has one encoding, because its identity is the hash of that encoding:
 * `keyid` is the lowercase hex SHA-256 of the DER (formats.md section 7).
 */

import { sha256 } from '../digest/sha256.ts';
import { DER_TAG, DerFields, parseDer } from '../encoding/der.ts';
import { derOctetAlignedBits, derOid } from '../encoding/der-values.ts';
import { hexEncode } from '../encoding/hex.ts';
import { parsePem } from '../encoding/pem.ts';
import { isStellaError, StellaError } from '../errors.ts';
import { limit } from '../limits.ts';
import { EC_PUBLIC_KEY_OID, parseEcKey } from './ecdsa.ts';
import { checkEd25519PublicKey, ED25519_OID } from './ed25519.ts';
import { measureRsaKey, RSA_ENCRYPTION_OID } from './rsa.ts';
import type { KeyAlgorithm, PublicKey } from './types.ts';

/** Longest SubjectPublicKeyInfo: an RSA key of 16384 bits takes 2.1 kB. */
export const SPKI_BYTES_MAX = limit('publicKeyBytes');

/**
 * The key in a PEM text with exactly one `PUBLIC KEY` block.
 * @throws StellaError INPUT_INVALID naming what was received instead
 */
export function parsePublicKeyPem(pem: string): PublicKey {
  const blocks = parsePem(pem, 'public key');
  const [block] = blocks;
  if (block === undefined || blocks.length > 1 || block.label !== 'PUBLIC KEY') {
    const received =
      blocks
        .map(({ label }) => label)
        .slice(0, 5)
        .join(', ') || 'no PEM block';
    throw new StellaError('INPUT_INVALID', `expected one PEM block PUBLIC KEY, received ${received}`);
  }
  return parsePublicKeyDer(block.der);
}

/**
 * The key in SubjectPublicKeyInfo DER.
 * @throws StellaError INPUT_INVALID for an encoding that is not strict DER, an algorithm that is not supported, a key
 * below or above the size limits, and a point that is not on its curve or of small order
 */
export function parsePublicKeyDer(spkiDer: Uint8Array): PublicKey {
  try {
    if (spkiDer.length > SPKI_BYTES_MAX)
      throw keyError(`${spkiDer.length} bytes, at most ${SPKI_BYTES_MAX} are read`);
    const [algorithm, bits] = readSpki(spkiDer);
    return { algorithm, bits, spkiDer, keyid: hexEncode(sha256(spkiDer)) };
  } catch (error) {
    if (!isStellaError(error)) throw error;
    throw new StellaError(error.code, `public key: ${error.message}`, { cause: error, hint: SUPPORTED });
  }
}

function readSpki(spkiDer: Uint8Array): readonly [KeyAlgorithm, number] {
  const spki = new DerFields(parseDer(spkiDer));
  const identifier = new DerFields(spki.take(DER_TAG.sequence));
  const keyBits = derOctetAlignedBits(spki.take(DER_TAG.bitString));
  spki.end();
  const oid = derOid(identifier.take(DER_TAG.oid));
  switch (oid) {
    case ED25519_OID:
      identifier.end();
      checkEd25519PublicKey(keyBits);
      return ['ed25519', 256];
    case EC_PUBLIC_KEY_OID: {
      const curve = derOid(identifier.take(DER_TAG.oid));
      identifier.end();
      return parseEcKey(curve, keyBits, spkiDer);
    }
    case RSA_ENCRYPTION_OID: {
      const parameters = identifier.take(DER_TAG.null);
      identifier.end();
      if (parameters.content.length > 0) throw keyError('a null with content');
      return ['rsa', measureRsaKey(keyBits)];
    }
    default:
      throw keyError(`expected Ed25519, ECDSA P-256, P-384, P-521 or RSA, received algorithm ${oid}`);
  }
}

const SUPPORTED =
  'supported are Ed25519, ECDSA on P-256, P-384 and P-521, and RSA of 2048 to 16384 bits; stella key generate makes such a key';

function keyError(message: string): StellaError {
  return new StellaError('INPUT_INVALID', message);
}
