/** Reads trust roots from files, and the store's own from its `trust` folder, which needs no database unless they are just changing. */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TrustReader, TrustRow, TrustSource } from '../app/ports/trust.ts';
import { sortedByKey } from '../core/encoding/order.ts';
import { utf8Encode } from '../core/encoding/utf8.ts';
import { StellaError } from '../core/errors.ts';
import { limit } from '../core/limits.ts';
import { mergeTrustRoots, parseTrustRoots, type TrustRoots } from '../core/trust/trust-roots.ts';
import { fileSystemError } from './files/file-system-error.ts';
import { isThere } from './files/is-there.ts';
import { readInputFile } from './files/read-input-file.ts';

/** Below the home folder: a PEM file for each root that the store trusts. */
export const TRUST_FOLDER = 'trust';

/** Below the home folder, while the files in the trust folder do not count: then the store's table does. */
export const TRUST_PENDING_FILE = 'trust.pending';

/** Of the files in a folder that are read. */
const ENDINGS = ['pem', 'crt', 'cer', 'pub', 'der', 'jwk', 'jwks'] as const;

const OWN_ROOTS = "the store's own trust roots";

export const MAX_TRUST_FILE_BYTES = limit('trustFileBytes');

/** @param table reads the trust roots from the store's table; asked for only while the files do not count */
export function trustReader(home: string, table: () => Promise<readonly TrustRow[]>): TrustReader {
  return { load: (paths) => (paths.length === 0 ? loadOwn(home, table) : loadGiven(paths)) };
}

async function loadGiven(paths: readonly string[]): Promise<TrustSource> {
  const files = paths.flatMap(listGiven);
  return { roots: await loadFiles(files), origin: `given on the command line (${paths.join(', ')})` };
}

async function loadOwn(home: string, table: () => Promise<readonly TrustRow[]>): Promise<TrustSource> {
  const folder = join(home, TRUST_FOLDER);
  const own = { origin: `the store's own (${folder})`, isOwn: true };
  const before = changesOf(home);
  const read = before === null ? null : await settled(loadFolder(folder));
  // Files that were changed while they were read need not be of one moment, also where that made reading fail.
  if (read === null || changesOf(home) !== before) return { ...own, roots: await loadTable(folder, table) };
  if (read.status === 'rejected') throw read.reason;
  return { ...own, roots: read.value };
}

/** Something that is another after every change of the trust files; null while they do not count. */
function changesOf(home: string): bigint | null {
  if (isThere(join(home, TRUST_PENDING_FILE), OWN_ROOTS)) return null;
  const folder = join(home, TRUST_FOLDER);
  return isThere(folder, OWN_ROOTS) ? statSync(folder, { bigint: true }).mtimeNs : 0n;
}

async function settled<T>(work: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([work]);
  return result;
}

async function loadFolder(folder: string): Promise<TrustRoots> {
  return await loadFiles(isThere(folder, OWN_ROOTS) ? listFiles(folder) : []);
}

async function loadTable(folder: string, table: () => Promise<readonly TrustRow[]>): Promise<TrustRoots> {
  const rows = await table();
  return mergeTrustRoots(
    rows.map(({ fingerprint, pem }) => parseTrustRoots(utf8Encode(pem), join(folder, `${fingerprint}.pem`))),
  );
}

/** @throws StellaError TRUST_ROOT_MISSING for a folder without one: what was meant to be trusted is not there */
function listGiven(path: string): string[] {
  const files = listFiles(path);
  if (files.length > 0) return files;
  throw new StellaError('TRUST_ROOT_MISSING', `the folder ${JSON.stringify(path)} has no trust root in it`, {
    hint: `put the issuer's key or CA certificate there, in a file that ends in ${ENDINGS.map((ending) => `.${ending}`).join(' ')}`,
  });
}

/** A file as it is; a folder's files with the endings of keys and certificates, in the order of their names. */
function listFiles(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => ENDINGS.some((ending) => name.endsWith(`.${ending}`)));
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
