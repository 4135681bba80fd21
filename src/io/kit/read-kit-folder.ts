/** Reads a kit that lies unpacked in a folder: regular files only, never through a link. */
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { sortedByKey } from '../../core/encoding/order.ts';
import { StellaError } from '../../core/errors.ts';
import { KIT_ENVELOPE_FILE, KIT_LIMITS } from '../../core/kit/kit-layout.ts';
import type { KitIntake } from './kit-intake.ts';

const CHUNK_BYTES = 256 * 1024;

/** Between two of so many bytes signals are heard. */
const BREATH_BYTES = 4 * 2 ** 20;

/** @param onBytes takes the count of bytes read so far */
export async function readKitFolder(
  folder: string,
  intake: KitIntake,
  onBytes: (bytes: number) => void,
): Promise<void> {
  let bytes = 0;
  const take = async (path: string): Promise<void> => {
    for (const count of readFile(join(folder, path), path, intake)) {
      if (Math.floor(bytes / BREATH_BYTES) !== Math.floor((bytes + count) / BREATH_BYTES))
        await setImmediate();
      bytes += count;
      onBytes(bytes);
    }
  };
  if (lstatSync(join(folder, KIT_ENVELOPE_FILE), { throwIfNoEntry: false }) === undefined)
    throw new StellaError('KIT_INVALID', `the kit has no ${KIT_ENVELOPE_FILE}`);
  await take(KIT_ENVELOPE_FILE);
  for (const path of listFolder(folder, intake)) if (path !== KIT_ENVELOPE_FILE) await take(path);
  intake.end();
}

/** Every file below the folder, by its path with slashes. Folders are shown to the intake before they are entered. */
function listFolder(folder: string, intake: KitIntake): string[] {
  const files: string[] = [];
  const pending = [''];
  for (let prefix = pending.pop(); prefix !== undefined; prefix = pending.pop()) {
    for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
      const path = `${prefix}${entry.name}`;
      if (entry.isDirectory()) {
        intake.folder(`${path}/`);
        pending.push(`${path}/`);
      } else files.push(path);
      if (files.length > KIT_LIMITS.maxEntries + 1)
        throw new StellaError('LIMIT_EXCEEDED', `the kit has more than ${KIT_LIMITS.maxEntries} files`);
    }
  }
  return sortedByKey(files, (path) => path);
}

/** Gives the count of each piece that was read. */
function* readFile(path: string, name: string, intake: KitIntake): Generator<number> {
  if (!lstatSync(path).isFile()) throw notAFile(name);
  const descriptor = openSync(
    path,
    constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
  );
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) throw notAFile(name);
    intake.file(name, status.size);
    const buffer = new Uint8Array(CHUNK_BYTES);
    let remaining = status.size;
    while (remaining > 0) {
      const count = readSync(descriptor, buffer, 0, Math.min(remaining, CHUNK_BYTES), null);
      if (count === 0)
        throw new StellaError(
          'KIT_INVALID',
          `the kit's file ${JSON.stringify(name)} shrank while it was read`,
        );
      remaining -= count;
      intake.data(buffer.subarray(0, count));
      yield count;
    }
    intake.fileEnd();
  } finally {
    closeSync(descriptor);
  }
}

function notAFile(name: string): StellaError {
  return new StellaError(
    'KIT_INVALID',
    `the kit has ${JSON.stringify(name.slice(0, 100))}, which is neither file nor folder`,
  );
}
