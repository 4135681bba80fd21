/**
 * NuGet: SemVer with an optional fourth number, and prerelease identifiers compared without regard to case.
 * NuGet's own library reads numbers of 32 bits only; here, as in osv.dev, a number is compared by value whatever its size.
 */
import { defineScheme } from './scheme.ts';
import { compareNumbers, comparePrerelease, parseSemverLike } from './semver-like.ts';

const FORM = { maxNumbers: 4, barePrerelease: false, ignoreCase: true };

export const nuget = defineScheme(
  'nuget',
  (version) => parseSemverLike(version, FORM),
  (a, b) => compareNumbers(a, b) || comparePrerelease(a, b),
);
