/**
 * Reads a zip archive: yauzl for the central directory, the content inflated in one call for each file, because a feed is
 * hundreds of thousands of small files and a stream for each would cost more than the work. Listing and reading are apart, so
 * that one thread can list what others read. Sizes, names and checksums must hold.
 */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, type ZipFile as YauzlFile } from 'yauzl';
import { isStellaError, StellaError } from '../../core/errors.ts';
import { fileSystemError } from '../files/file-system-error.ts';
import { inflateTogether } from './inflate-together.ts';
import { Window, WindowReader, ZipFault } from './zip-window.ts';

export interface ZipLimits {
  readonly maxEntries: number;
  readonly maxEntryBytes: number;
  readonly maxTotalBytes: number;
}

/** A file of the archive, as the directory describes it. Plain data: it can be sent to another thread. */
export interface ZipEntry {
  readonly name: string;
  /** The bytes of the name as they stand in the archive, a character each; null where that is `name`. */
  readonly rawName: string | null;
  readonly isEncrypted: boolean;
  readonly method: number;
  readonly checksum: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Where its local header stands. */
  readonly offset: number;
}

/** A file of the archive, and how many entries there are in all, folders included. */
export interface ListedEntry {
  readonly entry: ZipEntry;
  readonly total: number;
}

const LOCAL_HEADER_BYTES = 30;
const LOCAL_HEADER_SIGNATURE = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;

/**
 * Every file of the archive, in the order of its directory; folders are passed over.
 * @param what names the archive in errors
 * @throws StellaError INPUT_INVALID or LIMIT_EXCEEDED
 */
export async function* listZip(path: string, what: string, limits: ZipLimits): AsyncGenerator<ListedEntry> {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const directory = await openDirectory(new WindowReader(descriptor, size), size);
    if (directory.entryCount > limits.maxEntries)
      throw tooMuch(what, `${directory.entryCount} entries`, limits.maxEntries);
    yield* filesOf(directory, what, limits);
  } catch (error) {
    throw zipError(error, what);
  } finally {
    closeSync(descriptor);
  }
}

/** The content of an archive's files, in any order, though quickest in that of the archive. What is read is valid until the next call. */
export class ZipContent {
  readonly #descriptor: number;
  readonly #window: Window;
  readonly #what: string;

  /** @param what names the archive in errors */
  constructor(path: string, what: string) {
    this.#descriptor = openSync(path, 'r');
    this.#window = new Window(this.#descriptor, fstatSync(this.#descriptor).size);
    this.#what = what;
  }

