/** What building and importing kits needs of the world, beside the store. */
import type { Digest } from '../../core/digest/sha256.ts';
import type { ErrorCode, StellaError } from '../../core/errors.ts';
import type { FeedKind } from '../../core/kit/kit-layout.ts';
import type { KitEntry } from '../../core/kit/kit-statement.ts';

/** Takes one file of a kit: `write` any number of times, then `end`, or `abort` at any moment. */
export interface KitFileSink {
  write(chunk: Uint8Array): void;
  end(): void;
  abort(): void;
}

export interface KitReadOptions {
  /** Judges the bytes of the envelope and returns the files to expect, or throws. Called before anything else is read. */
  readonly accept: (envelope: Uint8Array) => readonly KitEntry[];
  /** Where a file goes; without it bytes are hashed only. A file's digest is known to be right when its sink ends. */
  readonly open?: (entry: KitEntry) => KitFileSink;
  /** Takes the bytes read so far, and those in all where they are known. */
  readonly progress: (bytes: number, total: number | null) => void;
}

export interface KitReader {
  /**
   * The bytes of `kit.dsse.json`, the first entry; nothing is verified.
   * @throws StellaError KIT_NOT_FOUND, PERMISSION_DENIED or KIT_INVALID
   */
  readEnvelope(path: string): Promise<Uint8Array>;
  /**
   * Reads a kit whole: every file is listed, there, and has its digest, or this throws.
   * @throws StellaError KIT_NOT_FOUND, PERMISSION_DENIED, KIT_INVALID, DIGEST_MISMATCH, or what `accept` throws
   */
  read(path: string, options: KitReadOptions): Promise<void>;
}

/** The verified files of a kit, on disk until they are in the store. */
export interface StagedFiles {
  /** Where a file of the kit lies, for who reads it in pieces. */
  pathOf(entry: KitEntry): string;
  /** The whole content of a small file. */
  read(entry: KitEntry): Uint8Array;
}

/** A kit that was refused, as `offline status` shows it. */
export interface QuarantinedKit {
  /** Of the kit's file, or of its envelope for a folder. */
  readonly digest: Digest;
  /** The path from which it was to be imported. */
  readonly path: string;
  readonly quarantinedAt: string;
  /** False when it was too large to keep: then there is only the reason. */
  readonly isKept: boolean;
  readonly error: { readonly code: ErrorCode; readonly message: string };
}

/** That a kit was refused. */
export interface KitRefusal {
  readonly path: string;
  readonly error: StellaError;
  readonly at: string;
  /** Takes the digest of the kit's file, before anything is kept. */
  readonly record: (digest: Digest) => void;
}

/** The folders below the home that an import works in. */
export interface KitWorkspace {
  /**
   * Runs `work` while no other process imports, rolls back or prunes; what imports that died left behind is gone before it begins.
   * @throws StellaError STORE_BUSY with who holds the lock
   */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
  /** Reads a kit into a staging folder, synced, and removes the folder when `work` is done. */
  staged<T>(
    path: string,
    options: Omit<KitReadOptions, 'open'>,
    work: (files: StagedFiles) => Promise<T>,
  ): Promise<T>;
  /** Keeps a refused kit with its reason. Never throws: it must not make things worse. */
  quarantine(refusal: KitRefusal): Promise<void>;
  /** The newest first. */
  quarantined(): readonly QuarantinedKit[];
  /** Takes a kit out of quarantine for good. */
  discard(digest: Digest): void;
}

/** What `offline build` learns of a feed file by reading all of it. */
export interface FeedFileFacts {
  readonly records: number;
  /** When the content says that it was made, in our own form; null where it does not say. */
  readonly capturedAt: string | null;
}

export interface FeedFileReader {
  /**
   * Reads a feed file whole and checks every record.
   * @param what names the file in errors
   * @param exclusions ids of OSV records to pass over; those met are added to `met`
   * @throws StellaError INPUT_INVALID or LIMIT_EXCEEDED, naming the record
   */
  inspect(
    kind: FeedKind,
    path: string,
    what: string,
    exclusions: { readonly ids: ReadonlySet<string>; readonly met: Set<string> },
    onRecord: (done: number, total: number) => void,
  ): Promise<FeedFileFacts>;
}

/** The folder of published files that a kit is made from. */
export interface SourceFolder {
  /**
   * Paths with slashes of every file below it, sorted.
   * @throws StellaError INPUT_MISSING, LIMIT_EXCEEDED, or INPUT_INVALID for what is neither file nor folder
   */
  list(): readonly string[];
  /** Where a file lies. */
  pathOf(file: string): string;
  /** @throws StellaError LIMIT_EXCEEDED or PERMISSION_DENIED */
  read(file: string, maxBytes: number): Promise<Uint8Array>;
  measure(file: string): Promise<{ readonly size: number; readonly digest: Digest }>;
}

/** A file on its way into a kit. */
export interface OutgoingFile {
  readonly path: string;
  readonly size: number;
  readonly digest: Digest;
  /** Bytes, or the path of the file to copy from. */
  readonly content: Uint8Array | { readonly file: string };
}

export interface KitWriter {
  /**
   * Writes a kit whole or not at all; its form follows from the path (`.tar.gz`, `.tar.zst`, `.tar`; a folder for a path that ends
   * in a slash or is an empty folder). The same files give the same bytes.
   * @throws StellaError USAGE for another ending, OUTPUT_EXISTS, STORAGE_FULL, PERMISSION_DENIED, or INPUT_INVALID when a file
   * changed since it was measured
   */
  write(
    output: string,
    files: readonly OutgoingFile[],
    options: { readonly overwrite: boolean; readonly progress: (bytes: number, total: number) => void },
  ): Promise<void>;
  /** The same refusals, before any work. */
  check(output: string, overwrite: boolean): void;
}

/** Everything around kits that is not the store. */
export interface KitTools {
  readonly reader: KitReader;
  readonly writer: KitWriter;
  readonly workspace: KitWorkspace;
  readonly feeds: FeedFileReader;
  sources(folder: string): SourceFolder;
}
