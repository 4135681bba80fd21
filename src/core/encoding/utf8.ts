/** Strict UTF-8 (RFC 3629): an ill-formed sequence is an error, never a replacement character. */
import { StellaError } from '../errors.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * UTF-8 bytes of `text`.
 * @throws StellaError INPUT_INVALID for a lone surrogate, which UTF-8 cannot carry
 */
export function utf8Encode(text: string): Uint8Array {
  if (!text.isWellFormed())
    throw new StellaError('INPUT_INVALID', 'text has a lone surrogate, which UTF-8 cannot carry');
  return encoder.encode(text);
}

/**
 * Text of UTF-8 `bytes`. A byte order mark is kept as U+FEFF, for the caller to refuse.
 * @throws StellaError INPUT_INVALID naming `what`
 */
export function utf8Decode(bytes: Uint8Array, what = 'text'): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new StellaError('INPUT_INVALID', `${what} is not valid UTF-8`, { cause });
  }
}
