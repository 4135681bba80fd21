/** Where bundles come from when there are many: folders and tar files with an index, and lists of paths. */
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type {
  ArchiveContents,
  BundlePlace,
  BundleSources,
  ReadBundle,
} from '../../app/ports/bundle-files.ts';
import { BUNDLE_SUFFIX } from '../../core/bundle/bundle-index.ts';
import { MAX_BUNDLE_BYTES } from '../../core/bundle/bundle-layout.ts';
import { sortedByKey } from '../../core/encoding/order.ts';
import { utf8Decode } from '../../core/encoding/utf8.ts';
import { StellaError } from '../../core/errors.ts';
import { limit } from '../../core/limits.ts';
import { fileSystemError } from '../files/file-system-error.ts';
import { readInputFile } from '../files/read-input-file.ts';
import { readBundle, unpackBundle } from './read-bundle.ts';

/** An index of a million bundles takes half of this. */
const MAX_INDEX_BYTES = limit('archiveIndexBytes');
const MAX_LIST_BYTES = limit('bundleListBytes');
const MAX_LISTED = limit('bundleListEntries');

export const bundleSources: BundleSources = { openArchive, readList };

/** @param maxMembers most files in a tar */
export async function openArchive(
  path: string,
  maxMembers: number = limit('archiveMembers'),
): Promise<ArchiveContents | null> {
  try {
    const status = statSync(path);
    if (status.isDirectory()) return folderContents(path);
    if (!status.isFile()) return null;
    const descriptor = openSync(path, 'r');
    try {
      if (!isTar(descriptor)) return null;
      const { tarContents } = await import('./tar-archive.ts');
      return tarContents({ path, descriptor, size: status.size }, maxMembers);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw fileSystemError(error, { what: JSON.stringify(path), missing: 'BUNDLE_NOT_FOUND' });
  }
}

/** Told by the magic bytes of its first header. */
function isTar(descriptor: number): boolean {
  const magic = Buffer.alloc(5);
  const bytesRead = readSync(descriptor, magic, 0, magic.length, 257);
  return bytesRead === magic.length && magic.toString('latin1') === 'ustar';
}

function folderContents(path: string): ArchiveContents {
  const names = readdirSync(path);
  const bundles = names.filter((name) => name.endsWith(BUNDLE_SUFFIX));
  return {
    path,
    bundles: new Map(
      sortedByKey(bundles, (name) => name).map((name) => [name, { kind: 'file', path: join(path, name) }]),
    ),
    read: async (name) => {
      if (!names.includes(name)) return null;
      const options = { what: name, missing: 'INPUT_MISSING', maxBytes: MAX_INDEX_BYTES } as const;
      return await readInputFile(join(path, name), options);
    },
  };
}

/**
 * The bundle at a place.
 * @throws StellaError as `readBundle`, and BUNDLE_NOT_FOUND for one that is absent
 */
export async function readBundleAt(place: BundlePlace): Promise<ReadBundle> {
  if (place.kind === 'file') return await readBundle(place.path);
  if (place.kind === 'absent') {
    throw new StellaError(
      'BUNDLE_NOT_FOUND',
      'the index lists this bundle, and the archive does not have it',
      {
        hint: 'the archive is incomplete: take the bundle from another copy of it',
      },
    );
  }
  const { readSlice } = await import('./tar-archive.ts');
  const packed = readSlice(place, 'the bundle', MAX_BUNDLE_BYTES);
  return { packed, files: await unpackBundle(packed) };
}

async function readList(path: string): Promise<readonly string[]> {
  const options = { what: 'the list', missing: 'INPUT_MISSING', maxBytes: MAX_LIST_BYTES } as const;
  const text = utf8Decode(await readInputFile(path, options), 'the list');
  const isNulSeparated = text.includes('\0');
  const paths: string[] = [];
  for (const [line] of text.matchAll(isNulSeparated ? /[^\0]+/g : /[^\n]+/g)) {
    const name = isNulSeparated ? line : line.replace(/\r$/, '');
    if (name === '') continue;
    if (paths.length === MAX_LISTED)
      throw new StellaError('LIMIT_EXCEEDED', `the list has more than ${MAX_LISTED} bundles`, {
        hint: 'give it in parts',
      });
    // Standard input is the list's own, or nobody's: a bundle of that name is a file.
    paths.push(name === '-' ? './-' : name);
  }
  return paths;
}
