/**
 * Strict base64 (RFC 4648 sections 4 and 5). DSSE readers must take both alphabets; they must not take white space, stray
 * characters, missing padding in the standard alphabet or non-zero trailing bits: one value has one text in each alphabet,
 * so that an envelope cannot be altered without changing its bytes' meaning.
 */
import { StellaError } from '../errors.ts';

const STANDARD = /^[A-Za-z0-9+/]*={0,2}$/;
const URL_SAFE = /^[A-Za-z0-9_-]*={0,2}$/;

/** Standard base64 with padding. */
export function base64Encode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/**
 * Bytes of standard or URL-safe base64, padded: RFC 4648 asks for padding wherever no specification waives it, and DSSE does not.
 * @throws StellaError INPUT_INVALID for anything that is not the one text of its bytes in one of the alphabets
 */
export function base64Decode(text: string): Uint8Array {
  const isStandard = STANDARD.test(text);
  if (!isStandard && !URL_SAFE.test(text)) throw invalid(text);
  const bytes = new Uint8Array(Buffer.from(text, isStandard ? 'base64' : 'base64url'));
  if (text.replaceAll('-', '+').replaceAll('_', '/') !== base64Encode(bytes)) throw invalid(text);
  return bytes;
}

/**
 * Bytes of unpadded URL-safe base64, as JSON Web Keys have it (RFC 7515 section 2).
 * @throws StellaError INPUT_INVALID for anything that is not the one such text of its bytes
 */
export function base64urlDecode(text: string): Uint8Array {
  const bytes = new Uint8Array(Buffer.from(text, 'base64url'));
  if (Buffer.from(bytes).toString('base64url') !== text) throw invalid(text);
  return bytes;
}

function invalid(text: string): StellaError {
  return new StellaError('INPUT_INVALID', `not strict base64: ${JSON.stringify(text.slice(0, 80))}`);
}
