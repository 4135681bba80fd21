/** Reads a proof bundle from a file into memory, within limits and without writing anything. */
import type { ReadBundle } from '../../app/ports.ts';
import { TarReader } from '../../core/archive/tar-reader.ts';
import {
  BUNDLE_FOLDER,
  BUNDLE_LIMITS,
  DISCLOSURE_FILE,
  isBundleEntry,
  MAX_BUNDLE_BYTES,
} from '../../core/bundle/bundle-layout.ts';
import { readInputFile } from '../files/read-input-file.ts';
import { gunzipStrict } from './gunzip.ts';

/**
 * Reads a bundle, or a disclosure as the one file `disclosure.json`.
 * @param path a file, or `-` for standard input
 * @throws StellaError BUNDLE_NOT_FOUND, PERMISSION_DENIED, LIMIT_EXCEEDED or BUNDLE_INVALID
 */
export async function readBundle(path: string): Promise<ReadBundle> {
  const packed = await readInputFile(path, {
    what: 'the bundle',
    missing: 'BUNDLE_NOT_FOUND',
    maxBytes: MAX_BUNDLE_BYTES,
  });
  return { packed, files: await filesOf(packed) };
}

const OPENING_BRACE = 0x7b;

/** A disclosure is JSON, and a file by itself. */
async function filesOf(packed: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
  return packed[0] === OPENING_BRACE ? new Map([[DISCLOSURE_FILE, packed]]) : await unpackBundle(packed);
}

/** The files in the bytes of a bundle. Errors as `readBundle`. */
export async function unpackBundle(packed: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
  const reader = new TarReader({
    what: 'the bundle',
    code: 'BUNDLE_INVALID',
    limits: BUNDLE_LIMITS,
    isAllowed: isBundleEntry,
  });
  await gunzipStrict(packed, 'the bundle', 'BUNDLE_INVALID', (chunk) => reader.push(chunk));
  const entries = [...reader.end()];
  return new Map(entries.map(([path, content]) => [path.slice(BUNDLE_FOLDER.length), content]));
}
