/** Reads a file that the user named piece by piece, whatever its size. */
import { createReadStream } from 'node:fs';
import { fileSystemError } from './file-system-error.ts';
import { type InputName, openInput } from './open-input.ts';

const CHUNK_BYTES = 256 * 1024;

/**
 * @param path a file, or `-` for standard input
 * @throws StellaError `missing` or PERMISSION_DENIED, when the first piece is asked for
 */
export async function* streamFile(path: string, name: InputName): AsyncGenerator<Uint8Array> {
  try {
    if (path === '-') {
      yield* process.stdin as AsyncIterable<Buffer>;
      return;
    }
    const { descriptor: fd } = openInput(path, name);
    // The stream closes the file, however it ends.
    yield* createReadStream(path, { fd, highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw fileSystemError(error, {
      what: `${name.what} ${JSON.stringify(path)}`,
      missing: name.missing,
    });
  }
}
