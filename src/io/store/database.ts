/** Opens the store's SQLite file with the settings that it relies on, and brings it to the newest schema. */
import { accessSync, chmodSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { StellaError } from '../../core/errors.ts';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';
import { isNoSpace, storeError } from './store-error.ts';

export type Database = SqliteDatabase.Database;

/** How long a writer waits for another before STORE_BUSY. */
const BUSY_TIMEOUT_MS = 5000;

/**
 * Each setting is chosen: WAL lets readers go on while one writes; FULL syncs at every commit, so that what was
 * acknowledged survives a power cut; foreign keys are off in SQLite unless asked for; an untrusted schema may not call
 * functions; cell sizes are checked because the file may have been edited.
 */
const SETTINGS = [
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'trusted_schema = OFF',
  'cell_size_check = ON',
  'mmap_size = 0',
] as const;

/** Begins the ledger, in the transaction that makes its tables. */
export type BeginLedger = (database: Database) => void;

/** A database in memory with the newest schema and nothing in it. */
export function openEmptyDatabase(): Database {
  const database = new SqliteDatabase(':memory:');
  migrate(database, () => undefined);
  return database;
}

/**
 * Opens the file, or makes it. On a medium that cannot be written the file is read into memory, because SQLite wants to
 * write beside a database in WAL mode even to read it.
 * @throws StellaError STORE_TOO_NEW, STORE_CORRUPT, STORE_BUSY, PERMISSION_DENIED or STORAGE_FULL
 */
export function openDatabase(path: string, beginLedger: BeginLedger): Database {
  try {
    const isNew = !existsSync(path);
    if (!isNew && !isWritable(path)) return openReadOnlyCopy(path, beginLedger);
    return openShared(path, isNew, beginLedger);
  } catch (error) {
    throw storeError(error, path);
  }
}

/** Processes that share a database in WAL mode need a little space beside it. Where there is none, the file is opened alone. */
function openShared(path: string, isNew: boolean, beginLedger: BeginLedger): Database {
  try {
    return openWith('NORMAL', path, isNew, beginLedger);
  } catch (error) {
    if (isNew || !isNoSpace(error, path)) throw error;
    return openWith('EXCLUSIVE', path, isNew, beginLedger);
  }
}

function openWith(
  locking: 'NORMAL' | 'EXCLUSIVE',
  path: string,
  isNew: boolean,
  beginLedger: BeginLedger,
): Database {
  const database = new SqliteDatabase(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    if (isNew) chmodSync(path, 0o600);
    database.pragma(`locking_mode = ${locking}`);
    checkOwner(database, path);
    for (const setting of SETTINGS) database.pragma(setting);
    migrate(database, beginLedger);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    accessSync(dirname(path), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Offsets in the file header where SQLite marks WAL mode (2); 1 is the mode of a database in memory. */
const JOURNAL_MODE_OFFSETS = [18, 19] as const;

function openReadOnlyCopy(path: string, beginLedger: BeginLedger): Database {
  const log = `${path}-wal`;
  if (existsSync(log) && statSync(log).size > 0) {
    throw new StellaError(
      'PERMISSION_DENIED',
      `the store ${JSON.stringify(path)} cannot be written and was not closed`,
      {
        hint: 'open it once where it can be written, with any command, and copy it again',
      },
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

function checkOwner(database: Database, path: string): void {
  const applicationId = database.pragma('application_id', { simple: true }) as number;
  const tables = database.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get() as number;
  if (applicationId === APPLICATION_ID || (applicationId === 0 && tables === 0)) return;
  database.close();
  throw new StellaError('STORE_CORRUPT', `${JSON.stringify(path)} is a database of another program`, {
    hint: 'choose another folder with --home or STELLA_HOME',
  });
}

function migrate(database: Database, beginLedger: BeginLedger): void {
  const version = database.pragma('user_version', { simple: true }) as number;
  if (version > MIGRATIONS.length) {
    throw new StellaError(
      'STORE_TOO_NEW',
      `the store has schema ${version}, this program knows up to ${MIGRATIONS.length}`,
      {
        details: { expected: MIGRATIONS.length, received: version },
        hint: 'use the version of stella that made the store, or a newer one',
      },
    );
  }
  if (version === MIGRATIONS.length) return;
  // A table that others refer to can be made anew only without foreign keys, and the setting cannot change in a transaction.
  database.pragma('foreign_keys = OFF');
  const upgrade = database.transaction(() => {
    // Another process may have migrated while this one waited for the lock.
    const current = database.pragma('user_version', { simple: true }) as number;
    const hadLedger = hasLedger(database);
    for (const migration of MIGRATIONS.slice(current)) database.exec(migration);
    if (!hadLedger) beginLedger(database);
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.pragma(`user_version = ${MIGRATIONS.length}`);
  });
  upgrade.immediate();
  database.pragma('foreign_keys = ON');
}

function hasLedger(database: Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'ledger'").get() !== undefined;
}
