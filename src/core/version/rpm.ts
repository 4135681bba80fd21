/**
 * rpm's `[epoch:]version[-release]` with rpmvercmp: runs of digits and runs of letters, everything else only separates.
 * `~` comes before the end, `^` right after it, then letters, then numbers. For Red Hat and every other rpm distribution.
 */
import { defineScheme } from './scheme.ts';
import {
  compareToken,
  compareTokens,
  isDigit,
  isLetter,
  isNumeral,
  markToken,
  numberToken,
  runEnd,
  type Token,
  wordToken,
} from './tokens.ts';

interface RpmVersion {
  readonly epoch: Token;
  readonly version: readonly Token[];
  /** undefined: a version without release, which comes before the same one with any. */
  readonly release: readonly Token[] | undefined;
}

const TILDE = 0;
const END = markToken(1);
const CARET = 2;
const WORD = 3;
const NUMBER = 4;

/** rpm orders any bytes; whitespace and control characters cannot come from a package. */
const PRINTABLE = /^[^\s\p{Cc}]+$/u;

function parseRpmVersion(text: string): RpmVersion | undefined {
  if (!PRINTABLE.test(text)) return undefined;
  const colon = text.indexOf(':');
  // Only digits before the first colon are an epoch; none at all are 0. Anything else belongs to the version.
  const hasEpoch = colon >= 0 && (colon === 0 || isNumeral(text.slice(0, colon)));
  const rest = hasEpoch ? text.slice(colon + 1) : text;
  const hyphen = rest.lastIndexOf('-');
  const version = hyphen < 0 ? rest : rest.slice(0, hyphen);
  if (version === '') return undefined;
  return {
    epoch: numberToken(NUMBER, hasEpoch ? text.slice(0, colon) : ''),
    version: tokenize(version),
    release: hyphen < 0 ? undefined : tokenize(rest.slice(hyphen + 1)),
  };
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const digits = runEnd(text, at, isDigit);
    const letters = runEnd(text, at, isLetter);
    if (digits > at) tokens.push(numberToken(NUMBER, text.slice(at, digits)));
    else if (letters > at) tokens.push(wordToken(WORD, text.slice(at, letters)));
    else if (text[at] === '~') tokens.push(markToken(TILDE));
    else if (text[at] === '^') tokens.push(markToken(CARET));
    at = Math.max(digits, letters, at + 1);
  }
  return tokens;
}

function compareRelease(a: RpmVersion['release'], b: RpmVersion['release']): number {
  if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined);
  return compareTokens(a, b, END);
}

export const rpm = defineScheme(
  'rpm',
  parseRpmVersion,
  (a, b) =>
    compareToken(a.epoch, b.epoch) ||
    compareTokens(a.version, b.version, END) ||
    compareRelease(a.release, b.release),
);