  /**
   * A file's bytes.
   * @throws StellaError INPUT_INVALID
   */
  read(entry: ZipEntry): Uint8Array {
    try {
      const packed = packedContent(entry, this.#window);
      const bytes = entry.method === STORED ? packed : inflate(packed, entry);
      if (bytes.length !== entry.bytes || crc32(bytes) !== entry.checksum)
        throw new ZipFault(`has ${shown(entry.name)}, whose checksum does not hold`);
      return bytes;
    } catch (error) {
      throw zipError(error, this.#what);
    }
  }

  /**
   * The bytes of several files one after the other, each valid until the next one is asked for. Quicker than one by one where they
   * are small.
   * @throws StellaError INPUT_INVALID
   */
  *readAll(entries: readonly ZipEntry[]): Generator<Uint8Array, void, undefined> {
    const together = this.#readTogether(entries);
    // What is not as it must be is found, and told, one by one.
    if (together === null) for (const entry of entries) yield this.read(entry);
    else yield* together;
  }

  #readTogether(entries: readonly ZipEntry[]): readonly Uint8Array[] | null {
    if (entries.some(({ method }) => method !== DEFLATED)) return null;
    try {
      return inflateTogether(entries, (entry) => packedContent(entry, this.#window));
    } catch {
      return null;
    }
  }

  /**
   * The same deflated (RFC 1951), which is how most files stand in an archive; nothing is checked. Valid until the next call.
   * @throws StellaError INPUT_INVALID
   */
  deflated(entry: ZipEntry): Uint8Array {
    try {
      const packed = packedContent(entry, this.#window);
      return entry.method === STORED ? deflateRawSync(packed) : packed;
    } catch (error) {
      throw zipError(error, this.#what);
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

async function openDirectory(reader: WindowReader, size: number): Promise<YauzlFile> {
  return await fromRandomAccessReaderPromise(reader, size, {
    lazyEntries: true,
    autoClose: false,
    strictFileNames: true,
  });
}

async function* filesOf(directory: YauzlFile, what: string, limits: ZipLimits): AsyncGenerator<ListedEntry> {
  const names = new Set<string>();
  let totalBytes = 0;
  for await (const entry of directory.eachEntry()) {
    const name = entry.fileName;
    if (name.endsWith('/') && entry.uncompressedSize === 0) continue;
    if (names.has(name)) throw new ZipFault(`has two entries of the name ${shown(name)}`);
    names.add(name);
    const largest = Math.max(entry.uncompressedSize, entry.compressedSize);
    if (largest > limits.maxEntryBytes)
      throw tooMuch(what, `${shown(name)} with ${largest} bytes`, limits.maxEntryBytes);
    totalBytes += entry.uncompressedSize;
    if (totalBytes > limits.maxTotalBytes)
      throw tooMuch(what, `${totalBytes} bytes or more of files`, limits.maxTotalBytes);
    yield { entry: plainEntry(entry), total: directory.entryCount };
  }
}

function plainEntry(entry: Entry): ZipEntry {
  const rawName = entry.fileNameRaw.toString('latin1');
  return {
    name: entry.fileName,
    rawName: rawName === entry.fileName ? null : rawName,
    isEncrypted: entry.isEncrypted(),
    method: entry.compressionMethod,
    checksum: entry.crc32,
    packedBytes: entry.compressedSize,
    bytes: entry.uncompressedSize,
    offset: entry.relativeOffsetOfLocalHeader,
  };
}

function packedContent(
  { name, rawName, method, isEncrypted, offset, packedBytes }: ZipEntry,
  window: Window,
): Buffer {
  if (isEncrypted) throw new ZipFault(`has ${shown(name)}, which is encrypted`);
  if (method !== STORED && method !== DEFLATED)
    throw new ZipFault(`has ${shown(name)}, packed with method ${method}`);
  const header = window.read(offset, LOCAL_HEADER_BYTES);
  if (header.readUInt32LE(0) !== LOCAL_HEADER_SIGNATURE)
    throw new ZipFault(`has no header where ${shown(name)} should be`);
  const nameBytes = header.readUInt16LE(26);
  const extraBytes = header.readUInt16LE(28);
  // Readers that go by the local headers would see another file.
  if (window.read(offset + LOCAL_HEADER_BYTES, nameBytes).toString('latin1') !== (rawName ?? name))
    throw new ZipFault(`has two names for ${shown(name)}`);
  return window.read(offset + LOCAL_HEADER_BYTES + nameBytes + extraBytes, packedBytes);
}

function inflate(packed: Uint8Array, { name, bytes }: ZipEntry): Uint8Array {
  try {
    // One piece of memory of the right size, and not Node's usual 16 KiB for each of so many small files.
    const chunkSize = Math.max(64, bytes + 1);
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, bytes), chunkSize });
  } catch {
    throw new ZipFault(`has ${shown(name)}, which is damaged`);
  }
}

function zipError(error: unknown, what: string): unknown {
  if (isStellaError(error)) return error;
  if (error instanceof Error && 'syscall' in error)
    return fileSystemError(error, { what, missing: 'INPUT_MISSING' });
  if (error instanceof ZipFault) return new StellaError('INPUT_INVALID', `${what} ${error.message}`);
  // yauzl's messages quote the archive.
  const reason = error instanceof Error ? JSON.stringify(error.message.slice(0, 150)) : 'no reason given';
  return new StellaError('INPUT_INVALID', `${what} is not a zip archive that can be read: ${reason}`, {
    cause: error,
  });
}

function tooMuch(what: string, received: string, limit: number): StellaError {
  return new StellaError('LIMIT_EXCEEDED', `${what} has ${received}; at most ${limit} are read`);
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}
