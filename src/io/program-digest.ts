/**
 * One digest over the program's own files, so that a report can say which program made it: that of the lines which `sha256sum`
 * prints of them. docs/for-auditors.md has the command line that gives the same.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type Digest, digestOf } from '../core/digest/sha256.ts';
import { formatFileList } from '../core/distribution/file-list.ts';

const FOLDERS = ['bin', 'dist'];

/** @param root the program's own folder */
export function programDigest(root: string): Digest {
  const files = FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(root, join(parentPath, name)).replaceAll(sep, '/')),
  );
  // What is hidden, such as the cache of compiled code, is no part of the program.
  const own = files.filter((path) => !/(?:^|\/)\./.test(path));
  return digestOf(
    formatFileList(own.map((path) => ({ path, digest: digestOf(readFileSync(join(root, path))) }))),
  );
}
