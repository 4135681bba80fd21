/** Bytes by their digest. */
import type { Digest } from '../../core/digest/sha256.ts';

export interface StoredBlob {
  readonly digest: Digest;
  readonly sizeBytes: number;
  /** When it was last put, in milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** Bytes by their digest. */
export interface BlobStore {
  /** Keeps the bytes; keeping them twice is once. */
  put(bytes: Uint8Array): Digest;
  /** @throws StellaError STORE_CORRUPT when they are gone, DIGEST_MISMATCH when they were edited */
  get(digest: Digest, what: string): Uint8Array;
  has(digest: Digest): boolean;
  /** By digest. */
  list(): Iterable<StoredBlob>;
  /** In bytes; 0 when they are gone. */
  size(digest: Digest): number;
  remove(digest: Digest): void;
  /** Takes away what writers who were killed left half-written before this time, in milliseconds since 1970. */
  removeUnfinished(beforeMs: number): void;
}
