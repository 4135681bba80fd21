/** Percent-encoding of purl components (ECMA-427, "Character encoding"). */

/** What stands unencoded: letters, digits, `.-_~`, and the colon wherever it is. */
const UNENCODED = /^[A-Za-z0-9.\-_~:]*$/;

/** The characters that `encodeURIComponent` leaves and a purl encodes. */
const LEFT_BY_URI_COMPONENT = /[!'()*]/g;

/** `text` percent-encoded as UTF-8. It has to be well-formed, which `normalizeComponents` has seen to. */
export function percentEncode(text: string): string {
  if (UNENCODED.test(text)) return text;
  return encodeURIComponent(text)
    .replace(LEFT_BY_URI_COMPONENT, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':');
}

/** The text that `encoded` stands for, or undefined where a `%` begins no octet or the octets are no UTF-8. */
export function percentDecode(encoded: string): string | undefined {
  if (!encoded.includes('%')) return encoded;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
