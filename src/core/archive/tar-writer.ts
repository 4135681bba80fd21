/**
 * Writes a ustar archive that depends on nothing but names and contents: entries sorted, mtime 0, uid and gid 0, no user
 * names, mode 0644 (0755 for folders and programs), two zero blocks and no more (formats.md section 6).
 */
import { Header } from 'tar/header';
import { sortedByKey } from '../encoding/order.ts';
import { TAR_BLOCK_BYTES } from './tar-header.ts';

export interface TarFile {
  readonly path: string;
  readonly content: Uint8Array;
  /** False unless given. */
  readonly isExecutable?: boolean;
}

/** What ends every archive: two blocks of zeros. */
export const TAR_END = new Uint8Array(2 * TAR_BLOCK_BYTES);

/** The archive's bytes: `files` and the folders above them, sorted by path. */
export function writeTar(files: readonly TarFile[]): Uint8Array {
  const folders = [...new Set(files.flatMap((file) => parentFolders(file.path)))];
  const entries = sortedByKey(
    [...files, ...folders.map((path): TarFile => ({ path, content: new Uint8Array(0) }))],
    (entry) => entry.path,
  );
  const blocks = entries.flatMap(({ path, content, isExecutable }) => [
    tarHeaderBlock(path, content.length, isExecutable),
    content,
    tarPadding(content.length),
  ]);
  return joinBytes([...blocks, TAR_END]);
}

/** The header of one entry; a path that ends in a slash is a folder. */
export function tarHeaderBlock(path: string, size: number, isExecutable = false): Uint8Array {
  const isFolder = path.endsWith('/');
  const block = Buffer.alloc(TAR_BLOCK_BYTES);
  const header = new Header({
    path,
    mode: isFolder || isExecutable ? 0o755 : 0o644,
    uid: 0,
    gid: 0,
    size,
    mtime: new Date(0),
    type: isFolder ? 'Directory' : 'File',
    uname: '',
    gname: '',
  });
  if (header.encode(block))
    throw new RangeError(`ustar cannot carry an entry of ${size} bytes named ${path}`);
  return block;
}

/** Zeros from `size` bytes of content to the next block. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array(-size & (TAR_BLOCK_BYTES - 1));
}

/** `a/b/c` is in `a/` and `a/b/`. */
export function parentFolders(path: string): string[] {
  const steps = path.split('/').slice(0, -1);
  return steps.map((_, i) => `${steps.slice(0, i + 1).join('/')}/`);
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
