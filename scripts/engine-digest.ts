/** The digest of the code that computes, from the sources (`src/io/program-files.ts` says what it is). */
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Digest, digestOf } from '../src/core/digest/sha256.ts';
import { formatFileList } from '../src/core/distribution/file-list.ts';

/** @param root the folder of the sources */
export function engineDigestOfSources(root: string): Digest {
  const inCore = globSync('src/core/**', { cwd: root, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = inCore.map(({ parentPath, name }) => relative(root, join(parentPath, name)));
  const files = ['package-lock.json', ...paths].map((path) => ({
    path,
    digest: digestOf(readFileSync(join(root, path))),
  }));
  return digestOf(formatFileList(files));
}
