/** The digest of the code that computes, from the sources (`src/io/program-files.ts` says what it is). */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, digestOf } from '../src/core/digest/sha256.ts';
import { formatFileList } from '../src/core/distribution/file-list.ts';

/** @param root the folder of the sources */
export function engineDigestOfSources(root: string): Digest {
  const paths = ['package-lock.json', ...globSync('src/core/**/*.ts', { cwd: root })];
  const files = paths.map((path) => ({ path, digest: digestOf(readFileSync(join(root, path))) }));
  return digestOf(formatFileList(files));
}
