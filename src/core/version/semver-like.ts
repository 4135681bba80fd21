/**
 * What SemVer and its relatives (NuGet, pub, Bitnami) have in common: numbers, `-` prerelease, `+` build. As lenient as
 * osv.dev, whose ranges we evaluate: a leading `v`, missing numbers count as 0, leading zeros mean nothing, and an empty
 * identifier counts as `-`. Numbers after the third count as well, though npm and pub publish no such version: tags of
 * actions and Swift packages have them. NuGet allows four.
 */
import {
  compareTokens,
  isLetter,
  isNumeral,
  numberToken,
  readNumbers,
  type Token,
  wordToken,
} from './tokens.ts';

/** A version in parts; `prerelease` and `build` are empty where absent. */
export interface SemverLike {
  readonly numbers: readonly Token[];
  readonly prerelease: readonly Token[];
  readonly build: readonly Token[];
}

/** What sets the relatives apart. */
export interface SemverLikeForm {
  readonly maxNumbers: number;
  /** `1.2.3beta`, with three numbers or more, is `1.2.3-beta`: npm's loose mode, for the packages published before npm was strict. */
  readonly barePrerelease: boolean;
  readonly ignoreCase: boolean;
}

const NUMBER = 0;
const ZERO = numberToken(NUMBER, '');

const END = wordToken(0, '');
const NUMERIC_IDENTIFIER = 1;
const WORD_IDENTIFIER = 2;

const IDENTIFIERS = /^[0-9A-Za-z.-]*$/;

/** Parts of `version`, or undefined when it has another form. */
export function parseSemverLike(version: string, form: SemverLikeForm): SemverLike | undefined {
  const text = version.startsWith('v') ? version.slice(1) : version;
  const { numbers, end } = readNumbers(text, 0, form.maxNumbers, NUMBER);
  if (numbers.length === 0) return undefined;
  const bare = form.barePrerelease && numbers.length >= 3 && isLetter(text.charCodeAt(end));
  return parseTail(numbers, bare ? `-${text.slice(end)}` : text.slice(end), form);
}

function parseTail(numbers: readonly Token[], tail: string, form: SemverLikeForm): SemverLike | undefined {
  const plus = tail.indexOf('+');
  const prerelease = plus < 0 ? tail : tail.slice(0, plus);
  const build = plus < 0 ? '' : tail.slice(plus);
  if (prerelease !== '' && !prerelease.startsWith('-')) return undefined;
  if (!IDENTIFIERS.test(prerelease) || !IDENTIFIERS.test(build.slice(1))) return undefined;
  return {
    numbers,
    prerelease: identifiers(form.ignoreCase ? prerelease.toLowerCase() : prerelease),
    build: identifiers(build),
  };
}

/** Tokens of `-a.b` or `+a.b`; none for the empty string. */
function identifiers(marked: string): Token[] {
  if (marked === '') return [];
  return marked
    .slice(1)
    .split('.')
    .map((id) =>
      isNumeral(id) ? numberToken(NUMERIC_IDENTIFIER, id) : wordToken(WORD_IDENTIFIER, id === '' ? '-' : id),
    );
}

/** Order of the numbers alone; a missing one is 0. */
export function compareNumbers(a: SemverLike, b: SemverLike): number {
  return compareTokens(a.numbers, b.numbers, ZERO);
}

/** SemVer 2.0.0 section 11.4: numbers before words, fewer identifiers before more; none at all comes first here. */
export function compareIdentifiers(a: readonly Token[], b: readonly Token[]): number {
  return compareTokens(a, b, END);
}

/** SemVer 2.0.0 section 11.3 and 11.4: a version without prerelease comes after those with one. */
export function comparePrerelease(a: SemverLike, b: SemverLike): number {
  if (a.prerelease.length === 0 || b.prerelease.length === 0)
    return b.prerelease.length - a.prerelease.length;
  return compareIdentifiers(a.prerelease, b.prerelease);
}
