/** Writing DER (ITU-T X.690): the counterpart of der.ts, for the few structures that we make ourselves. */
import { DER_TAG } from './der.ts';

/** One element: identifier octet `tag`, the length in its shortest form, then `contents` one after another. */
export function derEncode(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, content) => sum + content.length, 0);
  return new Uint8Array(Buffer.concat([Uint8Array.of(tag, ...lengthOctets(length)), ...contents]));
}

/** INTEGER of a big-endian magnitude, which may have leading zeros. */
export function derEncodeUnsigned(magnitude: Uint8Array): Uint8Array {
  let start = 0;
  while (start < magnitude.length - 1 && magnitude[start] === 0) start++;
  const digits = magnitude.subarray(start);
  const needsSign = (digits[0] ?? 0x80) >= 0x80;
  return derEncode(DER_TAG.integer, ...(needsSign ? [Uint8Array.of(0)] : []), digits);
}

function lengthOctets(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}
