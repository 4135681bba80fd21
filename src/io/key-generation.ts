/** Making key pairs. It stands here because it needs randomness, which src/core does without. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { renderPem } from '../core/encoding/pem.ts';
import { parsePublicKeyDer } from '../core/keys/public-key.ts';
import type { PublicKey } from '../core/keys/types.ts';

/** A new key pair in the forms that are written to files. */
export interface GeneratedKeyPair {
  /** PKCS#8: `PRIVATE KEY`, or `ENCRYPTED PRIVATE KEY` (PBES2, AES-256-CBC) when a passphrase was given. */
  readonly privateKeyPem: string;
  /** `PUBLIC KEY`. */
  readonly publicKeyPem: string;
  readonly publicKey: PublicKey;
}

/** Makes a key pair. An empty passphrase encrypts too: leave it out for a key without one. */
export function generateKeyPair(algorithm: 'ed25519' | 'ecdsa-p256', passphrase?: string): GeneratedKeyPair {
  const pair =
    algorithm === 'ed25519'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spkiDer = new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' }));
  return {
    privateKeyPem: exportPrivateKey(pair.privateKey, passphrase),
    publicKeyPem: renderPem('PUBLIC KEY', spkiDer),
    publicKey: parsePublicKeyDer(spkiDer),
  };
}

function exportPrivateKey(privateKey: KeyObject, passphrase: string | undefined): string {
  const encryption = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  return privateKey.export({ type: 'pkcs8', format: 'pem', ...encryption }).toString();
}
