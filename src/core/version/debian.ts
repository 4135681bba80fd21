/**
 * dpkg's `[epoch:]upstream[-revision]` (deb-version(7)), for Debian and Ubuntu. Runs of digits are numbers; every other
 * character counts alone: `~` before the end, the end before letters, letters before the rest. A missing number is 0.
 */
import { defineScheme } from './scheme.ts';
import {
  compareToken,
  compareTokens,
  isDigit,
  isLetter,
  markToken,
  numberToken,
  runEnd,
  type Token,
} from './tokens.ts';

interface DebianVersion {
  readonly epoch: Token;
  readonly upstream: readonly Token[];
  readonly revision: readonly Token[];
}

const TILDE = -1;
const NUMBER = 0;
/** What a version that has ended goes on with. */
export const DEBIAN_END = numberToken(NUMBER, '');
/** Lifts everything that is no letter above the letters. */
const ABOVE_LETTERS = 0x100;

/** dpkg keeps the epoch in an `int` and refuses a larger one. */
const MAX_EPOCH = numberToken(NUMBER, '2147483647');

// A version that does not begin with a digit draws a warning from dpkg and is refused by osv.dev.
const UPSTREAM = /^[0-9][0-9A-Za-z.+~:-]*$/;
const REVISION = /^[0-9A-Za-z.+~]+$/;
const EPOCH = /^[0-9]+$/;

function parseDebianVersion(version: string): DebianVersion | undefined {
  const colon = version.indexOf(':');
  const epoch = colon < 0 ? '0' : version.slice(0, colon);
  const rest = version.slice(colon + 1);
  const hyphen = rest.lastIndexOf('-');
  const upstream = hyphen < 0 ? rest : rest.slice(0, hyphen);
  const revision = hyphen < 0 ? '0' : rest.slice(hyphen + 1);
  if (!EPOCH.test(epoch) || !UPSTREAM.test(upstream) || !REVISION.test(revision)) return undefined;
  const epochToken = numberToken(NUMBER, epoch);
  if (compareToken(epochToken, MAX_EPOCH) > 0) return undefined;
  return { epoch: epochToken, upstream: debianTokens(upstream), revision: debianTokens(revision) };
}

/** The tokens of an upstream version or a revision. */
export function debianTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const end = runEnd(text, at, isDigit);
    tokens.push(
      end > at ? numberToken(NUMBER, text.slice(at, end)) : markToken(characterRank(text.charCodeAt(at))),
    );
    at = Math.max(end, at + 1);
  }
  return tokens;
}

function characterRank(unit: number): number {
  if (unit === 0x7e) return TILDE;
  return isLetter(unit) ? unit : unit + ABOVE_LETTERS;
}

export const debian = defineScheme(
  'debian',
  parseDebianVersion,
  (a, b) =>
    compareToken(a.epoch, b.epoch) ||
    compareTokens(a.upstream, b.upstream, DEBIAN_END) ||
    compareTokens(a.revision, b.revision, DEBIAN_END),
);
