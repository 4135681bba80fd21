/** Lowercase hexadecimal, the form of every digest and hash in our documents (formats.md section 1). */
import { StellaError } from '../errors.ts';

const HEX_DIGITS = '0123456789abcdef';
const BYTE_TO_HEX = Array.from(
  { length: 256 },
  (_, byte) => `${HEX_DIGITS[byte >> 4]}${HEX_DIGITS[byte & 15]}`,
);

/** Lowercase hex of `bytes`, two digits a byte. */
export function hexEncode(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += BYTE_TO_HEX[byte];
  return text;
}

/**
 * Bytes of lowercase hex `text`.
 * @throws StellaError INPUT_INVALID for an odd length, an upper-case digit or any other character
 */
export function hexDecode(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) {
    throw new StellaError('INPUT_INVALID', `not lowercase hex: ${JSON.stringify(text.slice(0, 80))}`);
  }
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
