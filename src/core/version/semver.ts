/**
 * SemVer 2.0.0 section 11, for crates.io, npm, Go, Hex, SwiftURL and others: precedence by numbers, then prerelease; build
 * metadata (Go's `+incompatible` too) means nothing. Go's pseudo-versions are ordinary prereleases.
 */
import { defineScheme } from './scheme.ts';
import { compareNumbers, comparePrerelease, parseSemverLike } from './semver-like.ts';

const FORM = { maxNumbers: Number.POSITIVE_INFINITY, barePrerelease: true, ignoreCase: false };

export const semver = defineScheme(
  'semver',
  (version) => parseSemverLike(version, FORM),
  (a, b) => compareNumbers(a, b) || comparePrerelease(a, b),
);
