/** Reads a file that the user named, with a bound on its size and the code that fits when it is not there. */

import { closeSync, createReadStream, fstatSync, readFileSync } from 'node:fs';
import { StellaError } from '../../core/errors.ts';
import { limit } from '../../core/limits.ts';
import { fileSystemError } from './file-system-error.ts';
import { type InputName, openInput } from './open-input.ts';

/** Largest SBOM, and largest document of other kinds (VEX, evidence, rules), that is read, in bytes. */
export const MAX_SBOM_BYTES = limit('sbomBytes');
export const MAX_DOCUMENT_BYTES = limit('documentBytes');

export interface InputFileOptions extends InputName {
  readonly maxBytes: number;
  /** Throws when a file that begins so cannot be one: then the rest of it is not waited for. */
  readonly inspectHead?: (head: Uint8Array) => void;
}

/**
 * @param path a file, or `-` for standard input
 * @throws StellaError `missing`, PERMISSION_DENIED or LIMIT_EXCEEDED
 */
export async function readInputFile(path: string, options: InputFileOptions): Promise<Uint8Array> {
  try {
    if (path === '-') return await readStandardInput(options);
    const { descriptor, size } = openInput(path, options);
    // Files that the kernel makes up have the size 0, whatever is in them. The stream closes them, once no read of it is under way.
    if (size === null || size === 0)
      return await readStream(createReadStream(path, { fd: descriptor }), options);
    try {
      if (size > options.maxBytes) throw tooLarge(options, size);
      return new Uint8Array(readFileSync(descriptor));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw fileSystemError(error, {
      what: `${options.what} ${JSON.stringify(path)}`,
      missing: options.missing,
    });
  }
}

/** A file behind standard input tells its size; what comes through a pipe is bounded as it comes. */
async function readStandardInput(options: InputFileOptions): Promise<Uint8Array> {
  const status = fstatSync(process.stdin.fd);
  if (status.isFile() && status.size > options.maxBytes) throw tooLarge(options, status.size);
  return await readStream(process.stdin, options);
}

async function readStream(stream: AsyncIterable<Buffer>, options: InputFileOptions): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    if (size === 0) options.inspectHead?.(chunk);
    size += chunk.length;
    if (size > options.maxBytes) throw tooLarge(options, size);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function tooLarge({ what, maxBytes }: InputFileOptions, size: number): StellaError {
  return new StellaError('LIMIT_EXCEEDED', `${what} has ${size} bytes or more; at most ${maxBytes} are read`);
}
