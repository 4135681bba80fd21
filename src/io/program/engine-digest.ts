/** The digest of the code that computes, whatever form the program is handed out in. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, isDigest } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';

/** Written by the build: see `scripts/engine-digest.ts`. */
export const ENGINE_DIGEST_FILE = 'dist/engine.digest';

/**
 * The digest of the engine, which `self test` and the signed statement over an archive name: SHA-256 over the list (as `sha256sum`
 * prints it, sorted by path) of `package-lock.json` and every file of `src/core`. Anyone with the sources can compute it
 * (docs/standalone.md). Which files run is another question: see `programDigest`.
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
