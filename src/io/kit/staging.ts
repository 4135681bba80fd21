/**
 * The folder in which the files of a kit wait for the import: `<home>/staging/<random>`. They are named by number, so that
 * nothing of a kit's paths reaches the file system.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { KitFileSink, StagedFiles } from '../../app/ports/kit-tools.ts';
import { StellaError } from '../../core/errors.ts';
import type { KitEntry } from '../../core/kit/kit-statement.ts';
import { fileSystemError } from '../files/file-system-error.ts';
import { makeFolder, syncFolder } from '../files/write-file.ts';

const STAGING_FOLDER = 'staging';

/** Removes what imports that were interrupted left. Only for the holder of the import lock: every folder here is then dead. */
export function removeStaleStaging(home: string): void {
  rmSync(join(home, STAGING_FOLDER), { recursive: true, force: true });
}

export class Staging implements StagedFiles {
  readonly #folder: string;
  readonly #files = new Map<string, string>();

  constructor(home: string) {
    this.#folder = join(home, STAGING_FOLDER, randomUUID());
    makeFolder(this.#folder, 'the staging folder');
  }

  /** A sink for the file of `entry`, which is synced to disk when it ends. */
  readonly open = (entry: KitEntry): KitFileSink => {
    const path = join(this.#folder, String(this.#files.size));
    const descriptor = guarded(() => openSync(path, 'wx', 0o600));
    return {
      write: (chunk) => guarded(() => writeAll(descriptor, chunk)),
      end: () => {
        guarded(() => fsyncSync(descriptor));
        closeSync(descriptor);
        this.#files.set(entry.path, path);
      },
      abort: () => closeSync(descriptor),
    };
  };

  pathOf({ path }: KitEntry): string {
    const file = this.#files.get(path);
    if (file === undefined) throw new StellaError('INTERNAL', `${JSON.stringify(path)} was not staged`);
    return file;
  }

  read(entry: KitEntry): Uint8Array {
    return guarded(() => new Uint8Array(readFileSync(this.pathOf(entry))));
  }

  sync(): void {
    guarded(() => syncFolder(this.#folder));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function writeAll(descriptor: number, chunk: Uint8Array): void {
  let written = 0;
  while (written < chunk.length) written += writeSync(descriptor, chunk, written);
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fileSystemError(error, { what: 'the staging folder', missing: 'PERMISSION_DENIED' });
  }
}
