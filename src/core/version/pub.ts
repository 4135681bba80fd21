/**
 * Dart's pub, which follows SemVer 2.0.0-rc.1: the build counts, after everything else, and a version without build comes
 * before those with one: 1.0.0-pre < 1.0.0-pre+build < 1.0.0 < 1.0.0+build.
 */
import { defineScheme } from './scheme.ts';
import { compareIdentifiers, compareNumbers, comparePrerelease, parseSemverLike } from './semver-like.ts';

const FORM = { maxNumbers: Number.POSITIVE_INFINITY, barePrerelease: false, ignoreCase: false };

export const pub = defineScheme(
  'pub',
  (version) => parseSemverLike(version, FORM),
  (a, b) => compareNumbers(a, b) || comparePrerelease(a, b) || compareIdentifiers(a.build, b.build),
);
