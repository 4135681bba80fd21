/** Opens the store's SQLite file with the settings that it relies on, and brings it to the newest schema. */
import { accessSync, chmodSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { openReadOnly } from './read-only-database.ts';
import { MIGRATIONS } from './schema.ts';
import { schemaVersionOf } from './schema-version.ts';
import { isNoSpace, storeError } from './store-error.ts';
import { type BeginLedger, checkOwner, migrate } from './upgrade.ts';

export type Database = SqliteDatabase.Database;

/** How long one process waits for another before STORE_BUSY. */
const BUSY_TIMEOUT_MS = 5000;

/**
 * Each setting is chosen: WAL lets readers go on while one writes; FULL syncs at every commit, so that what was
 * acknowledged survives a power cut; foreign keys are off in SQLite unless asked for; an untrusted schema may not call
 * functions; cell sizes are checked because the file may have been edited. Three records of a feed fit on a page of 8 KiB, where
 * one would waste half of the usual size; an index over the largest feeds looks its digests up in 32 MiB.
 */
const SETTINGS = [
  'page_size = 8192',
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'trusted_schema = OFF',
  'cell_size_check = ON',
  'mmap_size = 0',
  'cache_size = -32768',
] as const;

/** A database in memory with the newest schema and nothing in it. */
export function openEmptyDatabase(): Database {
  const database = new SqliteDatabase(':memory:');
  migrate(database, () => undefined);
  return database;
}

/**
 * Opens the file, or makes it. Who may not write it reads beside a process that does, or else a copy of the file in memory,
 * because SQLite wants to write beside a database in WAL mode even to read it.
 * @param isInspection true: a file of an older schema is not upgraded, but read as who may not write it does
 * @throws StellaError STORE_TOO_NEW, STORE_CORRUPT, STORE_BUSY, PERMISSION_DENIED, STORAGE_FULL or LIMIT_EXCEEDED
 */
export function openDatabase(path: string, beginLedger: BeginLedger, isInspection = false): Database {
  try {
    const isNew = !existsSync(path);
    const isLeftAlone = isInspection && !isCurrent(path);
    if (!isNew && (isLeftAlone || !isWritable(path))) return openReadOnly(path, beginLedger);
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

function isCurrent(path: string): boolean {
  return schemaVersionOf(path) === MIGRATIONS.length;
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
