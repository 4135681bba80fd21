/**
 * The canonical text (RFC 8785) of JSON text, cut and put together from the text itself: no value is built. Most documents are
 * canonical but for the order of their members, so that nearly everything can be taken over as it stands.
 *
 *     {"b":2,"a":[1,"é"]}   →   {"a":[1,"é"],"b":2}
 *
 * This is the quick way for many ordinary documents. It answers null for everything out of the ordinary, which has to be read
 * and written again by `parseStrictJson` and `canonicalJson`. Its answer means something for valid JSON only.
 */
import { endOfString, MAX_JSON_DEPTH } from './measure-json.ts';

/**
 * The canonical text of `text`, provided that `JSON.parse` takes it; or null, which says nothing.
 * @param text decoded from valid UTF-8: it has no lone surrogates
 */
export function quickCanonicalText(text: string): string | null {
  const scanner = new Scanner(text);
  try {
    const canonical = scanner.document();
    return canonical ?? text;
  } catch (error) {
    if (error === OUT_OF_THE_ORDINARY) return null;
    throw error;
  }
}

const OUT_OF_THE_ORDINARY = Symbol('out of the ordinary');

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/** An escape that canonical JSON may write another way, or not at all. */
const OTHER_ESCAPE = /\\[^"\\bfnrt]/;
const SCALAR = /[-+.0-9A-Za-z]+/y;

interface Member {
  readonly name: string;
  /** Offset of the name's opening quote, and of the value's end. */
  readonly start: number;
  readonly end: number;
  /** Canonical text of the whole member; null where the text has it so. */
  readonly canonical: string | null;
}

/** Methods that read a value return its canonical text, or null where it stands so in the text. */
class Scanner {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  /** Of the next backslash, as seen from some offset before it. */
  #backslash: number;

  constructor(text: string) {
    this.#text = text;
    this.#backslash = this.#nextBackslash(0);
  }

  document(): string | null {
    const start = this.#skipSpace();
    const canonical = this.#value();
    const end = this.#at;
    if (this.#skipSpace() < this.#text.length) throw OUT_OF_THE_ORDINARY;
    if (canonical !== null) return canonical;
    return start === 0 && end === this.#text.length ? null : this.#text.slice(start, end);
  }

  #value(): string | null {
    switch (this.#text.charCodeAt(this.#at)) {
      case QUOTE:
        return this.#string();
      case OPENING_BRACE:
        return this.#object();
      case OPENING_BRACKET:
        return this.#array();
      default:
        return this.#scalar();
    }
  }

  #string(): string | null {
    const text = this.#text;
    const start = this.#at;
    const end = text.indexOf('"', start + 1);
    if (end < 0) throw OUT_OF_THE_ORDINARY;
    if (this.#isPlain(start, end)) {
      this.#at = end + 1;
      return null;
    }
    this.#at = endOfString(text, start) + 1;
    const raw = text.slice(start, this.#at);
    return OTHER_ESCAPE.test(raw) ? rewritten(raw) : null;
  }

  /** True when there is no backslash between two offsets, of which the first never goes back. */
  #isPlain(start: number, end: number): boolean {
    if (this.#backslash < start) this.#backslash = this.#nextBackslash(start);
    return this.#backslash > end;
  }

  #nextBackslash(from: number): number {
    const next = this.#text.indexOf('\\', from);
    return next < 0 ? this.#text.length : next;
  }

  /** A number, `true`, `false` or `null`. */
  #scalar(): string | null {
    SCALAR.lastIndex = this.#at;
    const raw = SCALAR.exec(this.#text)?.[0];
    if (raw === undefined) throw OUT_OF_THE_ORDINARY;
    this.#at += raw.length;
    const canonical = rewritten(raw);
    return canonical === raw ? null : canonical;
  }

  #array(): string | null {
    const start = this.#open();
    const text = this.#text;
    // What is canonical so far: a piece of the text from its beginning, until something in it has to be written anew.
    let canonical: string | null = null;
    let taken = start + 1;
    let isFirst = true;
    for (;;) {
      const before = this.#at;
      this.#skipSpace();
      if (isFirst && text.charCodeAt(this.#at) === CLOSING_BRACKET) {
        if (this.#at > before) canonical = '[';
        taken = this.#at;
        break;
      }
      const valueStart = this.#at;
      const value = this.#value();
      const valueEnd = this.#at;
      const next = text.charCodeAt(this.#skipSpace());
      if (value !== null || valueStart > before || this.#at > valueEnd) {
        canonical = `${canonical ?? '['}${text.slice(taken, before)}${value ?? text.slice(valueStart, valueEnd)}`;
        taken = this.#at;
      }
      if (next === CLOSING_BRACKET) break;
      if (next !== COMMA) throw OUT_OF_THE_ORDINARY;
      this.#at++;
      isFirst = false;
    }
    this.#close();
    return canonical === null ? null : canonical + text.slice(taken, this.#at);
  }

  #object(): string | null {
    const start = this.#open();
    const text = this.#text;
    const members: Member[] = [];
    let isInOrder = true;
    let hasSpace = this.#skipSpace() > start + 1;
    if (text.charCodeAt(this.#at) !== CLOSING_BRACE) {
      for (;;) {
        const member = this.#member();
        const last = members.at(-1);
        if (last !== undefined && last.name >= member.name) isInOrder = false;
        members.push(member);
        const next = text.charCodeAt(this.#skipSpace());
        hasSpace ||= this.#at > member.end;
        if (next === CLOSING_BRACE) break;
        if (next !== COMMA) throw OUT_OF_THE_ORDINARY;
        this.#at++;
        const afterComma = this.#at;
        hasSpace ||= this.#skipSpace() > afterComma;
      }
    }
    this.#close();
    if (isInOrder && !hasSpace && members.every(({ canonical }) => canonical === null)) return null;
    return this.#written(isInOrder ? members : inOrder(members));
  }

  #member(): Member {
    const text = this.#text;
    const start = this.#at;
    if (text.charCodeAt(start) !== QUOTE) throw OUT_OF_THE_ORDINARY;
    const nameEnd = text.indexOf('"', start + 1);
    if (nameEnd < 0) throw OUT_OF_THE_ORDINARY;
    const name = text.slice(start + 1, nameEnd);
    // An escaped name may be another's equal, and come elsewhere in the order.
    if (!this.#isPlain(start, nameEnd)) throw OUT_OF_THE_ORDINARY;
    this.#at = nameEnd + 1;
    const colon = this.#skipSpace();
    if (text.charCodeAt(colon) !== COLON) throw OUT_OF_THE_ORDINARY;
    this.#at++;
    const valueStart = this.#skipSpace();
    const value = this.#value();
    const end = this.#at;
    const isCompact = colon === nameEnd + 1 && valueStart === colon + 1;
    if (value === null && isCompact) return { name, start, end, canonical: null };
    return { name, start, end, canonical: `"${name}":${value ?? text.slice(valueStart, end)}` };
  }

  #written(members: readonly Member[]): string {
    let canonical = '{';
    for (const member of members) {
      if (canonical.length > 1) canonical += ',';
      canonical += member.canonical ?? this.#text.slice(member.start, member.end);
    }
    return `${canonical}}`;
  }

  /** Offset of the bracket that is passed. */
  #open(): number {
    if (++this.#depth > MAX_JSON_DEPTH) throw OUT_OF_THE_ORDINARY;
    return this.#at++;
  }

  #close(): void {
    this.#depth--;
    this.#at++;
  }

  /** Offset of the next character that is no white space. */
  #skipSpace(): number {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return this.#at;
      this.#at++;
    }
  }
}

/** More members than an object usually has. */
const MANY = 24;

/**
 * Sorted by name; in place where they are few, because a sort of its own for each small object would be most of the work.
 * @throws OUT_OF_THE_ORDINARY when two have one name
 */
function inOrder(members: Member[]): readonly Member[] {
  const sorted = members.length > MANY ? members.toSorted((a, b) => (a.name < b.name ? -1 : 1)) : members;
  for (let i = 1; i < sorted.length; i++) {
    const member = sorted[i] as Member;
    let place = i;
    for (; place > 0 && (sorted[place - 1] as Member).name > member.name; place--)
      sorted[place] = sorted[place - 1] as Member;
    sorted[place] = member;
    if (place > 0 && sorted[place - 1]?.name === member.name) throw OUT_OF_THE_ORDINARY;
  }
  return sorted;
}

/** A scalar as canonical JSON has it. */
function rewritten(raw: string): string {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    throw OUT_OF_THE_ORDINARY;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw OUT_OF_THE_ORDINARY;
  if (typeof value === 'string' && !value.isWellFormed()) throw OUT_OF_THE_ORDINARY;
  return JSON.stringify(value);
}
