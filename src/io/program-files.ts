/** The program's own files: what is in its folder, and the digest of the code that computes. */
import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, formatDigest, isDigest } from '../core/digest/sha256.ts';
import { StellaError } from '../core/errors.ts';
import { streamFile } from './files/stream-file.ts';

/** Written by the build: see `scripts/engine-digest.ts`. */
export const ENGINE_DIGEST_FILE = 'dist/engine.digest';

/**
 * The digest of the engine, which reports name as the tool's: SHA-256 over the list (as `sha256sum` prints it, sorted by path) of
 * `package-lock.json` and every file of `src/core`. The same in every form in which the program is handed out, and anyone with the
 * sources can compute it (docs/standalone.md).
 * @param root the program's folder
 * @throws StellaError INTERNAL for a program that was not built
 */
export function engineDigest(root: string): Digest {
  const text = readFileSync(join(root, ENGINE_DIGEST_FILE), 'utf8').trim();
  if (isDigest(text)) return text;
  throw new StellaError('INTERNAL', `${ENGINE_DIGEST_FILE} has no digest`, {
    hint: 'build the program again',
  });
}

/** Every file below `root` with its digest, by its path with slashes; null for a link and anything else that is no plain file. */
export async function programFiles(root: string): Promise<ReadonlyMap<string, Digest | null>> {
  const found = new Map<string, Digest | null>();
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter(
    (entry) => !entry.isDirectory(),
  );
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(join(root, '/').length).replaceAll('\\', '/');
    found.set(name, await digestOrNull(entry, path));
  }
  return found;
}

async function digestOrNull(entry: Dirent, path: string): Promise<Digest | null> {
  if (!entry.isFile()) return null;
  const hash = createHash('sha256');
  for await (const chunk of streamFile(path, { what: 'the file', missing: 'INPUT_MISSING' }))
    hash.update(chunk);
  return formatDigest(hash.digest());
}
