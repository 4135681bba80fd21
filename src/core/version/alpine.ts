/**
 * Alpine's apk: `number{.number}{letter}{_suffix{number}}{~hash}{-rnumber}`, ordered as apk-tools 3 does. Two forms that only
 * apk 2 (Alpine up to 3.22) accepts are ordered as well: digits after the letter (6.6.2p1) and a number that is missing
 * (`1..2`, `1-r`). From the first character that fits no form, apk reads no further: such a version comes right before the
 * same one without the rest. It is valid here if a number at least begins it.
 */
import { defineScheme } from './scheme.ts';
import { compareTokens, isDigit, markToken, numberToken, runEnd, type Token, wordToken } from './tokens.ts';

/** What may follow a common beginning, from the earliest to the latest. */
const PRE_SUFFIXES = ['alpha', 'beta', 'pre', 'rc'];
const UNREADABLE = markToken(4);
const NO_NUMBER = markToken(5);
const END = markToken(6);
const REVISION = 7;
const HASH = 8;
const SUFFIX_NUMBER = 9;
const POST_SUFFIX = 10;
const POST_SUFFIXES = ['cvs', 'svn', 'git', 'hg', 'p'];
const LETTER = 15;
const NUMBER_FROM_ZERO = 16;
const NUMBER = 17;

/** How far reading has come: the parts of a version come in this order. */
type Place = 0 | 1 | 2 | 3 | 4 | 5;
const IN_NUMBERS = 0;
const AFTER_LETTER = 1;
const AFTER_SUFFIX = 2;
const AFTER_SUFFIX_NUMBER = 3;
const AFTER_HASH = 4;
const AFTER_REVISION = 5;

/** A part that may be read from `from` to `upTo`; reading it leads to `to`. */
interface Part {
  readonly from: Place;
  readonly upTo: Place;
  readonly to: Place;
  readonly pattern: RegExp;
  readonly token: (text: string) => Token;
}

const PARTS: readonly Part[] = [
  { from: IN_NUMBERS, upTo: IN_NUMBERS, to: IN_NUMBERS, pattern: /\.([0-9]*)/y, token: laterNumber },
  {
    from: IN_NUMBERS,
    upTo: IN_NUMBERS,
    to: AFTER_LETTER,
    pattern: /([a-z])/y,
    token: (s) => wordToken(LETTER, s),
  },
  { from: AFTER_LETTER, upTo: AFTER_LETTER, to: IN_NUMBERS, pattern: /([0-9]+)/y, token: laterNumber },
  { from: IN_NUMBERS, upTo: AFTER_SUFFIX_NUMBER, to: AFTER_SUFFIX, pattern: /_([a-z]*)/y, token: suffix },
  {
    from: AFTER_SUFFIX,
    upTo: AFTER_SUFFIX,
    to: AFTER_SUFFIX_NUMBER,
    pattern: /([0-9]+)/y,
    token: (s) => numberToken(SUFFIX_NUMBER, s),
  },
  {
    from: IN_NUMBERS,
    upTo: AFTER_SUFFIX_NUMBER,
    to: AFTER_HASH,
    pattern: /~([0-9a-f]+)/y,
    token: (s) => wordToken(HASH, s),
  },
  {
    from: IN_NUMBERS,
    upTo: AFTER_HASH,
    to: AFTER_REVISION,
    // apk 2 reads `-r` as `-r0`; a word that merely begins with r (`-ruff`) is no revision.
    pattern: /-r([0-9]+|(?![a-z]))/y,
    token: (s) => numberToken(REVISION, s),
  },
];

/** Numbers after the first: with a leading zero they are digits of a fraction (1.05 < 1.1), compared as text. */
function laterNumber(digits: string): Token {
  if (digits === '') return NO_NUMBER;
  return digits.startsWith('0') ? wordToken(NUMBER_FROM_ZERO, digits) : numberToken(NUMBER, digits);
}

function suffix(name: string): Token {
  const before = PRE_SUFFIXES.indexOf(name);
  if (before >= 0) return markToken(before);
  const after = POST_SUFFIXES.indexOf(name);
  return after >= 0 ? markToken(POST_SUFFIX + after) : UNREADABLE;
}

/** Nothing else can stand in a package index, which has a field a line. */
const PRINTABLE = /^[!-~]+$/;

function parseAlpineVersion(version: string): Token[] | undefined {
  if (!PRINTABLE.test(version)) return undefined;
  const first = runEnd(version, 0, isDigit);
  const tokens = [first === 0 ? NO_NUMBER : numberToken(NUMBER, version.slice(0, first))];
  let place: Place = IN_NUMBERS;
  let at = first;
  while (at < version.length && tokens.at(-1) !== UNREADABLE) {
    const { token, to, end } = readPart(version, at, place);
    tokens.push(token);
    place = to;
    at = end;
  }
  return first === 0 && tokens.at(-1) === UNREADABLE ? undefined : tokens;
}

function readPart(version: string, at: number, place: Place): { token: Token; to: Place; end: number } {
  for (const part of PARTS) {
    part.pattern.lastIndex = at;
    const match = place >= part.from && place <= part.upTo ? part.pattern.exec(version) : null;
    if (match !== null) {
      return { token: part.token(match[1] ?? ''), to: part.to, end: part.pattern.lastIndex };
    }
  }
  return { token: UNREADABLE, to: place, end: at };
}

export const alpine = defineScheme('alpine', parseAlpineVersion, (a, b) => compareTokens(a, b, END));
