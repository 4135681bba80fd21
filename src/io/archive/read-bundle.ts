/** Reads a proof bundle from a file into memory, within limits and without writing anything. */
import type { ReadBundle } from '../../app/ports/bundle-files.ts';
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
import { StellaError } from '../../core/errors.ts';
import { readInputFile } from '../files/read-input-file.ts';
import { gunzipStrict } from './gunzip.ts';

const WHAT = 'the bundle';

/**
 * Reads a bundle, or a disclosure as the one file `disclosure.json`.
 * @param path a file, or `-` for standard input
 * @throws StellaError BUNDLE_NOT_FOUND, PERMISSION_DENIED, LIMIT_EXCEEDED or BUNDLE_INVALID
 */
export async function readBundle(path: string): Promise<ReadBundle> {
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
