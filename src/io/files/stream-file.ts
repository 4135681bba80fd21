/** Reads a file that the user named piece by piece, whatever its size. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type ErrorCode, StellaError } from '../../core/errors.ts';
import { fileSystemError } from './file-system-error.ts';

const CHUNK_BYTES = 256 * 1024;

export interface StreamFileOptions {
  /** Names the file in errors: `the artifact`. */
  readonly what: string;
  readonly missing: ErrorCode;
}

/**
 * @param path a file, or `-` for standard input
 * @throws StellaError `missing` or PERMISSION_DENIED, when the first piece is asked for
 */
export async function* streamFile(
  path: string,
  { what, missing }: StreamFileOptions,
): AsyncGenerator<Uint8Array> {
  const name = `${what} ${JSON.stringify(path)}`;
  try {
    if (path === '-') {
      yield* process.stdin as AsyncIterable<Buffer>;
      return;
    }
    if ((await stat(path)).isDirectory())
      throw new StellaError(missing, `${name} is a folder, expected a file`);
    yield* createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw fileSystemError(error, { what: name, missing });
  }
}
