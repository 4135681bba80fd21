/** Reads trust roots from files, and the store's own from its `trust` folder, which needs no database. */

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrustReader, TrustSource } from '../app/ports.ts';
import { sortedByKey } from '../core/encoding/order.ts';
import { StellaError } from '../core/errors.ts';
import { limit } from '../core/limits.ts';
import { mergeTrustRoots, parseTrustRoots, type TrustRoots } from '../core/trust/trust-roots.ts';
import { fileSystemError } from './files/file-system-error.ts';
import { readInputFile } from './files/read-input-file.ts';

/** Below the home folder: a PEM file for each root that the store trusts. */
export const TRUST_FOLDER = 'trust';

/** Of the files in a folder that are read. */
const ENDINGS = ['pem', 'crt', 'cer', 'pub', 'der', 'jwk', 'jwks'] as const;

export const MAX_TRUST_FILE_BYTES = limit('trustFileBytes');

export function trustReader(home: string): TrustReader {
  return { load: (paths) => (paths.length === 0 ? loadOwn(home) : loadGiven(paths)) };
}

async function loadGiven(paths: readonly string[]): Promise<TrustSource> {
  const files = (await Promise.all(paths.map(listGiven))).flat();
  return { roots: await loadFiles(files), origin: `given on the command line (${paths.join(', ')})` };
}

async function loadOwn(home: string): Promise<TrustSource> {
  const folder = join(home, TRUST_FOLDER);
  const exists = await stat(folder).then(
    () => true,
    () => false,
  );
  const files = exists ? await listFiles(folder) : [];
  return { roots: await loadFiles(files), origin: `the store's own (${folder})`, isOwn: true };
}

/** @throws StellaError TRUST_ROOT_MISSING for a folder without one: what was meant to be trusted is not there */
async function listGiven(path: string): Promise<string[]> {
  const files = await listFiles(path);
  if (files.length > 0) return files;
  throw new StellaError('TRUST_ROOT_MISSING', `the folder ${JSON.stringify(path)} has no trust root in it`, {
    hint: `put the issuer's key or CA certificate there, in a file that ends in ${ENDINGS.map((ending) => `.${ending}`).join(' ')}`,
  });
}

/** A file as it is; a folder's files with the endings of keys and certificates, in the order of their names. */
async function listFiles(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).filter((name) =>
      ENDINGS.some((ending) => name.endsWith(`.${ending}`)),
    );
    return sortedByKey(names, (name) => name).map((name) => join(path, name));
  } catch (error) {
    throw fileSystemError(error, {
      what: `the trust root ${JSON.stringify(path)}`,
      missing: 'INPUT_MISSING',
    });
  }
}

async function loadFiles(paths: readonly string[]): Promise<TrustRoots> {
  return mergeTrustRoots(await Promise.all(paths.map(loadFile)));
}

async function loadFile(path: string): Promise<TrustRoots> {
  const options = {
    what: 'the trust root',
    missing: 'INPUT_MISSING',
    maxBytes: MAX_TRUST_FILE_BYTES,
  } as const;
  return parseTrustRoots(await readInputFile(path, options), path);
}
