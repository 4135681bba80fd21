/**
 * Writes files so that, whatever happens, a path holds either what it held before or the whole new content: a temporary
 * file beside it, synced, then renamed or linked into place, then the folder synced.
 */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isStellaError, StellaError } from '../../core/errors.ts';
import { fileSystemError } from './file-system-error.ts';

export interface WriteOptions {
  /** Names the file in errors. */
  readonly what: string;
  /** False: an existing file is OUTPUT_EXISTS. */
  readonly overwrite: boolean;
  /** Permission bits of a new file. */
  readonly mode?: number;
  /** True: the caller syncs the folder once, after many files. Until then a power cut may take the new file away again. */
  readonly isFolderSyncLeft?: boolean;
}

/** @throws StellaError OUTPUT_EXISTS, PERMISSION_DENIED or STORAGE_FULL; nothing is left behind then */
export function writeFileAtomically(path: string, bytes: Uint8Array, options: WriteOptions): void {
  const temporary = temporaryBeside(path);
  try {
    // Not a hard link, which would leave no gap: the file systems of memory sticks have none.
    refuseExisting(path, options);
    writeSynced(temporary, bytes, options.mode ?? 0o644);
    renameSync(temporary, path);
    if (options.isFolderSyncLeft !== true) syncFolder(dirname(path));
  } catch (error) {
    throw fileSystemError(error, {
      what: `${options.what} ${JSON.stringify(path)}`,
      missing: 'INPUT_MISSING',
    });
  } finally {
    removeTemporary(temporary);
  }
}

function temporaryBeside(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
}

/** Whether a file of this name was never finished, or is being written at this moment. */
export function isTemporary(name: string): boolean {
  return name.startsWith('.') && name.endsWith('.tmp');
}

/**
 * For who works long before there is something to write.
 * @throws StellaError OUTPUT_EXISTS
 */
export function refuseExisting(path: string, { what, overwrite }: WriteOptions): void {
  if (!overwrite && existsSync(path)) throw outputExists(path, what);
}

/** What cannot be removed was never made, or the folder can no longer be written: either way the error is told already. */
function removeTemporary(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    if (!isStellaError(fileSystemError(error, { what: 'the file', missing: 'INPUT_MISSING' }))) throw error;
  }
}

/**
 * Makes a folder and those above it, for the owner alone. Step by step, because Node's recursive mkdir never returns where the
 * kernel answers ENOENT below a folder that exists, as `/proc` does.
 */
export function makeFolder(path: string, what: string): void {
  try {
    const missing: string[] = [];
    for (let folder = resolve(path); !existsSync(folder); folder = dirname(folder)) missing.unshift(folder);
    for (const folder of missing) makeOneFolder(folder);
    if (!statSync(path).isDirectory())
      throw new StellaError('PERMISSION_DENIED', `${what} ${JSON.stringify(path)} is a file`);
  } catch (error) {
    throw fileSystemError(error, { what: `${what} ${JSON.stringify(path)}`, missing: 'PERMISSION_DENIED' });
  }
}

/** Another process may make the same folder at the same moment. */
function makeOneFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (isDanglingLink(folder)) throw danglingLink(folder);
    if (!existsSync(folder)) throw error;
    return;
  }
  syncParent(folder);
}

/** So that a power cut does not take away a folder with the files in it. Who may write a folder need not be allowed to read it. */
function syncParent(path: string): void {
  try {
    syncFolder(dirname(path));
  } catch (error) {
    if (!isStellaError(fileSystemError(error, { what: 'the folder', missing: 'PERMISSION_DENIED' })))
      throw error;
  }
}

/** A link to what is not there, as to a disk that is not mounted. */
export function isDanglingLink(path: string): boolean {
  return !existsSync(path) && isLink(path);
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

function danglingLink(path: string): StellaError {
  return new StellaError('PERMISSION_DENIED', `${JSON.stringify(path)} is a link to what is not there`, {
    hint: 'mount the disk that it leads to, or correct the link',
  });
}

/** Makes a rename in the folder survive a power cut. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function writeSynced(path: string, bytes: Uint8Array, mode: number): void {
  const file = openSync(path, 'wx', mode);
  try {
    let written = 0;
    while (written < bytes.length) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function outputExists(path: string, what: string): StellaError {
  return new StellaError('OUTPUT_EXISTS', `${what} ${JSON.stringify(path)} exists already`, {
    hint: 'choose another path, or add --force to replace it',
  });
}
