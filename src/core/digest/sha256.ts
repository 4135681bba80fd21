/**
 * SHA-256 (FIPS 180-4) and the text form of a digest, `sha256:` and 64 lowercase hex digits (formats.md section 1).
 * Node's own implementation: a kit has gigabytes to hash, and this is eight times faster than JavaScript on long inputs.
 * `@noble/hashes` hashes for Ed25519 and RFC 6979, and the tests hold the two against each other.
 */
import { hash } from 'node:crypto';
import { hexEncode } from '../encoding/hex.ts';

/** A digest in text form: `sha256:` and 64 lowercase hex digits. */
export type Digest = `sha256:${string}`;

const DIGEST_PATTERN = /^sha256:[0-9a-f]{64}$/;

/** SHA-256 of `data`, 32 bytes; of a string, its UTF-8 bytes. */
export function sha256(data: Uint8Array | string): Uint8Array {
  const digest = hash('sha256', data, 'buffer');
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.byteLength);
}

/** Writes SHA-256 of `data`, as `sha256` takes it, into `target` from `offset` on; for who hashes much that is small. */
export function sha256Into(target: Uint8Array, offset: number, data: Uint8Array | string): void {
  const digest = hash('sha256', data, 'binary');
  for (let i = 0; i < digest.length; i++) target[offset + i] = digest.charCodeAt(i);
}

/** The text form of SHA-256 of `data`, as `sha256` takes it. */
export function digestOf(data: Uint8Array | string): Digest {
  return `sha256:${hash('sha256', data, 'hex')}`;
}

/** The text form of a SHA-256 hash of 32 bytes. */
export function formatDigest(hash: Uint8Array): Digest {
  return `sha256:${hexEncode(hash)}`;
}

/** True for a digest in text form. */
export function isDigest(value: unknown): value is Digest {
  return typeof value === 'string' && DIGEST_PATTERN.test(value);
}

/** The 64 hex digits of a digest: what in-toto puts under `sha256`. */
export function digestHex(digest: Digest): string {
  return digest.slice('sha256:'.length);
}
