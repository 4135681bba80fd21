/** One pass over an artifact: its digests, and whether signatures over it verify. */
import { createHash, type Hash } from 'node:crypto';
import { type SignatureStream, startSignatureCheck } from './signature-stream.ts';
import type { PublicKey, SignatureHash } from './types.ts';

const HASHES: readonly SignatureHash[] = ['sha256', 'sha384', 'sha512'];

/** A signature over the artifact, and the keys that may have made it. */
export interface ArtifactSignature {
  readonly signature: Uint8Array;
  readonly keys: readonly PublicKey[];
}

export interface ArtifactFacts {
  /** By SHA-256, SHA-384 and SHA-512. */
  readonly digests: ReadonlyMap<SignatureHash, Uint8Array>;
  /** For each signature, the keys with which it verifies. */
  readonly signers: readonly (readonly PublicKey[])[];
}

/** Takes the bytes of an artifact piece by piece. */
export class ArtifactCheck {
  readonly #hashes: readonly (readonly [SignatureHash, Hash])[] = HASHES.map((name) => [
    name,
    createHash(name),
  ]);
  readonly #signatures: readonly (readonly (readonly [PublicKey, SignatureStream])[])[];

  /** ECDSA signatures may be with SHA-256 on any curve, as the signing tools for files make them. */
  constructor(signatures: readonly ArtifactSignature[]) {
    this.#signatures = signatures.map(({ signature, keys }) =>
      keys.map((key) => [key, startSignatureCheck(key, signature, 'sha256')] as const),
    );
  }

  /** @throws StellaError LIMIT_EXCEEDED for an artifact too large for an Ed25519 signature */
  update(chunk: Uint8Array): void {
    for (const [, hash] of this.#hashes) hash.update(chunk);
    for (const [, check] of this.#signatures.flat()) check.update(chunk);
  }

  /** Once all bytes have come. */
  finish(): ArtifactFacts {
    return {
      digests: new Map(this.#hashes.map(([name, hash]) => [name, new Uint8Array(hash.digest())])),
      signers: this.#signatures.map((checks) =>
        checks.filter(([, check]) => check.isValid()).map(([key]) => key),
      ),
    };
  }
}
