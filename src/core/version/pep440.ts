/**
 * PEP 440, for PyPI: `[N!]N(.N)*[{a|b|rc}N][.postN][.devN][+local]` in all the spellings that PEP 440 normalises
 * (appendix B). What is not of this form (`0.1-bulbasaur`) is refused, as Python's `packaging` has done since version 22.
 */
import { defineScheme } from './scheme.ts';
import {
  compareToken,
  compareTokens,
  isNumeral,
  markToken,
  numberToken,
  readNumbers,
  type Token,
  wordToken,
} from './tokens.ts';

interface Pep440Version {
  readonly epoch: Token;
  readonly release: readonly Token[];
  readonly pre: Token;
  readonly post: Token;
  readonly dev: Token;
  readonly local: readonly Token[];
}

const NUMBER = 0;
const ZERO = numberToken(NUMBER, '');

/** Ranks of the prerelease; a lone `.devN` comes before every prerelease of its release. */
const DEV_ONLY = markToken(0);
const PHASE_RANKS: Readonly<Record<string, number>> = { a: 1, alpha: 1, b: 2, beta: 2 };
const RELEASE_CANDIDATE = 3;
const NO_PRE = markToken(4);

const NO_POST = markToken(0);
const POST = 1;

const DEV = 0;
const NO_DEV = markToken(1);

const LOCAL_END = markToken(0);
const LOCAL_WORD = 1;
const LOCAL_NUMBER = 2;

const EPOCH_PART = /([0-9]+)!/y;
const PRE_PART = /[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?([0-9]*)/y;
const POST_PART = /-([0-9]+)|[-_.]?(?:post|rev|r)[-_.]?([0-9]*)/y;
const DEV_PART = /[-_.]?dev[-_.]?([0-9]*)/y;
const LOCAL_SEPARATOR = /[-_.]/;
const LOCAL_SEGMENT = /^[0-9a-z]+$/;

function parsePep440(version: string): Pep440Version | undefined {
  const text = version.trim().toLowerCase();
  let at = text.startsWith('v') ? 1 : 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    at += match?.[0].length ?? 0;
    return match;
  };
  const epoch = take(EPOCH_PART);
  const release = readNumbers(text, at, Number.POSITIVE_INFINITY, NUMBER);
  at = release.end;
  const pre = take(PRE_PART);
  const post = take(POST_PART);
  const dev = take(DEV_PART);
  const local = parseLocal(text.slice(at));
  if (release.numbers.length === 0 || local === undefined) return undefined;
  return {
    epoch: numberToken(NUMBER, epoch?.[1] ?? ''),
    release: release.numbers,
    pre: preToken(pre, post === null && dev !== null),
    post: post === null ? NO_POST : numberToken(POST, post[1] ?? post[2] ?? ''),
    dev: dev === null ? NO_DEV : numberToken(DEV, dev[1] ?? ''),
    local,
  };
}

function preToken(pre: RegExpExecArray | null, devOnly: boolean): Token {
  if (pre === null) return devOnly ? DEV_ONLY : NO_PRE;
  return numberToken(PHASE_RANKS[pre[1] ?? ''] ?? RELEASE_CANDIDATE, pre[2] ?? '');
}

/** Segments of `+a.1`; none for the empty string; undefined for anything else. */
function parseLocal(text: string): Token[] | undefined {
  if (text === '') return [];
  const segments = text.slice(1).split(LOCAL_SEPARATOR);
  if (!text.startsWith('+') || !segments.every((segment) => LOCAL_SEGMENT.test(segment))) return undefined;
  return segments.map((segment) =>
    isNumeral(segment) ? numberToken(LOCAL_NUMBER, segment) : wordToken(LOCAL_WORD, segment),
  );
}

export const pep440 = defineScheme(
  'pep440',
  parsePep440,
  (a, b) =>
    compareToken(a.epoch, b.epoch) ||
    compareTokens(a.release, b.release, ZERO) ||
    compareToken(a.pre, b.pre) ||
    compareToken(a.post, b.post) ||
    compareToken(a.dev, b.dev) ||
    compareTokens(a.local, b.local, LOCAL_END),
);
