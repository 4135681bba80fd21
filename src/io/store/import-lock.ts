/**
 * One import, rollback or prune at a time, also between processes. The lock is a write lock on an SQLite file of its own, because the operating
 * system releases it whatever becomes of the process: a lock that outlives its holder would be worse than none.
 */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { StellaError } from '../../core/errors.ts';
import { makeFolder } from '../files/write-file.ts';
import { holderText, readHolder, removeHolder, writeHolder } from './lock-holder.ts';
import { storeError } from './store-error.ts';

const LOCK_FILE = 'import.lock';

/** How long to wait for another import. */
const WAIT_MS = 5000;

export interface ImportLock {
  release(): void;
}

/** @throws StellaError STORE_BUSY with who holds the lock, or PERMISSION_DENIED */
export function acquireImportLock(home: string, now: string): ImportLock {
  makeFolder(home, 'the home folder');
  const path = join(home, LOCK_FILE);
  const database = openLock(path);
  try {
    database.exec('BEGIN IMMEDIATE');
  } catch (error) {
    database.close();
    throw isBusy(error) ? busy(home) : storeError(error, path);
  }
  writeHolder(home, now);
  return {
    release: () => {
      removeHolder(home);
      database.close();
    },
  };
}

function openLock(path: string): SqliteDatabase.Database {
  try {
    const database = new SqliteDatabase(path, { timeout: WAIT_MS });
    chmodSync(path, 0o600);
    return database;
  } catch (error) {
    throw storeError(error, path);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

function busy(home: string): StellaError {
  const holder = readHolder(home);
  const who = holder === null ? 'another process' : holderText(holder);
  return new StellaError('STORE_BUSY', `another import, rollback or prune is running: ${who}`, {
    ...(holder === null ? {} : { details: { holder } }),
    hint: 'wait for it to finish and run the same command again',
  });
}
