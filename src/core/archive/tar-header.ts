/**
 * Strict reading of one ustar header block (POSIX.1-1988 section 10.1.1). Lenient readers disagree about odd headers, and
 * that disagreement is how a file hides from one of them; so whatever two readers could take differently is refused.
 */

export const TAR_BLOCK_BYTES = 512;

const ZERO_BLOCK = new Uint8Array(TAR_BLOCK_BYTES);

export interface TarHeader {
  /** As written, prefix joined; a folder's ends in a slash. */
  readonly path: string;
  readonly type: 'file' | 'directory';
  /** Bytes of content that follow. */
  readonly size: number;
}

/** What is wrong with a header, in words for the error message. */
export class TarHeaderFault extends Error {
  override readonly name = 'TarHeaderFault';
}

/** True for a block of zeros, two of which end an archive, and for a part of one. */
export function isZeroBlock(block: Uint8Array): boolean {
  return Buffer.compare(block, ZERO_BLOCK.subarray(0, block.length)) === 0;
}

/**
 * The header in `block`, 512 bytes.
 * @throws TarHeaderFault for a wrong checksum, an entry that is neither file nor folder, or a field that is not plain ustar
 */
export function parseTarHeader(block: Uint8Array): TarHeader {
  if (octal(block, 148, 8) !== checksum(block)) throw new TarHeaderFault('a header with a wrong checksum');
  const magic = text(block.subarray(257, 263));
  if (magic !== 'ustar\0' && magic !== 'ustar ') throw new TarHeaderFault('a header that is not ustar');
  const name = field(block, 0, 100);
  const prefix = magic === 'ustar\0' ? field(block, 345, 155) : '';
  const path = prefix === '' ? name : `${prefix}/${name}`;
  const type = entryType(block[156] as number, path);
  const size = octal(block, 124, 12);
  if (field(block, 157, 100) !== '') throw new TarHeaderFault(`a link target on ${JSON.stringify(path)}`);
  if (type === 'directory' && size !== 0)
    throw new TarHeaderFault(`content in the folder ${JSON.stringify(path)}`);
  if ((type === 'directory') !== path.endsWith('/')) {
    throw new TarHeaderFault(`the name ${JSON.stringify(path)} on an entry of type ${type}`);
  }
  return { path, type, size };
}

const TYPE_FILE = 0x30;
const TYPE_OLD_FILE = 0x00;
const TYPE_DIRECTORY = 0x35;

function entryType(flag: number, path: string): 'file' | 'directory' {
  if (flag === TYPE_FILE || flag === TYPE_OLD_FILE) return 'file';
  if (flag === TYPE_DIRECTORY) return 'directory';
  const shown = JSON.stringify(String.fromCharCode(flag));
  throw new TarHeaderFault(
    `${JSON.stringify(path)} of the tar type ${shown}, which is neither file nor folder`,
  );
}

/** The sum of all bytes with the checksum field taken as spaces. */
function checksum(block: Uint8Array): number {
  const view = new DataView(block.buffer, block.byteOffset, TAR_BLOCK_BYTES);
  // Four bytes at a time, added up in two pairs: neither half of a pair can overflow its 16 bits.
  let pairs = 0;
  let otherPairs = 0;
  for (let i = 0; i < TAR_BLOCK_BYTES; i += 4) {
    const bytes = view.getUint32(i);
    pairs += bytes & 0x00ff00ff;
    otherPairs += (bytes >>> 8) & 0x00ff00ff;
  }
  const sum = (pairs & 0xffff) + (pairs >>> 16) + (otherPairs & 0xffff) + (otherPairs >>> 16);
  const field = block.subarray(148, 156);
  return field.reduce((rest, byte) => rest - byte, sum) + field.length * 0x20;
}

/** A NUL-padded printable ASCII field; anything after the first NUL must be NUL too. */
function field(block: Uint8Array, start: number, length: number): string {
  const raw = text(block.subarray(start, start + length));
  const end = raw.indexOf('\0');
  const value = end === -1 ? raw : raw.slice(0, end);
  if (!/^[\x20-\x7e]*$/.test(value) || !/^\0*$/.test(raw.slice(value.length))) {
    throw new TarHeaderFault('a header whose text is not plain ASCII');
  }
  return value;
}

/** An octal number as ustar writes it: digits, then spaces or NULs. Base-256 and signs are refused. */
function octal(block: Uint8Array, start: number, length: number): number {
  const match = /^ *([0-7]+)[ \0]*$/.exec(text(block.subarray(start, start + length)));
  if (match === null) throw new TarHeaderFault('a header with a number that is not octal');
  return Number.parseInt(match[1] as string, 8);
}

function text(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
