/** What a public key and a signing key are, whatever their algorithm. */

export type KeyAlgorithm = 'ed25519' | 'ecdsa-p256' | 'ecdsa-p384' | 'ecdsa-p521' | 'rsa';

/** Hash functions in signatures. SHA-1 and MD5 are not among them, so no path through the code can take them. */
export type SignatureHash = 'sha256' | 'sha384' | 'sha512';

/** A public key that was checked: made by `parsePublicKeyPem` and `parsePublicKeyDer` only. */
export interface PublicKey {
  readonly algorithm: KeyAlgorithm;
  /** SubjectPublicKeyInfo, strict DER. */
  readonly spkiDer: Uint8Array;
  /** Lowercase hex SHA-256 of `spkiDer` (formats.md section 7). */
  readonly keyid: string;
  /** RSA: bits of the modulus. Else: bits of the curve. */
  readonly bits: number;
}

/** A private key that can sign. The secret itself cannot be reached through it. */
export interface SigningKey {
  readonly publicKey: PublicKey;
  /** The signature over `message`, in the key's one form (keys/private-key.ts). The same bytes give the same signature. */
  sign(message: Uint8Array): Uint8Array;
}
