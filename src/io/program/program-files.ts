/** The files in the program's own folder. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Digest, formatDigest } from '../../core/digest/sha256.ts';
import { entriesBelow } from '../files/entries-below.ts';
import { streamFile } from '../files/stream-file.ts';

/** Every file below `root` with its digest, by its path with slashes; null for a link and anything else that is no plain file. */
export async function programFiles(root: string): Promise<ReadonlyMap<string, Digest | null>> {
  const found = new Map<string, Digest | null>();
  for (const [path, entry] of entriesBelow(root))
    found.set(path, entry.isFile() ? await digestOfFile(join(root, path)) : null);
  return found;
}

async function digestOfFile(path: string): Promise<Digest> {
  const hash = createHash('sha256');
  for await (const chunk of streamFile(path, { what: 'the file', missing: 'INPUT_MISSING' }))
    hash.update(chunk);
  return formatDigest(hash.digest());
}
