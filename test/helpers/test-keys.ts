/** Signing keys with fixed secrets, so that what tests make from them is the same each time. */
import { derEncode } from '../../src/core/encoding/der-writer.ts';
import { hexDecode } from '../../src/core/encoding/hex.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { parsePrivateKeyPem } from '../../src/core/keys/private-key.ts';
import type { SigningKey } from '../../src/core/keys/types.ts';

/** PKCS#8 PEM of the Ed25519 key whose 32-byte seed is `fill` repeated. */
export function ed25519Pem(fill: number): string {
  const header = hexDecode('020100300506032b6570');
  const seed = derEncode(0x04, derEncode(0x04, new Uint8Array(32).fill(fill)));
  return renderPem('PRIVATE KEY', derEncode(0x30, header, seed));
}

export function ed25519Key(fill: number): SigningKey {
  return parsePrivateKeyPem(ed25519Pem(fill));
}

/** PKCS#8 PEM of the ECDSA key whose private scalar is `fill` repeated. */
export function ecdsaPem(curve: 'P-256' | 'P-384' | 'P-521', fill: number): string {
  const [oid, size] = CURVES[curve];
  // P-521's scalars do not fill their first octet.
  const scalar = new Uint8Array(size).fill(fill);
  if (curve === 'P-521') scalar[0] = 0;
  const key = derEncode(0x30, hexDecode('020101'), derEncode(0x04, scalar));
  const algorithm = derEncode(0x30, hexDecode('06072a8648ce3d0201'), hexDecode(oid));
  return renderPem('PRIVATE KEY', derEncode(0x30, hexDecode('020100'), algorithm, derEncode(0x04, key)));
}

export function ecdsaKey(curve: 'P-256' | 'P-384' | 'P-521', fill: number): SigningKey {
  return parsePrivateKeyPem(ecdsaPem(curve, fill));
}

const CURVES = {
  'P-256': ['06082a8648ce3d030107', 32],
  'P-384': ['06052b81040022', 48],
  'P-521': ['06052b81040023', 66],
} as const;
