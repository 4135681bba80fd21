/**
 * Opens a file that the user named, for reading. Only regular files are opened, and pipes that this process inherited, which
 * is what a shell's `<(command)` names: any other pipe waits for a writer that may never come, and a device has no end.
 */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { type ErrorCode, StellaError } from '../../core/errors.ts';

export interface InputName {
  /** Names the file in errors: `the SBOM`. */
  readonly what: string;
  /** The code for what is not there, or is not a file. */
  readonly missing: ErrorCode;
}

export interface OpenedInput {
  readonly descriptor: number;
  /** Null for a pipe, which cannot tell. */
  readonly size: number | null;
}

/** What a shell passes for `<(command)`, and standard input by its name. Opening it never waits. */
const INHERITED = /^\/(?:dev\/(?:fd\/\d+|stdin)|proc\/self\/fd\/\d+)$/;

/**
 * The caller closes the descriptor.
 * @throws StellaError `missing` for a folder, a device, a socket or a named pipe; errors of the file system as they are
 */
export function openInput(path: string, { what, missing }: InputName): OpenedInput {
  const isInherited = INHERITED.test(path);
  // Opened so, a named pipe does not wait for its writer; on regular files the flag means nothing.
  const descriptor = openSync(path, isInherited ? 'r' : constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = fstatSync(descriptor);
    if (status.isFile()) return { descriptor, size: status.size };
    if (status.isFIFO() && isInherited) return { descriptor, size: null };
    const kind = status.isDirectory() ? 'folder' : status.isFIFO() ? 'pipe' : 'device';
    throw new StellaError(missing, `${what} ${JSON.stringify(path)} is a ${kind}, expected a file`, {
      ...(kind === 'pipe'
        ? { hint: 'where - is taken, give that and redirect the pipe to standard input' }
        : {}),
    });
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}
