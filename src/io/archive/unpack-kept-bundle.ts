/** Unpacks a bundle that the store keeps: it was read strictly when it came in, and its digest was checked just now. */
import { inflateRawSync } from 'node:zlib';
import { gzipDataOffset } from '../../core/archive/gzip.ts';
import { TarReader } from '../../core/archive/tar-reader.ts';
import { BUNDLE_FOLDER, BUNDLE_LIMITS, isBundleEntry } from '../../core/bundle/bundle-layout.ts';
import { StellaError } from '../../core/errors.ts';

/** More than the files may have together, for their headers and padding. */
const MAX_TAR_BYTES = BUNDLE_LIMITS.maxTotalBytes + BUNDLE_LIMITS.maxEntries * 1024;

/** @throws StellaError STORE_CORRUPT for what is no bundle */
export function unpackKeptBundle(packed: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const what = 'a bundle in the store';
  const reader = new TarReader({
    what,
    code: 'STORE_CORRUPT',
    limits: BUNDLE_LIMITS,
    isAllowed: isBundleEntry,
  });
  reader.push(inflated(packed, what));
  const entries = [...reader.end()];
  return new Map(entries.map(([path, content]) => [path.slice(BUNDLE_FOLDER.length), content]));
}

function inflated(packed: Uint8Array, what: string): Uint8Array {
  const start = gzipDataOffset(packed);
  if (start === null) throw new StellaError('STORE_CORRUPT', `${what} is not a gzip file`);
  try {
    return inflateRawSync(packed.subarray(start), { maxOutputLength: MAX_TAR_BYTES });
  } catch (cause) {
    throw new StellaError('STORE_CORRUPT', `${what} is cut short or damaged`, { cause });
  }
}
