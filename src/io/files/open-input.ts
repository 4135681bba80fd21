/**
 * Opens a file that the user named, for reading. Only regular files are opened, and pipes that this process inherited, which
 * is what a shell's `<(command)` names: any other pipe waits for a writer that may never come, and a device has no end.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type ErrorCode, StellaError } from '../../core/errors.ts';

export interface InputName {
  /** Names the file in errors: `the SBOM`. */
  readonly what: string;
  /** The code for what is not there, or is not a file. */
  readonly missing: ErrorCode;
}

export interface OpenedInput {
  readonly file: FileHandle;
  /** Null for a pipe, which cannot tell. */
  readonly size: number | null;
}

/** What a shell passes for `<(command)`, and standard input by its name. Opening it never waits. */
const INHERITED = /^\/(?:dev\/(?:fd\/\d+|stdin)|proc\/self\/fd\/\d+)$/;

/**
 * The caller closes the file.
 * @throws StellaError `missing` for a folder, a device, a socket or a named pipe; errors of the file system as they are
 */
export async function openInput(path: string, { what, missing }: InputName): Promise<OpenedInput> {
  const isInherited = INHERITED.test(path);
  // Opened so, a named pipe does not wait for its writer; on regular files the flag means nothing.
  const file = await open(path, isInherited ? 'r' : constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = await file.stat();
    if (status.isFile()) return { file, size: status.size };
    if (status.isFIFO() && isInherited) return { file, size: null };
    const kind = status.isDirectory() ? 'folder' : status.isFIFO() ? 'pipe' : 'device';
    throw new StellaError(missing, `${what} ${JSON.stringify(path)} is a ${kind}, expected a file`, {
      ...(kind === 'pipe'
        ? { hint: 'where - is taken, give that and redirect the pipe to standard input' }
        : {}),
    });
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
}
