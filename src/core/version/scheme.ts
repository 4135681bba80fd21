/**
 * What a version scheme is: which strings it can order, and how. A version that the scheme cannot order is refused, never
 * guessed at, so that a component with such a version is reported as uncovered instead of as not affected.
 */
import { limit } from '../limits.ts';

/** How one family of ecosystems orders versions. */
export interface VersionScheme {
  readonly name: string;
  /** True when this scheme can order `version`. Never throws. */
  isValid(version: string): boolean;
  /**
   * Negative, zero or positive; a total preorder over valid versions.
   * @throws RangeError for a version that is not valid
   */
  compare(a: string, b: string): number;
}

/** Longest version, in UTF-16 code units, that any scheme orders. Real ones stay below 150; the rest is an attack. */
export const MAX_VERSION_LENGTH = limit('versionLength');

/** No order at all: every version is one that cannot be ordered. */
export const NO_ORDER: VersionScheme = {
  name: 'none',
  isValid: () => false,
  compare: (a) => {
    throw new RangeError(`no order for ${JSON.stringify(a.slice(0, 100))}`);
  },
};

/** Versions of a scheme that are kept parsed: one is compared with every boundary of a range, and asked about before. */
const MOST_KNOWN = 256;

const SHOWN_LENGTH = 100;

/**
 * A scheme from a parser, which gives undefined for what it cannot order, and an order of what it parses to.
 * `parse` sees only strings of 1 to MAX_VERSION_LENGTH units.
 */
export function defineScheme<Parsed>(
  name: string,
  parse: (version: string) => Parsed | undefined,
  compareParsed: (a: Parsed, b: Parsed) => number,
): VersionScheme {
  const known = new Map<string, Parsed | undefined>();
  const parseBounded = (version: string): Parsed | undefined => {
    if (version.length === 0 || version.length > MAX_VERSION_LENGTH) return undefined;
    const earlier = known.get(version);
    if (earlier !== undefined || known.has(version)) return earlier;
    if (known.size >= MOST_KNOWN) known.clear();
    const parsed = parse(version);
    known.set(version, parsed);
    return parsed;
  };
  const parseOrThrow = (version: string): Parsed => {
    const parsed = parseBounded(version);
    if (parsed === undefined) {
      throw new RangeError(`not a ${name} version: ${JSON.stringify(version.slice(0, SHOWN_LENGTH))}`);
    }
    return parsed;
  };
  return {
    name,
    isValid: (version) => parseBounded(version) !== undefined,
    compare: (a, b) => compareParsed(parseOrThrow(a), parseOrThrow(b)),
  };
}
