/** What counts as given in an SBOM. */
import { utf8Decode, utf8Encode } from '../encoding/utf8.ts';

/** The text, or null where nothing is written: many tools write an empty version or purl for an unknown one. */
export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/**
 * The same text in memory of its own. V8 keeps a slice of a long text as a reference into it, so a few names would
 * keep all of a document of 100 MB.
 */
export function detached(text: string): string {
  return utf8Decode(utf8Encode(text));
}

/** A SHA-256 hash as 64 lowercase hex digits, or null for anything else. */
export function sha256OrNull(value: unknown): string | null {
  return typeof value === 'string' && /^[0-9a-fA-F]{64}$/.test(value) ? value.toLowerCase() : null;
}
