/** The folder of published files that a kit is made from. Links to files are followed, since the folder is the operator's own. */

import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { SourceFolder } from '../../app/ports/kit-tools.ts';
import { sortedByKey } from '../../core/encoding/order.ts';
import { StellaError } from '../../core/errors.ts';
import { KIT_LIMITS } from '../../core/kit/kit-layout.ts';
import { limit } from '../../core/limits.ts';
import { fileSystemError } from '../files/file-system-error.ts';
import { readInputFile } from '../files/read-input-file.ts';

const MAX_DEPTH = limit('sourceFolderDepth');

export function sourceFolder(folder: string): SourceFolder {
  const pathOf = (file: string): string => join(folder, file);
  return {
    list: () => guarded(folder, () => listFiles(folder)),
    pathOf,
    read: (file, maxBytes) =>
      readInputFile(pathOf(file), { what: 'the file', missing: 'INPUT_MISSING', maxBytes }),
    async measure(file) {
      const hash = createHash('sha256');
      let size = 0;
      try {
        const stream = createReadStream(pathOf(file));
        stream.on('data', (chunk) => {
          size += chunk.length;
        });
        await pipeline(stream, hash);
      } catch (error) {
        throw fileSystemError(error, {
          what: `the file ${JSON.stringify(pathOf(file))}`,
          missing: 'INPUT_MISSING',
        });
      }
      return { size, digest: `sha256:${hash.digest('hex')}` };
    },
  };
}

function listFiles(folder: string): string[] {
  const files: string[] = [];
  const pending: [prefix: string, depth: number][] = [['', 0]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [prefix, depth] = next;
    for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
      const path = `${prefix}${entry.name}`;
      if (entry.isDirectory() && depth < MAX_DEPTH) pending.push([`${path}/`, depth + 1]);
      else if (entry.isFile() || isLinkToFile(join(folder, path))) files.push(path);
      else
        throw new StellaError(
          'INPUT_INVALID',
          `${JSON.stringify(path.slice(0, 100))} is neither a file nor a folder that a kit could hold`,
        );
      if (files.length > KIT_LIMITS.maxEntries)
        throw new StellaError('LIMIT_EXCEEDED', `the folder has more than ${KIT_LIMITS.maxEntries} files`);
    }
  }
  return sortedByKey(files, (path) => path);
}

function isLinkToFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function guarded<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fileSystemError(error, { what: `the folder ${JSON.stringify(folder)}`, missing: 'INPUT_MISSING' });
  }
}
