/**
 * Inflates many small pieces of deflate data (RFC 1951) in one call, because a call for each costs as much as its work: as the members
 * of one gzip file (RFC 1952), whose checksums and lengths zlib then checks as well.
 */
import { gunzipSync } from 'node:zlib';

/** What is known of a piece. */
export interface Piece {
  /** Bytes of deflate data. */
  readonly packedBytes: number;
  /** What it must unpack to, in bytes. */
  readonly bytes: number;
  /** CRC-32 of that. */
  readonly checksum: number;
}

/** What stands before each piece: no flags, no time, no name. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
/** Every member begins so. */
const HEADER_START = HEADER.subarray(0, 3);
const TRAILER_BYTES = 8;

/**
 * What the pieces unpack to, in their order; null where one of them may not be whole, or may be more than deflate data: that is to be
 * found out one by one.
 * @param data of each piece; valid until the next one is asked for
 */
export function inflateTogether<P extends Piece>(
  pieces: readonly P[],
  data: (piece: P) => Uint8Array,
): readonly Uint8Array[] | null {
  const members = membersOf(pieces, data);
  const total = sum(pieces.map(({ bytes }) => bytes));
  const unpacked = members === null ? null : gunzip(members, total);
  if (unpacked?.length !== total) return null;
  let end = 0;
  return pieces.map(({ bytes }) => {
    end += bytes;
    return unpacked.subarray(end - bytes, end);
  });
}

/** Null where a piece has what could be taken for another member. */
function membersOf<P extends Piece>(pieces: readonly P[], data: (piece: P) => Uint8Array): Buffer | null {
  const around = HEADER.length + TRAILER_BYTES;
  const members = Buffer.allocUnsafe(sum(pieces.map(({ packedBytes }) => packedBytes + around)));
  let at = 0;
  for (const piece of pieces) {
    const { packedBytes, bytes, checksum } = piece;
    members.set(HEADER, at);
    const start = at + HEADER.length;
    members.set(data(piece), start);
    at = start + packedBytes;
    if (members.subarray(start, at).includes(HEADER_START)) return null;
    members.writeUInt32LE(checksum, at);
    members.writeUInt32LE(bytes, at + 4);
    at += TRAILER_BYTES;
  }
  return members;
}

function gunzip(members: Buffer, length: number): Buffer | null {
  try {
    return gunzipSync(members, { maxOutputLength: Math.max(1, length), chunkSize: Math.max(64, length + 1) });
  } catch {
    return null;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
