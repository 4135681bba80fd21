/** The lines of a file as they are read: a file of any size needs the memory of its longest line. */
import { createReadStream } from 'node:fs';
import { type ErrorCode, StellaError } from '../../core/errors.ts';
import { fileSystemError } from './file-system-error.ts';

const NEWLINE = 0x0a;

export interface LineOptions {
  /** Names the file in errors. */
  readonly what: string;
  readonly missing: ErrorCode;
  readonly maxLineBytes: number;
}

/**
 * Lines without their newlines; a last one that has none counts too.
 * @param path a file, or `-` for standard input
 * @throws StellaError `missing`, PERMISSION_DENIED or LIMIT_EXCEEDED
 */
export async function* readLines(
  path: string,
  { what, missing, maxLineBytes }: LineOptions,
): AsyncGenerator<Uint8Array> {
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of path === '-' ? process.stdin : createReadStream(path)) {
      const bytes = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
        yield bytes.subarray(start, end);
        start = end + 1;
      }
      rest = bytes.subarray(start);
      if (rest.length > maxLineBytes)
        throw new StellaError('LIMIT_EXCEEDED', `${what} has a line of more than ${maxLineBytes} bytes`);
    }
  } catch (error) {
    throw fileSystemError(error, { what, missing });
  }
  if (rest.length > 0) yield rest;
}
