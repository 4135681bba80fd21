/** Names from certificates as text for people. Whoever made the certificate chose every character of them. */
import { limit } from '../limits.ts';

const DISPLAY_CHARS_MAX = limit('displayNameLength');
/** Control, format (bidirectional overrides, zero-width), surrogate, private and unassigned characters; line separators. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** `name` with characters that would not show written as the hex pairs of RFC 4514 section 2.4, and cut where it is too long. */
export function displayName(name: string): string {
  const characters = Array.from(name.slice(0, 2 * DISPLAY_CHARS_MAX));
  const isCut = characters.length > DISPLAY_CHARS_MAX || name.length > 2 * DISPLAY_CHARS_MAX;
  const text = characters.slice(0, DISPLAY_CHARS_MAX).join('').replace(UNPRINTABLE, escapeCharacter);
  return isCut ? `${text}…` : text;
}

function escapeCharacter(character: string): string {
  return Array.from(
    Buffer.from(character),
    (octet) => `\\${octet.toString(16).padStart(2, '0').toUpperCase()}`,
  ).join('');
}
