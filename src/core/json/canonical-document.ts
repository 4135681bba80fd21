/** A document and its canonical text at once, for who reads many. */
import { utf8Decode } from '../encoding/utf8.ts';
import { canonicalJson } from './canonical-json.ts';
import type { JsonValue } from './json-value.ts';
import { quickCanonicalText } from './quick-canonical.ts';
import { parseStrictJsonText } from './strict-json.ts';

export interface CanonicalDocument {
  readonly value: JsonValue;
  readonly canonicalText: string;
}

/**
 * The same as `parseStrictJson` and `canonicalJson`, in half the time where the document is ordinary.
 * @param what names the document in errors
 * @throws StellaError INPUT_INVALID with line and column
 */
export function parseCanonically(bytes: Uint8Array, what: string): CanonicalDocument {
  const text = utf8Decode(bytes, what);
  const canonicalText = quickCanonicalText(text);
  if (canonicalText !== null) {
    try {
      return { value: JSON.parse(text), canonicalText };
    } catch {
      // What is wrong, and where, is said below.
    }
  }
  const value = parseStrictJsonText(text, what);
  return { value, canonicalText: canonicalJson(value) };
}
