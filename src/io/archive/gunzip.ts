/**
 * Strict gunzip of a file in memory. Node's own accepts a second member and ignores what follows the stream; here the file
 * is one member, its checksum and length hold, and nothing follows.
 */
import { crc32, createInflateRaw, type InflateRaw, inflateRawSync } from 'node:zlib';
import { GZIP_TRAILER_BYTES, gzipDataOffset } from '../../core/archive/gzip.ts';
import { type ErrorCode, StellaError } from '../../core/errors.ts';
import { limit } from '../../core/limits.ts';

/** A file that claims less and unpacks to more is given up here, so that what it claims can be planned with. */
const UNCLAIMED_BYTES_MAX = limit('bundleUnclaimedBytes');

/** Of what is unpacked in one step. */
const CHUNK_BYTES = 256 * 1024;

/** What the file unpacks to, by its last four bytes (RFC 1952 section 2.3.1), modulo 4 GiB. */
function claimedLength(file: Uint8Array): number {
  return file.length < 4 ? 0 : Buffer.from(file.subarray(-4)).readUInt32LE(0);
}

/**
 * Unpacks `file` chunk by chunk into `take`, which throws when it has had enough.
 * @throws StellaError `code` when the file is no gzip file, is cut short, damaged, or has bytes after its end; what `take` throws
 */
export async function gunzipStrict(
  file: Uint8Array,
  what: string,
  code: ErrorCode,
  take: (chunk: Uint8Array) => void,
): Promise<void> {
  const start = gzipDataOffset(file);
  if (start === null) throw new StellaError(code, `${what} is not a gzip file`);
  const data = file.subarray(start);
  let checksum = 0;
  let length = 0;
  const claimed = claimedLength(file);
  const takeChunk = (chunk: Uint8Array): void => {
    checksum = crc32(chunk, checksum);
    length += chunk.length;
    if (length > Math.max(claimed, UNCLAIMED_BYTES_MAX))
      throw new StellaError(code, `${what} is damaged: it unpacks to more than it claims`);
    take(chunk);
  };
  try {
    const small = claimed <= CHUNK_BYTES ? inflateAtOnce(data) : null;
    if (small !== null) takeChunk(small.buffer);
    const packedBytes = small?.engine.bytesWritten ?? (await inflateInChunks(data, takeChunk));
    checkTrailer(data.subarray(packedBytes), checksum, length, what, code);
  } catch (error) {
    if (!isZlibError(error)) throw error;
    throw new StellaError(code, `${what} is cut short or damaged`, { cause: error });
  }
}

/** Returns how many bytes of `data` the stream took. */
async function inflateInChunks(data: Uint8Array, take: (chunk: Uint8Array) => void): Promise<number> {
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  inflate.end(data);
  for await (const chunk of inflate as AsyncIterable<Buffer>) take(chunk);
  return inflate.bytesWritten;
}

/** All that `data` unpacks to, without zlib's threads; null when it is more than a chunk. */
function inflateAtOnce(data: Uint8Array): Inflated | null {
  try {
    // What Node.js answers with `info` is not what its types say.
    return inflateRawSync(data, { info: true, maxOutputLength: CHUNK_BYTES }) as unknown as Inflated;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return null;
    throw error;
  }
}

interface Inflated {
  readonly buffer: Buffer;
  readonly engine: InflateRaw;
}

/** What zlib says of its input, as opposed to what `take` throws. */
function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

function checkTrailer(
  trailer: Uint8Array,
  checksum: number,
  length: number,
  what: string,
  code: ErrorCode,
): void {
  if (trailer.length < GZIP_TRAILER_BYTES) throw new StellaError(code, `${what} is cut short`);
  if (trailer.length > GZIP_TRAILER_BYTES) throw new StellaError(code, `${what} has bytes after its end`);
  const view = new DataView(trailer.buffer, trailer.byteOffset, trailer.byteLength);
  if (view.getUint32(0, true) !== checksum || view.getUint32(4, true) !== length % 2 ** 32) {
    throw new StellaError(code, `${what} is damaged: its checksum does not hold`);
  }
}
