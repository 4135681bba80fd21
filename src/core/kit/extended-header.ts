/**
 * Headers that stand before the header of an entry and say more about it: pax (for one entry, or for all that follow) and GNU's
 * long names. All that counts of them here is the name.
 */

import { parseTarHeader, TarHeaderFault } from '../archive/tar-header.ts';
import { utf8Encode } from '../encoding/utf8.ts';
import { limit } from '../limits.ts';
import { paxPath } from './pax-records.ts';

export type ExtendedHeaderKind = 'pax' | 'global' | 'longName';

const KIND_OF_TYPE: ReadonlyMap<number, ExtendedHeaderKind> = new Map([
  [0x78, 'pax'],
  [0x67, 'global'],
  [0x4c, 'longName'],
]);

/** One with more bytes is not read. */
const MAX_BYTES = limit('tarExtendedHeaderBytes');

const NAME_BYTES = 100;
const TYPE_OFFSET = 156;
const CHECKSUM_OFFSET = 148;
const TYPE_FILE = 0x30;

/**
 * The kind and size of an extended header; null for the header of an entry.
 * @throws TarHeaderFault
 */
export function extendedHeaderOf(block: Uint8Array): { kind: ExtendedHeaderKind; size: number } | null {
  const kind = KIND_OF_TYPE.get(block[TYPE_OFFSET] as number);
  if (kind === undefined) return null;
  const { size } = parseTarHeader(asFileHeader(block));
  if (size > MAX_BYTES) throw new TarHeaderFault(`an extended header of ${size} bytes`);
  return { kind, size };
}

/**
 * The name that the content of an extended header gives to the next entry, or null.
 * @throws TarHeaderFault
 */
export function pathOfExtendedHeader(kind: ExtendedHeaderKind, content: Uint8Array): string | null {
  if (kind === 'longName') return longName(content);
  const path = paxPath(content);
  if (kind === 'global' && path !== null) throw new TarHeaderFault('a global pax header with a path');
  return path;
}

/**
 * It differs from the header of a file in the type, and in a name that means nothing, so it is read as one of a file `x`. The
 * checksum is moved by as much as the bytes: a wrong one stays as wrong as it was.
 */
function asFileHeader(block: Uint8Array): Uint8Array {
  const copy = block.slice();
  copy.fill(0, 0, NAME_BYTES);
  copy[0] = 'x'.charCodeAt(0);
  copy[TYPE_OFFSET] = TYPE_FILE;
  const stated = Number.parseInt(
    String.fromCharCode(...copy.subarray(CHECKSUM_OFFSET, CHECKSUM_OFFSET + 7)),
    8,
  );
  const sum = stated + sumOf(copy) - sumOf(block);
  copy.set(utf8Encode(`${sum.toString(8).padStart(6, '0')}\0 `), CHECKSUM_OFFSET);
  return copy;
}

function sumOf(block: Uint8Array): number {
  return block.reduce((sum, byte) => sum + byte, 0);
}

function longName(content: Uint8Array): string {
  if (content.indexOf(0) !== content.length - 1) throw new TarHeaderFault('a malformed long name');
  return String.fromCharCode(...content.subarray(0, -1));
}
