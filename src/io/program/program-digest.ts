/**
 * One digest over the files that run, so that a report can say which program made it: that of the lines which `sha256sum` prints of
 * them. docs/for-auditors.md has the command line that gives the same. Which code computes, in whatever form, says `engineDigest`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, digestOf } from '../../core/digest/sha256.ts';
import { formatFileList } from '../../core/program-files/file-list.ts';
import { filesBelow } from '../files/entries-below.ts';

const FOLDERS = ['bin', 'dist'];

/** @param root the program's own folder */
export function programDigest(root: string): Digest {
  const files = FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    filesBelow(root, `${folder}/`),
  );
  // What is hidden, such as the cache of compiled code, is no part of the program.
  const own = files.filter((path) => !/(?:^|\/)\./.test(path));
  return digestOf(
    formatFileList(own.map((path) => ({ path, digest: digestOf(readFileSync(join(root, path))) }))),
  );
}
