/**
 * Reads a zip archive entry by entry: yauzl for the central directory, the content inflated in one call each, because a feed is
 * hundreds of thousands of small files and a stream for each would cost more than the work. Sizes, names and checksums must hold.
 */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { crc32, inflateRawSync } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, type ZipFile as YauzlFile } from 'yauzl';
import { isStellaError, StellaError } from '../../core/errors.ts';
import { fileSystemError } from '../files/file-system-error.ts';
import { Window, WindowReader, ZipFault } from './zip-window.ts';

export interface ZipLimits {
  readonly maxEntries: number;
  readonly maxEntryBytes: number;
  readonly maxTotalBytes: number;
}

export interface ZipEntry {
  readonly name: string;
  /** Entries in the archive, folders included. */
  readonly total: number;
  /** The content; valid until the next one is read. */
  read(): Uint8Array;
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
export async function* readZip(path: string, what: string, limits: ZipLimits): AsyncGenerator<ZipEntry> {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const directory = await openDirectory(new WindowReader(descriptor, size), size);
    if (directory.entryCount > limits.maxEntries)
      throw tooMuch(what, `${directory.entryCount} entries`, limits.maxEntries);
    yield* entriesOf(directory, new Window(descriptor, size), what, limits);
  } catch (error) {
    throw zipError(error, what);
  } finally {
    closeSync(descriptor);
  }
}

async function openDirectory(reader: WindowReader, size: number): Promise<YauzlFile> {
  return await fromRandomAccessReaderPromise(reader, size, {
    lazyEntries: true,
    autoClose: false,
    strictFileNames: true,
  });
}

async function* entriesOf(
  directory: YauzlFile,
  content: Window,
  what: string,
  limits: ZipLimits,
): AsyncGenerator<ZipEntry> {
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
    yield { name, total: directory.entryCount, read: () => readContent(entry, content, what) };
  }
}

function readContent(entry: Entry, content: Window, what: string): Uint8Array {
  try {
    return unpackContent(entry, content);
  } catch (error) {
    throw zipError(error, what);
  }
}

function unpackContent(entry: Entry, content: Window): Uint8Array {
  const packed = packedContent(entry, content);
  const unpacked = entry.compressionMethod === STORED ? packed : inflate(packed, entry);
  if (unpacked.length !== entry.uncompressedSize || crc32(unpacked) !== entry.crc32)
    throw new ZipFault(`has ${shown(entry.fileName)}, whose checksum does not hold`);
  return unpacked;
}

function packedContent(entry: Entry, content: Window): Uint8Array {
  const { fileName, compressionMethod, relativeOffsetOfLocalHeader: offset } = entry;
  if (entry.isEncrypted()) throw new ZipFault(`has ${shown(fileName)}, which is encrypted`);
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED)
    throw new ZipFault(`has ${shown(fileName)}, packed with method ${compressionMethod}`);
  const header = content.read(offset, LOCAL_HEADER_BYTES);
  if (header.readUInt32LE(0) !== LOCAL_HEADER_SIGNATURE)
    throw new ZipFault(`has no header where ${shown(fileName)} should be`);
  const nameBytes = header.readUInt16LE(26);
  const extraBytes = header.readUInt16LE(28);
  const name = content.read(offset + LOCAL_HEADER_BYTES, nameBytes);
  // Readers that go by the local headers would see another file.
  if (!name.equals(entry.fileNameRaw)) throw new ZipFault(`has two names for ${shown(fileName)}`);
  return content.read(offset + LOCAL_HEADER_BYTES + nameBytes + extraBytes, entry.compressedSize);
}

function inflate(packed: Uint8Array, { fileName, uncompressedSize }: Entry): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, uncompressedSize) });
  } catch {
    throw new ZipFault(`has ${shown(fileName)}, which is damaged`);
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
