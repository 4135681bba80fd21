/** Reads a proof bundle from a file into memory, within limits and without writing anything. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isGzipHead } from '../../core/archive/gzip.ts';
import { TarReader } from '../../core/archive/tar-reader.ts';
import {
  BUNDLE_FOLDER,
  BUNDLE_LIMITS,
  DISCLOSURE_FILE,
  isBundleEntry,
  MAX_BUNDLE_BYTES,
  maxUnpackedBundleBytes,
} from '../../core/bundle/bundle-layout.ts';
import { sortedByKey } from '../../core/encoding/order.ts';
import { StellaError } from '../../core/errors.ts';
import { fileSystemError } from '../files/file-system-error.ts';
import { readInputFile } from '../files/read-input-file.ts';
import { gunzipStrict } from './gunzip.ts';

const WHAT = 'the bundle';

/**
 * The bundle files that `paths` stand for: a folder stands for its `*.tar.gz`, in the order of their names.
 * @throws StellaError BUNDLE_NOT_FOUND for a folder without any, PERMISSION_DENIED
 */
export async function expandBundlePaths(paths: readonly string[]): Promise<string[]> {
  const expanded: string[] = [];
  for (const path of paths) {
    const status = path === '-' ? null : await stat(path).catch(() => null);
    expanded.push(...(status?.isDirectory() ? await bundlesIn(path) : [path]));
  }
  return expanded;
}

async function bundlesIn(folder: string): Promise<string[]> {
  const what = `the folder ${JSON.stringify(folder)}`;
  const all = await readdir(folder).catch((error: unknown) => {
    throw fileSystemError(error, { what, missing: 'BUNDLE_NOT_FOUND' });
  });
  const names = all.filter((name) => name.endsWith('.tar.gz'));
  if (names.length === 0) throw new StellaError('BUNDLE_NOT_FOUND', `${what} has no *.tar.gz`);
  return sortedByKey(names, (name) => name).map((name) => join(folder, name));
}

export interface BundleFile {
  /** The file's own bytes. */
  readonly packed: Uint8Array;
  /** Its files by name within the bundle's folder. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Reads a bundle, or a disclosure as the one file `disclosure.json`.
 * @param path a file, or `-` for standard input
 * @throws StellaError BUNDLE_NOT_FOUND, PERMISSION_DENIED, LIMIT_EXCEEDED or BUNDLE_INVALID
 */
export async function readBundle(path: string): Promise<BundleFile> {
  const packed = await readInputFile(path, {
    what: WHAT,
    missing: 'BUNDLE_NOT_FOUND',
    maxBytes: MAX_BUNDLE_BYTES,
    inspectHead: refuseOtherFiles,
  });
  return { packed, files: await filesOf(packed) };
}

const OPENING_BRACE = 0x7b;

/** A disclosure is JSON, and a file by itself. */
async function filesOf(packed: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
  return packed[0] === OPENING_BRACE ? new Map([[DISCLOSURE_FILE, packed]]) : await unpackBundle(packed);
}

function refuseOtherFiles(head: Uint8Array): void {
  if (!isGzipHead(head)) throw new StellaError('BUNDLE_INVALID', `${WHAT} is not a gzip file`);
}

/** The files in the bytes of a bundle. Errors as `readBundle`. */
export async function unpackBundle(packed: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
  const reader = new TarReader({
    what: WHAT,
    code: 'BUNDLE_INVALID',
    limits: BUNDLE_LIMITS,
    isAllowed: isBundleEntry,
  });
  const maxUnpackedBytes = maxUnpackedBundleBytes(packed.length);
  let unpackedBytes = 0;
  await gunzipStrict(packed, WHAT, 'BUNDLE_INVALID', (chunk) => {
    unpackedBytes += chunk.length;
    if (unpackedBytes > maxUnpackedBytes) throw unpacksTooFar(packed.length, maxUnpackedBytes);
    reader.push(chunk);
  });
  const entries = [...reader.end()];
  return new Map(entries.map(([path, content]) => [path.slice(BUNDLE_FOLDER.length), content]));
}

function unpacksTooFar(packedBytes: number, maxBytes: number): StellaError {
  return new StellaError(
    'LIMIT_EXCEEDED',
    `${WHAT} of ${packedBytes} bytes unpacks to more than ${maxBytes} bytes, which no honest one does`,
  );
}
