/** Damage to bytes of whatever kind. */
import type { Random } from '../random.ts';

/** One small damage: a bit, a byte, a piece cut off, left out, put in or copied from elsewhere. */
export function damaged(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes.length === 0) return random.bytes(1 + random.below(16));
  const at = random.below(bytes.length);
  const length = 1 + random.below(16);
  switch (random.below(8)) {
    case 0:
      return bytes.with(at, bytes[at]! ^ (1 << random.below(8)));
    case 1:
      return bytes.with(at, random.below(256));
    case 2:
      return bytes.slice(0, at);
    case 3:
      return joined(bytes.subarray(0, at), random.bytes(length), bytes.subarray(at));
    case 4:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    case 5:
      return bytes.with(at, random.pick([0, 0x7f, 0x80, 0xff]));
    case 6:
      return joined(bytes, random.bytes(length));
    default: {
      const from = random.below(bytes.length);
      return joined(bytes.subarray(0, at), bytes.subarray(from, from + 64 * length), bytes.subarray(at));
    }
  }
}

/** One to four damages. */
export function damagedOften(bytes: Uint8Array, random: Random): Uint8Array {
  let current = bytes;
  for (let left = 1 + random.below(4); left > 0; left--) current = damaged(current, random);
  return current;
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a !== undefined && b !== undefined && Buffer.compare(a, b) === 0;
}
