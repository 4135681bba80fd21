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
 * Bytes of standard (padded) or URL-safe (padded or not) base64.
 * @throws StellaError INPUT_INVALID for anything that is not the one text of its bytes
 */
export function base64Decode(text: string): Uint8Array {
  const isStandard = STANDARD.test(text);
  if (!isStandard && !URL_SAFE.test(text)) throw invalid(text);
  const bytes = new Uint8Array(Buffer.from(text, isStandard ? 'base64' : 'base64url'));
  const canonical = base64Encode(bytes);
  const received = text.replaceAll('-', '+').replaceAll('_', '/');
  const mayOmitPadding = !isStandard || !/[+/]/.test(text);
  if (received !== canonical && !(mayOmitPadding && received === canonical.replaceAll('=', '')))
    throw invalid(text);
  return bytes;
}

function invalid(text: string): StellaError {
  return new StellaError('INPUT_INVALID', `not strict base64: ${JSON.stringify(text.slice(0, 80))}`);
}
