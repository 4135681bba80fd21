/** What an error of SQLite means to the user. */
import { StellaError } from '../../core/errors.ts';
import { fileSystemError } from '../files/file-system-error.ts';

/** The StellaError for `error`; what neither SQLite nor the file system made comes back as it is. */
export function storeError(error: unknown, path: string): unknown {
  if (!isSqliteError(error)) {
    return fileSystemError(error, {
      what: `the store ${JSON.stringify(path)}`,
      missing: 'PERMISSION_DENIED',
    });
  }
  const code = error.code;
  const shown = JSON.stringify(path);
  const options = { cause: error };
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new StellaError('STORE_BUSY', `another process is writing to the store ${shown}`, {
      ...options,
      hint: 'wait for it to finish and run the same command again',
    });
  }
  if (code.startsWith('SQLITE_FULL')) {
    return new StellaError('STORAGE_FULL', `there is no space left for the store ${shown}`, {
      ...options,
      hint: 'free some space and run the same command again; nothing was half-written',
    });
  }
  if (
    code.startsWith('SQLITE_READONLY') ||
    code.startsWith('SQLITE_CANTOPEN') ||
    code.startsWith('SQLITE_PERM')
  ) {
    return new StellaError(
      'PERMISSION_DENIED',
      `the store ${shown} cannot be opened or written (${code})`,
      options,
    );
  }
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) {
    return new StellaError('STORE_CORRUPT', `the store ${shown} is damaged (${code})`, {
      ...options,
      hint: 'restore it from a backup, or choose a new folder with --home and import the kit again',
    });
  }
  return error;
}

/** True for an error of better-sqlite3, told by its name so that asking does not load the native module. */
export function isSqliteError(error: unknown): error is Error & { readonly code: string } {
  return (
    error instanceof Error &&
    error.name === 'SqliteError' &&
    'code' in error &&
    typeof error.code === 'string'
  );
}
