/** The gzip container (RFC 1952) around deflate data: where the data begins. */

const HEADER_BYTES = 10;

/** CRC-32 and length of the content, at the end of the file. */
export const GZIP_TRAILER_BYTES = 8;

const FLAG_HEADER_CRC = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;
const RESERVED_FLAGS = 0xe0;

/** True for the first bytes of a gzip file, however few of them there are. */
export function isGzipHead(head: Uint8Array): boolean {
  return head.length > 0 && head[0] === 0x1f && (head.length < 2 || head[1] === 0x8b);
}

/** Where the deflate data of a gzip file begins, or null when `file` does not begin with a gzip header. */
export function gzipDataOffset(file: Uint8Array): number | null {
  const flags = file[3];
  if (file[0] !== 0x1f || file[1] !== 0x8b || file[2] !== 8 || flags === undefined) return null;
  if ((flags & RESERVED_FLAGS) !== 0) return null;
  let offset = HEADER_BYTES;
  if ((flags & FLAG_EXTRA) !== 0) offset += 2 + ((file[offset] ?? 0) | ((file[offset + 1] ?? 0) << 8));
  if ((flags & FLAG_NAME) !== 0) offset = afterZero(file, offset);
  if ((flags & FLAG_COMMENT) !== 0) offset = afterZero(file, offset);
  if ((flags & FLAG_HEADER_CRC) !== 0) offset += 2;
  return offset < file.length ? offset : null;
}

function afterZero(file: Uint8Array, offset: number): number {
  const zero = file.indexOf(0, offset);
  return zero === -1 ? file.length : zero + 1;
}
