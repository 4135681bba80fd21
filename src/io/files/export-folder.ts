/**
 * An export as a folder. Each file is written whole or not at all, and read back; so an interrupted export can simply be run
 * again. The folder holds that export and nothing else: what else is there would look like part of the archive.
 */
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportTarget, OutgoingFile } from '../../app/ports/bundle-files.ts';
import { digestOf } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import { fileSystemError } from './file-system-error.ts';
import { refuseUnwritableNames } from './platform-paths.ts';
import { makeFolder, syncFolder, writeFileAtomically } from './write-file.ts';

/** @param isReplaceable true for the name of a file that a later run of the same export may change */
export function exportFolder(folder: string, isReplaceable: (name: string) => boolean): ExportTarget {
  return {
    // biome-ignore lint/suspicious/useAwait: a tar needs the promise, a folder does not
    async write(files, onFile) {
      refuseUnwritableNames(
        files.map(({ name }) => name),
        USE_A_TAR,
      );
      makeFolder(folder, 'the export folder');
      const present = presentNames(folder, files);
      let unchanged = 0;
      // The index last: an export that has one is whole.
      const ordered = [...files].sort(
        (a, b) => Number(isReplaceable(a.name)) - Number(isReplaceable(b.name)),
      );
      for (const [i, file] of ordered.entries()) {
        const path = join(folder, file.name);
        if (present.has(file.name) && hasContent(path, file)) unchanged++;
        else if (present.has(file.name) && !isReplaceable(file.name)) throw otherContent(path);
        else writeAndReadBack(path, file);
        onFile(i + 1);
      }
      checkNames(folder, files);
      syncFolder(folder);
      return unchanged;
    },
  };
}

const USE_A_TAR = 'export into a tar, a file that ends in .tar';

/** What a run that was killed may have left beside a file that it was writing. */
const LEFTOVER = /^\..+\.[0-9a-f-]{36}\.tmp$/;

function presentNames(folder: string, files: readonly OutgoingFile[]): ReadonlySet<string> {
  const planned = new Set(files.map(({ name }) => name));
  const present = new Set<string>();
  try {
    for (const name of readdirSync(folder)) {
      if (LEFTOVER.test(name)) rmSync(join(folder, name), { force: true });
      else if (planned.has(name)) present.add(name);
      else throw stranger(join(folder, name));
    }
  } catch (error) {
    throw fileSystemError(error, {
      what: `the export folder ${JSON.stringify(folder)}`,
      missing: 'PERMISSION_DENIED',
    });
  }
  return present;
}

function hasContent(path: string, { size, digest }: OutgoingFile): boolean {
  try {
    return statSync(path).size === size && digestOf(new Uint8Array(readFileSync(path))) === digest;
  } catch (error) {
    throw fileSystemError(error, {
      what: `the exported file ${JSON.stringify(path)}`,
      missing: 'PERMISSION_DENIED',
    });
  }
}

function writeAndReadBack(path: string, file: OutgoingFile): void {
  const options = { what: 'the exported file', overwrite: true, isFolderSyncLeft: true } as const;
  writeFileAtomically(path, file.bytes(), options);
  if (hasContent(path, file)) return;
  throw new StellaError('DIGEST_MISMATCH', `${JSON.stringify(path)} does not read back as it was written`, {
    details: { expected: file.digest },
    hint: 'the medium or its cable is failing: export to another one',
  });
}

/** Where names that differ in case only are one file, the later of two took the place of the earlier. */
function checkNames(folder: string, files: readonly OutgoingFile[]): void {
  const present = presentNames(folder, files);
  const lost = files.find(({ name }) => !present.has(name));
  if (lost === undefined) return;
  const path = JSON.stringify(join(folder, lost.name));
  throw new StellaError('OUTPUT_EXISTS', `${path} was written, and another file took its place`, {
    hint: `names that differ in case only are one file there: ${USE_A_TAR}`,
  });
}

function otherContent(path: string): StellaError {
  return new StellaError('OUTPUT_EXISTS', `${JSON.stringify(path)} exists already with other content`, {
    hint: 'export into an empty folder, or remove the file',
  });
}

function stranger(path: string): StellaError {
  return new StellaError('OUTPUT_EXISTS', `${JSON.stringify(path)} is no part of this export`, {
    hint: 'the folder holds another export or something else: export into an empty folder',
  });
}
