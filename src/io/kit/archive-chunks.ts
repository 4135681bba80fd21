/**
 * The tar inside a kit's file, chunk by chunk, whatever it is packed with: gzip (one member), zstd or nothing, told apart by
 * their first bytes. Node's decompressors ignore what follows the stream; here nothing may follow.
 */

import { type FileHandle, open } from 'node:fs/promises';
import { Readable, type Transform } from 'node:stream';
import { crc32, createInflateRaw, createZstdDecompress } from 'node:zlib';
import { GZIP_TRAILER_BYTES, gzipDataOffset } from '../../core/archive/gzip.ts';
import { StellaError } from '../../core/errors.ts';
import { limit } from '../../core/limits.ts';

const CHUNK_BYTES = 256 * 1024;
/** A gzip header with a name or a comment beyond this is not read. A byte more shows that the header has ended. */
const MAX_HEADER_BYTES = limit('gzipHeaderBytes');

const MAX_ZSTD_FRAMES = limit('zstdFrames');

/** @param onBytes takes the count of bytes read from the file so far */
export async function* readArchive(
  path: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const head = new Uint8Array(Math.min(size, MAX_HEADER_BYTES + 1));
    await file.read(head, 0, head.length, 0);
    yield* chunksOf({ file, size, onBytes }, head);
  } finally {
    await file.close().catch(() => undefined);
  }
}

interface Archive {
  readonly file: FileHandle;
  readonly size: number;
  readonly onBytes: (bytes: number) => void;
}

function chunksOf(archive: Archive, head: Uint8Array): AsyncGenerator<Uint8Array> {
  if (head[0] === 0x1f && head[1] === 0x8b) return gunzip(archive, head);
  if (isZstdHead(head)) return unzstd(archive);
  return plain(archive);
}

/** A frame, or one to be skipped (RFC 8878 section 3.1), with which compressors that work in parallel begin. */
function isZstdHead([a = 0, b, c, d]: Uint8Array): boolean {
  return (
    (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) ||
    (a >> 4 === 5 && b === 0x2a && c === 0x4d && d === 0x18)
  );
}

/** The next chunk is read while the last one is taken in. */
async function* plain({ file, size, onBytes }: Archive, start = 0): AsyncGenerator<Uint8Array> {
  const read = async (position: number): Promise<Uint8Array> => {
    const chunk = new Uint8Array(Math.max(0, Math.min(CHUNK_BYTES, size - position)));
    const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
    return chunk.subarray(0, bytesRead);
  };
  let position = start;
  for (let next = read(position); ; ) {
    const chunk = await next;
    if (chunk.length === 0) return;
    position += chunk.length;
    next = read(position);
    // Whoever asks for it gets the failure.
    next.catch(() => undefined);
    onBytes(position);
    yield chunk;
  }
}

async function* gunzip(archive: Archive, head: Uint8Array): AsyncGenerator<Uint8Array> {
  const start = gzipDataOffset(head);
  if (start === null) throw damaged('is not a gzip file');
  let checksum = 0;
  let length = 0;
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  for await (const chunk of unpack(archive, inflate, start)) {
    checksum = crc32(chunk, checksum);
    length += chunk.length;
    yield chunk;
  }
  await checkTrailer(archive, start + inflate.bytesWritten, checksum, length);
}

/** Frame after frame to the end of the file: compressors that work in parallel write many, and Node's ends with an empty one. */
async function* unzstd(archive: Archive): AsyncGenerator<Uint8Array> {
  let position = 0;
  for (let frames = 0; position < archive.size; frames++) {
    if (frames === MAX_ZSTD_FRAMES) throw damaged(`has more than ${MAX_ZSTD_FRAMES} zstd frames`);
    const decompress = createZstdDecompress({ chunkSize: CHUNK_BYTES });
    yield* unpack(archive, decompress, position);
    if (decompress.bytesWritten === 0) throw damaged('is cut short or damaged');
    position += decompress.bytesWritten;
  }
}

async function* unpack(archive: Archive, unpacker: Transform, start: number): AsyncGenerator<Uint8Array> {
  const packed = Readable.from(plain(archive, start));
  let readingFault: Error | null = null;
  packed.on('error', (error) => {
    readingFault = error;
    unpacker.destroy(error);
  });
  packed.pipe(unpacker);
  try {
    for await (const chunk of unpacker as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    throw readingFault ?? damaged('is cut short or damaged', error);
  } finally {
    packed.destroy();
    unpacker.destroy();
  }
}

async function checkTrailer(
  { file, size }: Archive,
  position: number,
  checksum: number,
  length: number,
): Promise<void> {
  const trailer = Buffer.alloc(GZIP_TRAILER_BYTES);
  const { bytesRead } = await file.read(trailer, 0, GZIP_TRAILER_BYTES, position);
  if (bytesRead < GZIP_TRAILER_BYTES) throw damaged('is cut short');
  if (position + GZIP_TRAILER_BYTES < size) throw damaged('has bytes after its end');
  if (trailer.readUInt32LE(0) !== checksum || trailer.readUInt32LE(4) !== length % 2 ** 32) {
    throw damaged('is damaged: its checksum does not hold');
  }
}

function damaged(problem: string, cause?: unknown): StellaError {
  return new StellaError('KIT_INVALID', `the kit ${problem}`, {
    ...(cause === undefined ? {} : { cause }),
    hint: 'the kit is damaged or was altered: carry it over again from its maker',
  });
}
