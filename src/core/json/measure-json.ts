/** One pass over JSON text, before anything is built from it: how many members, how they are named, how deep they nest. */
import { limit } from '../limits.ts';

/** The deepest nesting of objects and arrays that a document may have. */
export const MAX_JSON_DEPTH = limit('jsonDepth');

export interface JsonMeasure {
  /** Object members as they stand in the text, duplicates counted. */
  readonly memberCount: number;
  /** True when a member's name is written with an escape. */
  readonly hasEscapedName: boolean;
  /** Offset in code units of the first bracket beyond the limit, or null. */
  readonly tooDeepAt: number | null;
}

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** Measures `text`; text that is not JSON gives some answer, which the parser's error then overrides. */
export function measureJson(text: string): JsonMeasure {
  const hasBackslash = text.includes('\\');
  let hasEscapedName = false;
  let memberCount = 0;
  let depth = 0;
  let stringStart = 0;
  let stringEnd = 0;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case QUOTE:
        stringStart = i;
        i = endOfString(text, i);
        stringEnd = i;
        break;
      case COLON:
        memberCount++;
        hasEscapedName ||= hasBackslash && text.slice(stringStart, stringEnd).includes('\\');
        break;
      case 0x7b:
      case 0x5b:
        if (++depth > MAX_JSON_DEPTH) return { memberCount, hasEscapedName, tooDeepAt: i };
        break;
      case 0x7d:
      case 0x5d:
        depth--;
        break;
    }
  }
  return { memberCount, hasEscapedName, tooDeepAt: null };
}

/** Offset of the quote that closes the string opened at `start`, or of the text's end. */
export function endOfString(text: string, start: number): number {
  let end = start;
  do {
    end = text.indexOf('"', end + 1);
    if (end === -1) return text.length;
  } while (isEscaped(text, end));
  return end;
}

function isEscaped(text: string, offset: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(offset - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}
