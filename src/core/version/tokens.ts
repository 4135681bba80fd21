/**
 * The machine below the schemes: a version is a sequence of tokens, compared one by one, the shorter one filled up with the
 * scheme's `end` token. Each scheme is then the ranks that it gives, and a total preorder by construction:
 *
 *     rpm   1.0~rc1  →  number 1, number 0, tilde, word "rc", number 1      tilde < end < caret < word < number
 */

/** One comparable piece. The rank decides first; within a rank all tokens are numbers, or all are words. */
export interface Token {
  readonly rank: number;
  /** Count of significant digits of a number, 0 for a word: of two numbers the longer is the larger, however large. */
  readonly magnitude: number;
  /** Significant digits of a number, or the word. */
  readonly text: string;
}

/** A number of `digits` (ASCII, leading zeros mean nothing, none at all is zero), compared by value without bound. */
export function numberToken(rank: number, digits: string): Token {
  let start = 0;
  while (digits.charCodeAt(start) === 0x30) start++;
  return { rank, magnitude: digits.length - start, text: digits.slice(start) };
}

/** A word, compared by its UTF-16 code units. */
export function wordToken(rank: number, text: string): Token {
  return { rank, magnitude: 0, text };
}

/** A token that is its rank alone. */
export function markToken(rank: number): Token {
  return { rank, magnitude: 0, text: '' };
}

/** Order of two tokens. */
export function compareToken(a: Token, b: Token): number {
  return a.rank - b.rank || a.magnitude - b.magnitude || compareText(a.text, b.text);
}

/** Lexicographic order of two sequences; `end` stands for every token after the last. */
export function compareTokens(a: readonly Token[], b: readonly Token[], end: Token): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compareToken(a[i] ?? end, b[i] ?? end);
    if (order !== 0) return order;
  }
  return 0;
}

/** Order by UTF-16 code units; versions are ASCII wherever words decide. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** True for a string of one or more ASCII digits. */
export function isNumeral(text: string): boolean {
  return text !== '' && runEnd(text, 0, isDigit) === text.length;
}

/** Numbers between points from `start`, at most `most` of them, as tokens of `rank`; `end` is the index after the last. */
export function readNumbers(
  text: string,
  start: number,
  most: number,
  rank: number,
): { readonly numbers: readonly Token[]; readonly end: number } {
  const numbers: Token[] = [];
  let end = start;
  for (let from = start; numbers.length < most; from = end + 1) {
    const to = runEnd(text, from, isDigit);
    if (to === from) break;
    numbers.push(numberToken(rank, text.slice(from, to)));
    end = to;
    if (text[end] !== '.') break;
  }
  return { numbers, end };
}

/** Index after the longest run from `start` of units that `belongs` accepts. */
export function runEnd(text: string, start: number, belongs: (unit: number) => boolean): number {
  let end = start;
  while (end < text.length && belongs(text.charCodeAt(end))) end++;
  return end;
}

/** True for the code unit of an ASCII digit. */
export function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** True for the code unit of a lower-case ASCII letter. */
export function isLowerLetter(unit: number): boolean {
  return unit >= 0x61 && unit <= 0x7a;
}

/** True for the code unit of an ASCII letter. */
export function isLetter(unit: number): boolean {
  return isLowerLetter(unit | 0x20);
}
