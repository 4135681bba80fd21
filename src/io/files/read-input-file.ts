/** Reads a file that the user named, with a bound on its size and the code that fits when it is not there. */
import { open } from 'node:fs/promises';
import { type ErrorCode, StellaError } from '../../core/errors.ts';
import { fileSystemError } from './file-system-error.ts';

/** Largest SBOM, and largest document of other kinds (VEX, evidence, rules), that is read, in bytes. */
export const MAX_SBOM_BYTES = 256 * 2 ** 20;
export const MAX_DOCUMENT_BYTES = 64 * 2 ** 20;

export interface InputFileOptions {
  /** Names the file in errors: `the SBOM`. */
  readonly what: string;
  readonly missing: ErrorCode;
  readonly maxBytes: number;
}

/**
 * @param path a file, or `-` for standard input
 * @throws StellaError `missing`, PERMISSION_DENIED or LIMIT_EXCEEDED
 */
export async function readInputFile(path: string, options: InputFileOptions): Promise<Uint8Array> {
  if (path === '-') return await readStream(process.stdin, options);
  try {
    const file = await open(path, 'r');
    try {
      const status = await file.stat();
      if (status.isDirectory()) {
        throw new StellaError(
          options.missing,
          `${options.what} ${JSON.stringify(path)} is a folder, expected a file`,
        );
      }
      if (status.size > options.maxBytes) throw tooLarge(options, status.size);
      // A pipe has no size to tell, so what comes is bounded as it comes.
      if (!status.isFile()) return await readStream(file.createReadStream(), options);
      return new Uint8Array(await file.readFile());
    } finally {
      await file.close().catch(() => undefined);
    }
  } catch (error) {
    throw fileSystemError(error, {
      what: `${options.what} ${JSON.stringify(path)}`,
      missing: options.missing,
    });
  }
}

async function readStream(stream: AsyncIterable<Buffer>, options: InputFileOptions): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > options.maxBytes) throw tooLarge(options, size);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function tooLarge({ what, maxBytes }: InputFileOptions, size: number): StellaError {
  return new StellaError('LIMIT_EXCEEDED', `${what} has ${size} bytes or more; at most ${maxBytes} are read`);
}
