/**
 * Packagist, as PHP's `version_compare`, which is what osv.dev orders by: points, hyphens and the like separate, and so does
 * every change between digits and other characters. `~` and `/` separate too, but behind a digit they begin a word. The order of what
 * may follow a common beginning:
 *
 *     any other word < dev < alpha, a < beta, b < RC, rc < the end < a number < pl, p
 *
 * PHP looks only at how a word begins (`patch` is `p`). Two things in PHP are no order and are refused here: `#`, which
 * equals both the end and every number, and an empty part at the end (`1.`), for which both answers are "less".
 */
import { defineScheme } from './scheme.ts';
import { compareTokens, isDigit, markToken, numberToken, runEnd, type Token } from './tokens.ts';

const FORMS = ['dev', 'a', 'b', 'RC', 'rc', 'p'];
const FORM_RANKS = [1, 2, 3, 4, 4, 7];
const OTHER_WORD = markToken(0);
const END = markToken(5);
const NUMBER = 6;

/** `v1.2`, `1.2.x-dev`; branches, as `dev-main`, come before every number. A bare word is no version to Composer. */
const VERSION = /^(?:[vV]?[0-9]|dev-)[0-9A-Za-z.+_/~-]*$/;
const SEPARATOR_AT_END = /[.+_/~-]$/;
const SEPARATORS = /(?:[.+_-]|(?<![0-9])[/~])+/;

function parsePackagistVersion(version: string): Token[] | undefined {
  if (!VERSION.test(version) || SEPARATOR_AT_END.test(version)) return undefined;
  const text = version.startsWith('v') || version.startsWith('V') ? version.slice(1) : version;
  return text.split(SEPARATORS).flatMap(splitRuns);
}

/** `10alpha2` is 10, alpha, 2. */
function splitRuns(part: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < part.length; ) {
    const digits = runEnd(part, at, isDigit);
    const end = digits > at ? digits : runEnd(part, at, (unit) => !isDigit(unit));
    const run = part.slice(at, end);
    tokens.push(digits > at ? numberToken(NUMBER, run) : formToken(run));
    at = end;
  }
  return tokens;
}

function formToken(word: string): Token {
  const rank = FORM_RANKS[FORMS.findIndex((form) => word.startsWith(form))];
  return rank === undefined ? OTHER_WORD : markToken(rank);
}

export const packagist = defineScheme('packagist', parsePackagistVersion, (a, b) => compareTokens(a, b, END));
