/** Bundles and archives of them, on disk. */
import type { Digest } from '../../core/digest/sha256.ts';

export interface ReadBundle {
  /** The file's own bytes. */
  readonly packed: Uint8Array;
  /** Its files by name within the bundle's folder. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export interface BundleReader {
  /** @throws StellaError BUNDLE_NOT_FOUND, PERMISSION_DENIED, LIMIT_EXCEEDED or BUNDLE_INVALID */
  read(path: string): Promise<ReadBundle>;
}

/** Where the bytes of a bundle are. */
export type BundlePlace =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'slice'; readonly path: string; readonly offset: number; readonly size: number }
  /** An index lists it, and it is not there. */
  | { readonly kind: 'absent' };

/** An archive of bundles: a folder, or a tar file. */
export interface ArchiveContents {
  /** As given. */
  readonly path: string;
  /** Every bundle in it by its name, in the order of the names. */
  readonly bundles: ReadonlyMap<string, BundlePlace>;
  /**
   * A file of the archive, or null when it is not there.
   * @throws StellaError LIMIT_EXCEEDED, PERMISSION_DENIED
   */
  read(name: string): Uint8Array | null | Promise<Uint8Array | null>;
}

export interface BundleSources {
  /**
   * The archive that a path stands for, told by its content; null for any other file.
   * @throws StellaError BUNDLE_NOT_FOUND, PERMISSION_DENIED, or BUNDLE_INVALID for a tar that cannot be read
   */
  openArchive(path: string): Promise<ArchiveContents | null>;
  /**
   * The paths in a list, separated by NUL or by newlines.
   * @param path a file, or `-` for standard input
   * @throws StellaError INPUT_MISSING, INPUT_INVALID, LIMIT_EXCEEDED
   */
  readList(path: string): Promise<readonly string[]>;
}

/** A file that an export is to hold. */
export interface OutgoingFile {
  readonly name: string;
  readonly size: number;
  readonly digest: Digest;
  /** Read when its turn comes, so that an export of any size needs the memory of one bundle. */
  readonly bytes: () => Uint8Array;
}

/** Where an export goes: a folder, a tar file, a stream. */
export interface ExportTarget {
  /**
   * Makes the target hold exactly these files, and reads back what it wrote. What an interrupted run left is kept as far as it is
   * right. Returns how many files were there already.
   * @param onFile counts the files that are done
   * @throws StellaError OUTPUT_EXISTS when the target holds anything else, STORAGE_FULL, PERMISSION_DENIED
   */
  write(files: readonly OutgoingFile[], onFile: (done: number) => void): Promise<number>;
}
