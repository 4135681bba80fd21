/** What an error of SQLite means to the user. */
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ErrorCode, StellaError } from '../../core/errors.ts';
import { fileSystemError } from '../files/file-system-error.ts';
import { holderText, readHolder } from './lock-holder.ts';

/** The StellaError for `error`; what neither SQLite nor the file system made comes back as it is. */
export function storeError(error: unknown, path: string): unknown {
  if (!isSqliteError(error)) {
    return fileSystemError(error, {
      what: `the store ${JSON.stringify(path)}`,
      missing: 'PERMISSION_DENIED',
    });
  }
  const meaning = isNoSpace(error, path) ? NO_SPACE : meaningOf(error.code);
  if (meaning === undefined) return error;
  const { code, problem, hint } = meaning;
  const holder = code === 'STORE_BUSY' ? readHolder(path) : null;
  const who = holder === null ? '' : `, perhaps ${holderText(holder)}`;
  return new StellaError(code, `${problem} ${JSON.stringify(path)} (${error.code})${who}`, {
    cause: error,
    hint,
    ...(holder === null ? {} : { details: { holder } }),
  });
}

interface Meaning {
  readonly prefixes: readonly string[];
  readonly code: ErrorCode;
  readonly problem: string;
  readonly hint: string;
}

const NO_SPACE: Meaning = {
  prefixes: ['SQLITE_FULL'],
  code: 'STORAGE_FULL',
  problem: 'there is no space left for the store',
  hint: 'free some space and run the same command again; nothing was half-written',
};

/** By the beginning of SQLite's own code; the first that fits. What is not here, such as misuse, is a bug of ours. */
const MEANINGS: readonly Meaning[] = [
  {
    prefixes: ['SQLITE_BUSY', 'SQLITE_LOCKED'],
    code: 'STORE_BUSY',
    problem: 'another process is writing to the store',
    hint: 'wait for it to finish and run the same command again',
  },
  NO_SPACE,
  {
    prefixes: ['SQLITE_READONLY', 'SQLITE_CANTOPEN', 'SQLITE_PERM', 'SQLITE_AUTH'],
    code: 'PERMISSION_DENIED',
    problem: 'the store cannot be opened or written:',
    hint: 'check who owns the folder, and whether the medium can be written',
  },
  {
    prefixes: ['SQLITE_CONSTRAINT_FOREIGNKEY'],
    code: 'STORE_BUSY',
    problem: 'what this needs was taken away meanwhile from the store',
    hint: 'run the same command again',
  },
  {
    prefixes: [
      'SQLITE_CORRUPT',
      'SQLITE_NOTADB',
      'SQLITE_IOERR',
      // A table that is not there, a value that does not fit its column, a length beyond all bounds: no store of ours.
      'SQLITE_ERROR',
      'SQLITE_CONSTRAINT',
      'SQLITE_MISMATCH',
      'SQLITE_SCHEMA',
      'SQLITE_NOMEM',
      'SQLITE_TOOBIG',
      'SQLITE_INTERNAL',
      'SQLITE_FORMAT',
      'SQLITE_PROTOCOL',
    ],
    code: 'STORE_CORRUPT',
    problem: 'the store is damaged or was edited:',
    hint: 'see "stella audit store"; restore it from a backup, or choose a new folder with --home and import the kit again',
  },
];

function meaningOf(sqliteCode: string): Meaning | undefined {
  return MEANINGS.find(({ prefixes }) => prefixes.some((prefix) => sqliteCode.startsWith(prefix)));
}

/** So little space that SQLite cannot write beside the database, which it reports as one input or output error among others. */
const NO_SPACE_BYTES = 2 ** 20;

/** True for an error of SQLite that came of a full disk. */
export function isNoSpace(error: unknown, path: string): boolean {
  if (!isSqliteError(error)) return false;
  if (error.code.startsWith('SQLITE_FULL')) return true;
  return error.code.startsWith('SQLITE_IOERR') && freeBytes(path) < NO_SPACE_BYTES;
}

function freeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
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
