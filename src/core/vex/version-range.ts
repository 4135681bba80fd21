/**
 * VERS ranges (package-url/vers-spec), `vers:npm/>=1.0|<2.0`, as CycloneDX and CSAF narrow products with them.
 * Versions are ordered as the component's own ecosystem orders them, whatever the range calls its scheme (`generic`,
 * `semver`).
 */
import { limit } from '../limits.ts';
import { percentDecode } from '../purl/percent.ts';
import type { VersionScheme } from '../version/scheme.ts';

type Comparator = '=' | '!=' | '<' | '<=' | '>' | '>=';

interface Constraint {
  readonly comparator: Comparator;
  readonly version: string;
}

const VERS = /^vers:[a-z0-9.+-]{1,64}\//;
const CONSTRAINT = /^(!=|<=|>=|[<>=]|)(.*)$/s;

/** A range of more constraints than any real one is not evaluated: their order would have to be found first. */
const MAX_CONSTRAINTS = limit('versionConstraints');

/** True for a text that says it is a VERS range. */
export function isVersText(text: string): boolean {
  return VERS.test(text);
}

/**
 * Whether `version` is in the range; null where that cannot be told, because a version in it, or `version`, is none
 * of the scheme.
 */
export function isInVersRange(range: string, version: string, scheme: VersionScheme): boolean | null {
  const texts = range.replace(VERS, '').split('|');
  if (texts.length === 1 && texts[0] === '*') return true;
  if (texts.length > MAX_CONSTRAINTS || !scheme.isValid(version)) return null;
  const constraints = texts.map(parseConstraint);
  if (!constraints.every((constraint) => scheme.isValid(constraint.version))) return null;
  const exact = constraints.find((constraint) => scheme.compare(constraint.version, version) === 0);
  if (exact !== undefined) return exact.comparator !== '!=' && exact.comparator.endsWith('=');
  const bounds = constraints.filter(({ comparator }) => comparator !== '=' && comparator !== '!=');
  if (bounds.length === 0) return constraints.every(({ comparator }) => comparator === '!=');
  return isBetween(bounds, version, scheme);
}

function parseConstraint(text: string): Constraint {
  const [, comparator = '', version = ''] = CONSTRAINT.exec(text.replaceAll(' ', '')) ?? [];
  return {
    comparator: comparator === '' ? '=' : (comparator as Comparator),
    version: percentDecode(version) ?? '',
  };
}

/** The nearest bounds say it: the one below must not end a stretch, the one above must not begin one. */
function isBetween(bounds: readonly Constraint[], version: string, scheme: VersionScheme): boolean {
  const sorted = [...bounds].sort((a, b) => scheme.compare(a.version, b.version));
  const below = sorted.findLast((bound) => scheme.compare(bound.version, version) < 0);
  const above = sorted.find((bound) => scheme.compare(bound.version, version) > 0);
  return below?.comparator.startsWith('<') !== true && above?.comparator.startsWith('>') !== true;
}
