/**
 * How Maven's ComparableVersion takes a version apart. A version is a list of items; each `-`, each word, and each change
 * between digits and letters opens a list inside the list, which then takes everything that follows:
 *
 *     1.0.rc1-jre  →  [1, [rc, [1, [jre]]]]
 *
 * So a word is always the first item of its list, and a list always the last of its own. Zeros before a list and at the end
 * mean nothing (1.0.0-rc1 is 1-rc1).
 */
import { compareText, isDigit, numberToken, type Token } from './tokens.ts';

/** A word's place among the known qualifiers; unknown ones come last, by their text. */
export interface Qualifier {
  readonly rank: number;
  readonly text: string;
}

/** One item. */
export type MavenItem =
  | { readonly kind: 'number'; readonly number: Token }
  | { readonly kind: 'word'; readonly word: Qualifier }
  | { readonly kind: 'list'; readonly items: readonly MavenItem[] };

const QUALIFIERS: ReadonlyMap<string, number> = new Map([
  ['alpha', 0],
  ['beta', 1],
  ['milestone', 2],
  ['rc', 3],
  ['cr', 3],
  ['snapshot', 4],
  ['ga', 5],
  ['final', 5],
  ['release', 5],
  ['sp', 6],
]);
const UNKNOWN_RANK = 7;

/** The qualifier that means nothing: a version without one is the release. */
const RELEASE: Qualifier = { rank: 5, text: '' };

/** Short forms, only right before a number: 1a1 is 1-alpha-1, but 1a is no alpha. */
const SHORT_FORMS: ReadonlyMap<string, string> = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['m', 'milestone'],
]);

/** Order of two qualifiers. */
export function compareQualifiers(a: Qualifier, b: Qualifier): number {
  return a.rank - b.rank || compareText(a.text, b.text);
}

/** Order of a number or word and its absence: 1.0 = 1, 1-rc < 1, 1-ga = 1, 1-sp > 1. */
export function compareToNothing(item: Exclude<MavenItem, { kind: 'list' }>): number {
  return item.kind === 'number' ? item.number.magnitude : compareQualifiers(item.word, RELEASE);
}

const NUMBER = 0;

function numberItem(digits: string): MavenItem {
  return { kind: 'number', number: numberToken(NUMBER, digits) };
}

function wordItem(word: string): MavenItem {
  const rank = QUALIFIERS.get(word);
  return {
    kind: 'word',
    word: rank === undefined ? { rank: UNKNOWN_RANK, text: word } : { rank, text: '' },
  };
}

/** Items of a version, normalised. */
export function parseMavenItems(version: string): readonly MavenItem[] {
  const lists = new ItemLists(version.toLowerCase()).lists;
  for (const list of lists.toReversed()) normalize(list);
  return lists[0] ?? [];
}

/** The lists of a version from the outermost in; each but the first is the last item of the one before. */
class ItemLists {
  readonly #text: string;
  #list: MavenItem[] = [];
  readonly lists: MavenItem[][] = [this.#list];
  #start = 0;
  #inDigits = false;

  constructor(text: string) {
    this.#text = text;
    for (let at = 0; at < text.length; at++) this.#read(at);
    if (this.#start < text.length) this.#close(text.length);
  }

  #read(at: number): void {
    const unit = this.#text.charCodeAt(at);
    const isSeparator = unit === 0x2e || unit === 0x2d;
    if (isSeparator || (at > this.#start && isDigit(unit) !== this.#inDigits)) {
      this.#close(at, !isSeparator && !this.#inDigits);
      if (unit !== 0x2e) this.#open();
      if (isSeparator) this.#start = at + 1;
    }
    this.#inDigits = isDigit(unit);
  }

  #open(): void {
    const items: MavenItem[] = [];
    this.#list.push({ kind: 'list', items });
    this.#list = items;
    this.lists.push(items);
  }

  /** Ends the run before `end`; an empty one is 0. A word counts as if a hyphen stood before it: 1.0.rc is 1.0-rc. */
  #close(end: number, beforeDigits = false): void {
    const run = this.#text.slice(this.#start, end);
    const isWord = end > this.#start && !this.#inDigits;
    if (isWord && this.#list.length > 0) this.#open();
    this.#list.push(isWord ? wordItem((beforeDigits && SHORT_FORMS.get(run)) || run) : numberItem(run));
    this.#start = end;
  }
}

/**
 * Drops what means nothing: zeros and the release's qualifiers before a list and at the end, and empty lists. What is left of
 * `-ga-1` is `-1`, and of `-0-rc` is `-rc`; but `-0-1` is a step below `-1` and stays.
 */
function normalize(list: MavenItem[]): void {
  const hadWord = list[0]?.kind === 'word';
  for (let i = list.length - 1; i >= 0; i--) {
    const item = list[i];
    if (item === undefined || (item.kind !== 'list' && compareToNothing(item) !== 0)) break;
    if (item.kind !== 'list' || item.items.length === 0) list.splice(i, 1);
  }
  const [only] = list;
  if (only?.kind === 'list' && (hadWord || only.items[0]?.kind === 'word')) list.splice(0, 1, ...only.items);
}
