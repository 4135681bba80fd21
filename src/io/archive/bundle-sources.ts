/** Where bundles come from when there are many: folders and tar files with an index, and lists of paths. */
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  ArchiveContents,
  BundlePlace,
  BundleSources,
  ReadBundle,
} from '../../app/ports/bundle-files.ts';
import {
  isZeroBlock,
  parseTarHeader,
  TAR_BLOCK_BYTES,
  TarHeaderFault,
} from '../../core/archive/tar-header.ts';
import { BUNDLE_SUFFIX, INDEX_FILE } from '../../core/bundle/bundle-index.ts';
import { MAX_BUNDLE_BYTES } from '../../core/bundle/bundle-layout.ts';
import { sortedByKey } from '../../core/encoding/order.ts';
import { utf8Decode } from '../../core/encoding/utf8.ts';
import { StellaError } from '../../core/errors.ts';
import { extendedHeaderOf, pathOfExtendedHeader } from '../../core/kit/extended-header.ts';
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
    const status = await stat(path);
    if (status.isDirectory()) return await folderContents(path);
    if (!status.isFile()) return null;
    const file = await open(path, 'r');
    try {
      return (await isTar(file))
        ? tarContents(path, await tarMembers(file, status.size, path, maxMembers))
        : null;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileSystemError(error, { what: JSON.stringify(path), missing: 'BUNDLE_NOT_FOUND' });
  }
}

async function folderContents(path: string): Promise<ArchiveContents> {
  const names = await readdir(path);
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

type Slice = Extract<BundlePlace, { kind: 'slice' }>;

function tarContents(path: string, members: ReadonlyMap<string, Slice>): ArchiveContents {
  const prefix = prefixOf(members);
  const named = [...members].flatMap(([name, slice]) =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), slice] as const] : [],
  );
  const bundles = named.filter(([name]) => name.endsWith(BUNDLE_SUFFIX));
  return {
    path,
    bundles: new Map(sortedByKey(bundles, ([name]) => name)),
    read: async (name) => {
      const slice = members.get(`${prefix}${name}`);
      return slice === undefined ? null : await readSlice(slice, name, MAX_INDEX_BYTES);
    },
  };
}

/** `tar -cf a.tar FOLDER` puts everything below the folder's name. */
function prefixOf(members: ReadonlyMap<string, Slice>): string {
  const indexes = [...members.keys()].filter(
    (name) => name === INDEX_FILE || name.endsWith(`/${INDEX_FILE}`),
  );
  const [shortest = INDEX_FILE] = indexes.toSorted((a, b) => a.length - b.length);
  return shortest.slice(0, -INDEX_FILE.length);
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
  const packed = await readSlice(place, 'the bundle', MAX_BUNDLE_BYTES);
  return { packed, files: await unpackBundle(packed) };
}

/** @throws StellaError LIMIT_EXCEEDED, or BUNDLE_INVALID when the tar has changed since */
async function readSlice(slice: Slice, what: string, maxBytes: number): Promise<Uint8Array> {
  const { path, offset, size } = slice;
  if (size > maxBytes)
    throw new StellaError(
      'LIMIT_EXCEEDED',
      `${what} has ${size} bytes or more; at most ${maxBytes} are read`,
    );
  const file = await open(path, 'r').catch((error: unknown) => {
    throw fileSystemError(error, {
      what: `the archive ${JSON.stringify(path)}`,
      missing: 'BUNDLE_NOT_FOUND',
    });
  });
  try {
    return await readExactly(file, offset, size, path);
  } finally {
    await file.close();
  }
}

async function readExactly(
  file: FileHandle,
  offset: number,
  size: number,
  path: string,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  for (let done = 0; done < size; ) {
    const { bytesRead } = await file.read(bytes, done, size - done, offset + done);
    if (bytesRead === 0) throw invalidTar(path, 'is cut short');
    done += bytesRead;
  }
  return bytes;
}

async function isTar(file: FileHandle): Promise<boolean> {
  const magic = Buffer.alloc(5);
  const { bytesRead } = await file.read(magic, 0, magic.length, 257);
  return bytesRead === magic.length && magic.toString('latin1') === 'ustar';
}

/** Where each file of the tar is, found by its headers alone: the contents are passed over. */
async function tarMembers(
  file: FileHandle,
  size: number,
  path: string,
  maxMembers: number,
): Promise<Map<string, Slice>> {
  const members = new Map<string, Slice>();
  let position = 0;
  let longPath: string | null = null;
  try {
    for (;;) {
      const block = await readExactly(file, position, TAR_BLOCK_BYTES, path);
      if (isZeroBlock(block)) return members;
      const offset = position + TAR_BLOCK_BYTES;
      const header = extendedHeaderOf(block) ?? parseTarHeader(block);
      position = offset + Math.ceil(header.size / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;
      if (position > size) throw invalidTar(path, 'is cut short');
      if ('kind' in header) {
        const found = pathOfExtendedHeader(header.kind, await readExactly(file, offset, header.size, path));
        if (header.kind !== 'global') longPath = found;
        continue;
      }
      if (members.size === maxMembers) throw tooManyMembers(path, maxMembers);
      if (header.type === 'file')
        addMember(members, longPath ?? header.path, { kind: 'slice', path, offset, size: header.size });
      longPath = null;
    }
  } catch (error) {
    if (error instanceof TarHeaderFault) throw invalidTar(path, `has ${error.message}`);
    throw error;
  }
}

function addMember(members: Map<string, Slice>, stated: string, slice: Slice): void {
  const name = stated.replace(/^\.\//, '');
  if (members.has(name)) throw invalidTar(slice.path, `has ${JSON.stringify(name)} twice`);
  members.set(name, slice);
}

function tooManyMembers(path: string, most: number): StellaError {
  return new StellaError(
    'LIMIT_EXCEEDED',
    `the archive ${JSON.stringify(path)} has more than ${most} files`,
    {
      hint: 'an archive of so many bundles is to be made in parts, by days: stella score bundle-export --since DAY --until DAY',
    },
  );
}

function invalidTar(path: string, problem: string): StellaError {
  return new StellaError('BUNDLE_INVALID', `the archive ${JSON.stringify(path)} ${problem}`, {
    hint: 'the archive is damaged: take it from another copy, or export it again',
  });
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
