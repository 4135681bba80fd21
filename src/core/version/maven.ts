/**
 * Maven's ComparableVersion as in Maven 3.8 and 3.9, but for where that relation is no order: with a word between points,
 * 1.0.Beta-1 < 1.0 < 1.0-jre < 1.0.Beta-1. As Maven 4 does, we take such a word as if a hyphen stood before it, which is what
 * Maven 3 does with a word at the end; zeros alone before a word (0-rc, 1-0-rc) go for the same reason; and `-ga-1` is `-1`, as
 * the POM reference says, though Maven's code puts it before `-1`.
 */
import { compareQualifiers, compareToNothing, type MavenItem, parseMavenItems } from './maven-items.ts';
import { defineScheme } from './scheme.ts';
import { compareToken } from './tokens.ts';

/** Printable ASCII without the space: Maven takes any string, repositories do not. */
const PRINTABLE = /^[!-~]+$/;

/** What may follow a common beginning, whatever its content: 1-xyz < 1-1 < 1.1. */
const KIND_RANKS = { word: 0, list: 1, number: 2 };

function compareLists(a: readonly MavenItem[], b: readonly MavenItem[]): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compareItems(a[i], b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareItems(a: MavenItem | undefined, b: MavenItem | undefined): number {
  if (a === undefined) return b === undefined ? 0 : -compareItems(b, a);
  if (b === undefined) return a.kind === 'list' ? compareLists(a.items, []) : compareToNothing(a);
  if (a.kind === 'number' && b.kind === 'number') return compareToken(a.number, b.number);
  if (a.kind === 'word' && b.kind === 'word') return compareQualifiers(a.word, b.word);
  if (a.kind === 'list' && b.kind === 'list') return compareLists(a.items, b.items);
  return KIND_RANKS[a.kind] - KIND_RANKS[b.kind];
}

export const maven = defineScheme(
  'maven',
  (version) => (PRINTABLE.test(version) ? parseMavenItems(version) : undefined),
  compareLists,
);
