/** A store that this process may not write: beside the process that does, or on a medium that nobody can write. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import SqliteDatabase from 'better-sqlite3';
import { StellaError } from '../../core/errors.ts';
import { limit } from '../../core/limits.ts';
import { MIGRATIONS } from './schema.ts';
import { isSqliteError } from './store-error.ts';
import { type BeginLedger, checkOwner, migrate, refuseNewer } from './upgrade.ts';

/** How long to wait for the process that writes. */
const BUSY_TIMEOUT_MS = 5000;

/** Offsets in the file header where SQLite marks WAL mode (2); 1 is the mode of a database in memory. */
const JOURNAL_MODE_OFFSETS = [18, 19] as const;

/** @throws StellaError PERMISSION_DENIED, LIMIT_EXCEEDED, STORE_TOO_NEW or STORE_CORRUPT */
export function openReadOnly(path: string, beginLedger: BeginLedger): Database {
  const log = `${path}-wal`;
  if (!existsSync(log)) return openReadOnlyCopy(path, beginLedger);
  try {
    return openBesideWriter(path);
  } catch (error) {
    if (!isSqliteError(error) || !error.code.startsWith('SQLITE_CANTOPEN')) throw error;
  }
  if (statSync(log).size === 0) return openReadOnlyCopy(path, beginLedger);
  throw new StellaError(
    'PERMISSION_DENIED',
    `the store ${JSON.stringify(path)} cannot be written and was not closed`,
    { hint: 'open it once where it can be written, with any command, and copy it again' },
  );
}

/** SQLite can read beside a process that writes, without writing itself, while that process keeps its log and index there. */
function openBesideWriter(path: string): Database {
  const database = new SqliteDatabase(path, { readonly: true, timeout: BUSY_TIMEOUT_MS });
  checkOwner(database, path);
  const version = database.pragma('user_version', { simple: true }) as number;
  if (version === MIGRATIONS.length) return database;
  refuseNewer(version);
  throw new StellaError(
    'PERMISSION_DENIED',
    `the store has the older schema ${version} and cannot be written`,
    {
      hint: 'open it once with this version of stella as a user who may write it',
    },
  );
}

/** Largest file that is read into memory. */
const MAX_COPY_BYTES = limit('readOnlyStoreBytes');

function openReadOnlyCopy(path: string, beginLedger: BeginLedger): Database {
  const { size } = statSync(path);
  if (size > MAX_COPY_BYTES) {
    throw new StellaError(
      'LIMIT_EXCEEDED',
      `the store has ${size} bytes; where it cannot be written, at most ${MAX_COPY_BYTES} are read`,
      { hint: 'copy the home folder to where it can be written' },
    );
  }
  const file = readFileSync(path);
  for (const offset of JOURNAL_MODE_OFFSETS) if (file[offset] === 2) file[offset] = 1;
  const database = new SqliteDatabase(file);
  checkOwner(database, path);
  // An older schema is brought to the newest one in memory; after that a write is refused, for nobody would ever see it.
  migrate(database, beginLedger);
  database.pragma('query_only = ON');
  return database;
}
