/**
 * Checking a signature over bytes that come piece by piece: an artifact may be larger than memory. The algorithm follows from the
 * key alone, as in signature.ts. Ed25519 hashes its message twice and so cannot stream: for it the bytes are kept, up to a limit.
 */

import { constants, createPublicKey, createVerify } from 'node:crypto';
import { StellaError } from '../errors.ts';
import { limit } from '../limits.ts';
import { curveOf, fixedSignatures } from './ecdsa.ts';
import { isEd25519SignatureValid } from './ed25519.ts';
import { PSS_SALT_BYTES } from './rsa.ts';
import { ed25519KeyBytes } from './signature.ts';
import type { PublicKey, SignatureHash } from './types.ts';

/** Longest message under an Ed25519 signature, in bytes. */
export const ED25519_MESSAGE_BYTES_MAX = limit('ed25519MessageBytes');

export interface SignatureStream {
  /** @throws StellaError LIMIT_EXCEEDED for more bytes than an Ed25519 signature is checked over */
  update(chunk: Uint8Array): void;
  /** True when the signature verifies over all bytes that came. To be called once. */
  isValid(): boolean;
}

/**
 * Starts the check of `signature` with `key`. ECDSA may be with the curve's own hash or with `otherHash`: tools that sign files
 * take SHA-256 on every curve.
 */
export function startSignatureCheck(
  key: PublicKey,
  signature: Uint8Array,
  otherHash?: SignatureHash,
): SignatureStream {
  if (key.algorithm === 'ed25519') return new Ed25519Stream(key, signature);
  return anyOf(
    key.algorithm === 'rsa' ? rsaStreams(key, signature) : ecdsaStreams(key, signature, otherHash),
  );
}

function anyOf(streams: readonly SignatureStream[]): SignatureStream {
  return {
    update: (chunk) => {
      for (const stream of streams) stream.update(chunk);
    },
    isValid: () => streams.map((stream) => stream.isValid()).some(Boolean),
  };
}

function ecdsaStreams(
  key: PublicKey,
  signature: Uint8Array,
  otherHash: SignatureHash | undefined,
): readonly SignatureStream[] {
  const curve = curveOf(key);
  if (curve === undefined) return [];
  const hashes = new Set([curve.hash, otherHash ?? curve.hash]);
  return fixedSignatures(curve, signature).flatMap((fixed) =>
    Array.from(hashes, (hash) => openSslStream(key, hash, { dsaEncoding: 'ieee-p1363' }, fixed)),
  );
}

function rsaStreams(key: PublicKey, signature: Uint8Array): readonly SignatureStream[] {
  if (signature.length !== Math.ceil(key.bits / 8)) return [];
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: PSS_SALT_BYTES };
  return [{ padding: constants.RSA_PKCS1_PADDING }, pss].map((padding) =>
    openSslStream(key, 'sha256', padding, signature),
  );
}

function openSslStream(
  key: PublicKey,
  hash: SignatureHash,
  options: { readonly dsaEncoding?: 'ieee-p1363'; readonly padding?: number; readonly saltLength?: number },
  signature: Uint8Array,
): SignatureStream {
  const verify = createVerify(hash);
  const publicKey = createPublicKey({ key: Buffer.from(key.spkiDer), format: 'der', type: 'spki' });
  return {
    update: (chunk) => {
      verify.update(chunk);
    },
    isValid: () => verify.verify({ key: publicKey, ...options }, signature),
  };
}

class Ed25519Stream implements SignatureStream {
  readonly #key: PublicKey;
  readonly #signature: Uint8Array;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  constructor(key: PublicKey, signature: Uint8Array) {
    this.#key = key;
    this.#signature = signature;
  }

  update(chunk: Uint8Array): void {
    this.#size += chunk.length;
    if (this.#size > ED25519_MESSAGE_BYTES_MAX) {
      throw new StellaError(
        'LIMIT_EXCEEDED',
        `an Ed25519 signature is checked over at most ${ED25519_MESSAGE_BYTES_MAX} bytes`,
      );
    }
    this.#chunks.push(chunk);
  }

  isValid(): boolean {
    return isEd25519SignatureValid(ed25519KeyBytes(this.#key), Buffer.concat(this.#chunks), this.#signature);
  }
}
