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
