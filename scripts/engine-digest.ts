/** The digest of the code that computes, from the sources (`src/io/program/engine-digest.ts` says what it is). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, digestOf } from '../src/core/digest/sha256.ts';
import { formatFileList } from '../src/core/program-files/file-list.ts';
import { filesBelow } from '../src/io/files/entries-below.ts';

/** @param root the folder of the sources */
export function engineDigestOfSources(root: string): Digest {
  const files = ['package-lock.json', ...filesBelow(root, 'src/core/')].map((path) => ({
    path,
    digest: digestOf(readFileSync(join(root, path))),
  }));
  return digestOf(formatFileList(files));
}
