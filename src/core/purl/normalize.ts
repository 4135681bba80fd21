/**
 * The normal form of a package URL's components, and what makes them invalid, whether they come from a text or are
 * put together.
 */
import { StellaError } from '../errors.ts';
import { normalizeForType, type PurlComponents, typeFault } from './purl-type.ts';

/** Components before they are looked at: qualifiers as pairs, in which a key may come twice. */
export interface RawComponents extends Omit<PurlComponents, 'qualifiers'> {
  readonly qualifiers: Iterable<readonly [key: string, value: string]>;
}

const TYPE = /^[A-Za-z][A-Za-z0-9.-]*$/;
const QUALIFIER_KEY = /^[A-Za-z][A-Za-z0-9._-]*$/;

/**
 * Decoded components in the normal form of their type.
 * @param shown stands for the package URL in an error
 * @throws StellaError INPUT_INVALID where they make no package URL
 */
export function normalizeComponents(raw: RawComponents, shown: string): PurlComponents {
  if (!TYPE.test(raw.type))
    throw invalidPurl(shown, 'its type is not a letter, then letters, digits, . or -');
  if (raw.name === '') throw invalidPurl(shown, 'it has no name');
  const normal = normalizeForType({
    type: raw.type.toLowerCase(),
    namespace: withoutEmptySegments(raw.namespace),
    name: raw.name,
    version: raw.version === '' ? null : raw.version,
    qualifiers: normalizeQualifiers(raw.qualifiers, shown),
    subpath: normalizePath(raw.subpath, isSubpathSegment),
  });
  const fault = typeFault(normal) ?? encodingFault(normal);
  if (fault !== undefined) throw invalidPurl(shown, fault);
  return normal;
}

/** The error about the package URL `shown`, with the reason. */
export function invalidPurl(shown: string, reason: string): StellaError {
  return new StellaError(
    'INPUT_INVALID',
    `not a package URL: ${JSON.stringify(shown.slice(0, 100))}: ${reason}`,
  );
}

/** A namespace without surplus slashes; null for none. */
export function withoutEmptySegments(namespace: string | null): string | null {
  return normalizePath(namespace, (segment) => segment !== '');
}

function normalizePath(path: string | null, isKept: (segment: string) => boolean): string | null {
  const kept = path?.split('/').filter(isKept).join('/');
  return kept ? kept : null;
}

function isSubpathSegment(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..';
}

/** A key is unique, and one without a value is as if it were not there. No prototype: a key may be `constructor`. */
function normalizeQualifiers(pairs: RawComponents['qualifiers'], shown: string): Record<string, string> {
  const qualifiers: Record<string, string> = Object.create(null);
  for (const [givenKey, value] of pairs) {
    if (!QUALIFIER_KEY.test(givenKey))
      throw invalidPurl(shown, `no qualifier key: ${JSON.stringify(givenKey.slice(0, 40))}`);
    if (value === '') continue;
    const key = givenKey.toLowerCase();
    if (key in qualifiers) throw invalidPurl(shown, `the qualifier ${key.slice(0, 40)} is given twice`);
    qualifiers[key] = value;
  }
  return qualifiers;
}

function encodingFault(purl: PurlComponents): string | undefined {
  const texts = [purl.namespace, purl.name, purl.version, purl.subpath, ...Object.values(purl.qualifiers)];
  const isUtf8 = texts.every((text) => text === null || text.isWellFormed());
  return isUtf8 ? undefined : 'it has a lone surrogate, which UTF-8 cannot carry';
}
