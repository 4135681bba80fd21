/** A folder of exported files. Each is written whole or not at all, so an interrupted export can simply be run again. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportFolder } from '../../app/ports.ts';
import { digestOf } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import { makeFolder, writeFileAtomically } from './write-file.ts';

/** @param folder made when it is not there */
export function openExportFolder(folder: string): ExportFolder {
  makeFolder(folder, 'the export folder');
  return {
    write(name, bytes) {
      const path = join(folder, name);
      if (existsSync(path)) {
        if (digestOf(new Uint8Array(readFileSync(path))) === digestOf(bytes)) return false;
        throw new StellaError('OUTPUT_EXISTS', `${JSON.stringify(path)} exists already with other content`, {
          hint: 'export into an empty folder, or remove the file',
        });
      }
      writeFileAtomically(path, bytes, { what: 'the bundle', overwrite: false });
      return true;
    },
    replace(name, bytes) {
      writeFileAtomically(join(folder, name), bytes, { what: 'the index', overwrite: true });
      return digestOf(bytes);
    },
  };
}
