/** What an error of the operating system means to the user. */
import { type ErrorCode, isStellaError, StellaError } from '../../core/errors.ts';

export interface FileSystemContext {
  /** Names the file or folder in the message. */
  readonly what: string;
  /** The code for a file that is not there. */
  readonly missing: ErrorCode;
}

/** The StellaError for `error`; one that is a StellaError already, or that no file system makes, comes back as it is. */
export function fileSystemError(error: unknown, { what, missing }: FileSystemContext): unknown {
  if (isStellaError(error) || !isErrnoException(error)) return error;
  const options = { cause: error };
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new StellaError(missing, `${what} does not exist`, { ...options, hint: 'check the path' });
    case 'EACCES':
    case 'EPERM':
      return new StellaError('PERMISSION_DENIED', `${what} may not be accessed (${error.code})`, {
        ...options,
        hint: 'check who owns it, and as which user this runs',
      });
    case 'EROFS':
      return new StellaError('PERMISSION_DENIED', `${what} is on a read-only file system (${error.code})`, {
        ...options,
        hint: 'what only reads works there; for anything else choose a place that can be written',
      });
    case 'ENOSPC':
    case 'EDQUOT':
      return new StellaError('STORAGE_FULL', `there is no space left for ${what}`, {
        ...options,
        hint: 'free some space and run the same command again; nothing was half-written',
      });
    case 'EEXIST':
      return new StellaError('OUTPUT_EXISTS', `${what} exists already`, options);
    default:
      return new StellaError(
        'PERMISSION_DENIED',
        `${what} cannot be used (${error.code ?? 'unknown error'})`,
        options,
      );
  }
}

function isErrnoException(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
