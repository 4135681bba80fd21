/**
 * Bitnami: SemVer in form, but what follows the hyphen is the revision of Bitnami's package and comes after the version
 * without one (1.2.3 < 1.2.3-1 < 1.2.3-2), as in Bitnami's own go-version.
 */
import { defineScheme } from './scheme.ts';
import { compareIdentifiers, compareNumbers, parseSemverLike } from './semver-like.ts';

const FORM = { maxNumbers: Number.POSITIVE_INFINITY, barePrerelease: false, ignoreCase: false };

export const bitnami = defineScheme(
  'bitnami',
  (version) => parseSemverLike(version, FORM),
  (a, b) => compareNumbers(a, b) || compareIdentifiers(a.prerelease, b.prerelease),
);
