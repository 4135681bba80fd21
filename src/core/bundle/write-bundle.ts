/** Packs the files of a proof bundle: the same files give the same bytes, whatever machine packs them. */

import { writeTar } from '../archive/tar-writer.ts';
import { writeGzip } from '../archive/write-gzip.ts';
import { BUNDLE_FOLDER } from './bundle-layout.ts';

/** The bytes of a `bundle.tar.gz` with `files` by their name within the bundle's folder. */
export function packBundle(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return writeGzip(
    writeTar([...files].map(([name, content]) => ({ path: `${BUNDLE_FOLDER}${name}`, content }))),
  );
}
