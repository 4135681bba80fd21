/**
 * Input bytes beside the database, each in a file named by its SHA-256. The folder can be written by others, so bytes are
 * hashed again whenever they are read.
 */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BlobStore, StoredBlob } from '../../app/ports/blobs.ts';
import { type Digest, digestHex, digestOf, isDigest } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import { fileSystemError } from '../files/file-system-error.ts';
import { isTemporary, makeFolder, writeFileAtomically } from '../files/write-file.ts';

const RESTORE =
  'the store was edited or damaged: restore it from a backup, or import the scan again from its bundle';

export class FileBlobStore implements BlobStore {
  readonly #folder: string;

  /** @param folder made on first use: `<home>/blobs` */
  constructor(folder: string) {
    this.#folder = folder;
  }

  put(bytes: Uint8Array): Digest {
    const digest = digestOf(bytes);
    const path = this.#path(digest);
    if (isWhole(path, bytes) && isTouched(path)) return digest;
    makeFolder(dirname(path), 'the folder');
    writeFileAtomically(path, bytes, { what: 'the stored input', overwrite: true, mode: 0o600 });
    return digest;
  }

  get(digest: Digest, what: string): Uint8Array {
    const bytes = this.#read(digest, what);
    const received = digestOf(bytes);
    if (received === digest) return bytes;
    throw new StellaError(
      'DIGEST_MISMATCH',
      `${what} in the store has the digest ${received}, expected ${digest}`,
      { details: { expected: digest, received }, hint: RESTORE },
    );
  }

  has(digest: Digest): boolean {
    return existsSync(this.#path(digest));
  }

  *list(): Generator<StoredBlob> {
    const root = join(this.#folder, 'sha256');
    for (const shard of namesIn(root)) {
      for (const name of namesIn(join(root, shard))) {
        const digest = `sha256:${name}`;
        const status = statSync(join(root, shard, name), { throwIfNoEntry: false });
        if (isDigest(digest) && status?.isFile())
          yield { digest, sizeBytes: status.size, modifiedMs: status.mtimeMs };
      }
    }
  }

  size(digest: Digest): number {
    return statSync(this.#path(digest), { throwIfNoEntry: false })?.size ?? 0;
  }

  remove(digest: Digest): void {
    rmSync(this.#path(digest), { force: true });
  }

  removeUnfinished(beforeMs: number): void {
    const root = join(this.#folder, 'sha256');
    for (const shard of namesIn(root)) {
      for (const name of namesIn(join(root, shard)).filter(isTemporary)) {
        const path = join(root, shard, name);
        const status = statSync(path, { throwIfNoEntry: false });
        if (status !== undefined && status.mtimeMs < beforeMs) rmSync(path, { force: true });
      }
    }
  }

  #read(digest: Digest, what: string): Uint8Array {
    const path = this.#path(digest);
    if (!existsSync(path)) {
      throw new StellaError('STORE_CORRUPT', `${what} (${digest}) is gone from the store`, {
        details: { expected: digest },
        hint: RESTORE,
      });
    }
    try {
      return new Uint8Array(readFileSync(path));
    } catch (error) {
      throw fileSystemError(error, { what: `${what} in the store`, missing: 'STORE_CORRUPT' });
    }
  }

  #path(digest: Digest): string {
    const hex = digestHex(digest);
    return join(this.#folder, 'sha256', hex.slice(0, 2), hex);
  }
}

/** A file that was damaged or edited is written again. */
function isWhole(path: string, bytes: Uint8Array): boolean {
  try {
    return statSync(path).size === bytes.length && readFileSync(path).equals(bytes);
  } catch {
    return false;
  }
}

/** True when the file is there. It counts as new from then on, so that nobody who sweeps takes it away before it is referred to. */
function isTouched(path: string): boolean {
  if (!existsSync(path)) return false;
  try {
    const now = new Date();
    utimesSync(path, now, now);
    return true;
  } catch {
    // Another user's file, or one that was taken away this moment.
    return existsSync(path);
  }
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}
