/**
 * RubyGems, as `Gem::Version`: runs of digits and runs of letters; a run of letters makes a prerelease and comes before every
 * number; `-` begins a prerelease `pre`; zeros before the first letters and at the end mean nothing.
 */
import { defineScheme } from './scheme.ts';
import { compareTokens, isDigit, isLetter, numberToken, runEnd, type Token, wordToken } from './tokens.ts';

const WORD = 0;
const NUMBER = 1;
const ZERO = numberToken(NUMBER, '');

const RELEASE_PART = /^[0-9A-Za-z]+$/;
const PRERELEASE_PART = /^[0-9A-Za-z-]+$/;

function isGemVersion(version: string): boolean {
  const hyphen = version.indexOf('-');
  const parts = (hyphen < 0 ? version : version.slice(0, hyphen)).split('.');
  const prerelease = hyphen < 0 ? [] : version.slice(hyphen + 1).split('.');
  return (
    isDigit(version.charCodeAt(0)) &&
    parts.every((part) => RELEASE_PART.test(part)) &&
    prerelease.every((part) => PRERELEASE_PART.test(part))
  );
}

function parseGemVersion(version: string): Token[] | undefined {
  if (!isGemVersion(version)) return undefined;
  const text = version.replaceAll('-', '.pre.');
  const segments: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    at = runEnd(text, start, isDigit);
    if (at > start) segments.push(numberToken(NUMBER, text.slice(start, at)));
    const letters = at;
    at = runEnd(text, letters, isLetter);
    if (at > letters) segments.push(wordToken(WORD, text.slice(letters, at)));
    if (at === start) at++;
  }
  return withoutTrailingZeros(segments);
}

/** Zeros at the end of the numbers go (1.0.a is 1.a); those at the very end are what `end` is anyway. */
function withoutTrailingZeros(segments: readonly Token[]): Token[] {
  const firstWord = segments.findIndex((segment) => segment.rank === WORD);
  let end = firstWord < 0 ? segments.length : firstWord;
  const rest = segments.slice(end);
  while (end > 0 && segments[end - 1]?.magnitude === 0) end--;
  return [...segments.slice(0, end), ...rest];
}

export const rubygems = defineScheme('rubygems', parseGemVersion, (a, b) => compareTokens(a, b, ZERO));
