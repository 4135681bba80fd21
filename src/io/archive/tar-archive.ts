/** Archives of bundles as tar files: found by the headers alone, each bundle read from its place when its turn comes. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { ArchiveContents, BundlePlace } from '../../app/ports/bundle-files.ts';
import {
  isZeroBlock,
  parseTarHeader,
  TAR_BLOCK_BYTES,
  TarHeaderFault,
} from '../../core/archive/tar-header.ts';
import { BUNDLE_SUFFIX, INDEX_FILE } from '../../core/bundle/bundle-index.ts';
import { sortedByKey } from '../../core/encoding/order.ts';
import { StellaError } from '../../core/errors.ts';
import { extendedHeaderOf, pathOfExtendedHeader } from '../../core/kit/extended-header.ts';
import { limit } from '../../core/limits.ts';
import { fileSystemError } from '../files/file-system-error.ts';

const MAX_INDEX_BYTES = limit('archiveIndexBytes');

type Slice = Extract<BundlePlace, { kind: 'slice' }>;

/** A tar that is open. */
export interface OpenTar {
  readonly path: string;
  readonly descriptor: number;
  /** In bytes. */
  readonly size: number;
}

/**
 * What is in the tar; it may be closed then.
 * @param maxMembers most files in it
 * @throws StellaError BUNDLE_INVALID or LIMIT_EXCEEDED
 */
export function tarContents(tar: OpenTar, maxMembers: number): ArchiveContents {
  const members = tarMembers(tar, maxMembers);
  const prefix = prefixOf(members);
  const named = [...members].flatMap(([name, slice]) =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), slice] as const] : [],
  );
  const bundles = named.filter(([name]) => name.endsWith(BUNDLE_SUFFIX));
  return {
    path: tar.path,
    bundles: new Map(sortedByKey(bundles, ([name]) => name)),
    read(name) {
      const slice = members.get(`${prefix}${name}`);
      return slice === undefined ? null : readSlice(slice, name, MAX_INDEX_BYTES);
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

/** @throws StellaError LIMIT_EXCEEDED, or BUNDLE_INVALID when the tar has changed since */
export function readSlice(slice: Slice, what: string, maxBytes: number): Uint8Array {
  const { path, offset, size } = slice;
  if (size > maxBytes)
    throw new StellaError(
      'LIMIT_EXCEEDED',
      `${what} has ${size} bytes or more; at most ${maxBytes} are read`,
    );
  const descriptor = openArchiveFile(path);
  try {
    return readExactly(descriptor, offset, size, path);
  } finally {
    closeSync(descriptor);
  }
}

function openArchiveFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw fileSystemError(error, {
      what: `the archive ${JSON.stringify(path)}`,
      missing: 'BUNDLE_NOT_FOUND',
    });
  }
}

function readExactly(descriptor: number, offset: number, size: number, path: string): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let done = 0; done < size; ) {
    const bytesRead = readSync(descriptor, bytes, done, size - done, offset + done);
    if (bytesRead === 0) throw invalidTar(path, 'is cut short');
    done += bytesRead;
  }
  return bytes;
}

/** Where each file of the tar is, found by its headers alone: the contents are passed over. */
function tarMembers({ path, descriptor, size }: OpenTar, maxMembers: number): Map<string, Slice> {
  const members = new Map<string, Slice>();
  let position = 0;
  let longPath: string | null = null;
  try {
    for (;;) {
      const block = readExactly(descriptor, position, TAR_BLOCK_BYTES, path);
      if (isZeroBlock(block)) return members;
      const offset = position + TAR_BLOCK_BYTES;
      const header = extendedHeaderOf(block) ?? parseTarHeader(block);
      position = offset + Math.ceil(header.size / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;
      if (position > size) throw invalidTar(path, 'is cut short');
      if ('kind' in header) {
        const found = pathOfExtendedHeader(header.kind, readExactly(descriptor, offset, header.size, path));
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
