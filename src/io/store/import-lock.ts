/**
 * One import at a time, also between processes. The lock is a write lock on an SQLite file of its own, because the operating
 * system releases it whatever becomes of the process: a lock that outlives its holder would be worse than none.
 */
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { StellaError } from '../../core/errors.ts';
import { makeFolder } from '../files/write-file.ts';
import { storeError } from './store-error.ts';

const LOCK_FILE = 'import.lock';
/** Beside it, in words: who holds it. Only as good as the last one to write it. */
const HOLDER_FILE = 'import.holder.json';

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
      rmSync(join(home, HOLDER_FILE), { force: true });
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
  const who =
    holder === null
      ? 'another process'
      : `process ${holder.pid} of ${holder.user} on ${holder.host}, since ${holder.since}`;
  return new StellaError('STORE_BUSY', `another import is running: ${who}`, {
    ...(holder === null ? {} : { details: { holder } }),
    hint: 'wait for it to finish and run the same command again',
  });
}

interface Holder {
  readonly pid: number;
  readonly user: string;
  readonly host: string;
  readonly since: string;
}

function writeHolder(home: string, since: string): void {
  const holder: Holder = { pid: process.pid, user: userName(), host: hostname(), since };
  try {
    writeFileSync(join(home, HOLDER_FILE), JSON.stringify(holder), { mode: 0o600 });
  } catch {
    // It only helps people; the lock holds without it.
  }
}

function readHolder(home: string): Holder | null {
  try {
    const { pid, user, host, since } = JSON.parse(readFileSync(join(home, HOLDER_FILE), 'utf8'));
    return { pid: Number(pid), user: String(user), host: String(host), since: String(since) };
  } catch {
    return null;
  }
}

/** An account without a name, as containers have them, has only a number. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
