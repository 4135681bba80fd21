/**
 * Reads JSON text (RFC 8259) token by token and refuses duplicate members: the slow pass. It runs once the fast one has
 * refused the text, to say what is wrong and where, and on the rare text that the fast one cannot be trusted with.
 */
import type { JsonValue } from './json-value.ts';

export interface JsonFault {
  readonly problem: string;
  /** Offset in code units. */
  readonly offset: number;
}

export type SlowReading =
  | { readonly fault: null; readonly value: JsonValue }
  | { readonly fault: JsonFault; readonly value: null };

const WHITE_SPACE = /[ \t\r\n]*/y;
const PLAIN_CHARACTERS = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const LITERAL = /true|false|null/y;

/** The value of `text`, whose nesting the caller has bounded, or the first fault that it has. */
export function readJsonSlowly(text: string): SlowReading {
  const reader = new SlowReader(text);
  const value = reader.value();
  reader.end();
  return reader.fault === null ? { fault: null, value } : { fault: reader.fault, value: null };
}

/** Once there is a fault, what the methods return means nothing. */
class SlowReader {
  fault: JsonFault | null = null;
  readonly #text: string;
  #offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): JsonValue {
    this.#skip(WHITE_SPACE);
    const start = this.#offset;
    const opening = this.#text[start];
    if (opening === '{') return this.#object();
    if (opening === '[') return this.#array();
    if (opening === '"') return this.#string();
    if (this.#skip(NUMBER) || this.#skip(LITERAL)) return JSON.parse(this.#text.slice(start, this.#offset));
    this.#expected('a value');
    return null;
  }

  end(): void {
    this.#skip(WHITE_SPACE);
    if (this.fault === null && this.#offset < this.#text.length) this.#expected('the end of the document');
  }

  #array(): JsonValue {
    const items: JsonValue[] = [];
    this.#items(']', () => {
      items.push(this.value());
    });
    return items;
  }

  #object(): JsonValue {
    const members = new Map<string, JsonValue>();
    this.#items('}', () => this.#member(members));
    return Object.fromEntries(members);
  }

  #items(closing: '}' | ']', readItem: () => void): void {
    this.#offset++;
    this.#skip(WHITE_SPACE);
    if (this.#take(closing)) return;
    do {
      readItem();
      this.#skip(WHITE_SPACE);
    } while (this.fault === null && this.#take(','));
    if (this.fault === null && !this.#take(closing)) this.#expected(`"," or "${closing}"`);
  }

  #member(members: Map<string, JsonValue>): void {
    this.#skip(WHITE_SPACE);
    const start = this.#offset;
    if (this.#text[start] !== '"') {
      this.#expected('a member name');
      return;
    }
    const name = this.#string();
    if (members.has(name))
      this.#fail(`the member ${JSON.stringify(name.slice(0, 80))} is given twice`, start);
    this.#skip(WHITE_SPACE);
    if (!this.#take(':')) this.#expected('":"');
    if (this.fault === null) members.set(name, this.value());
  }

  /** A loop rather than one pattern: a long string must not grow the pattern matcher's stack. */
  #string(): string {
    const start = this.#offset++;
    do this.#skip(PLAIN_CHARACTERS);
    while (this.#skip(ESCAPE));
    if (this.#take('"')) return JSON.parse(this.#text.slice(start, this.#offset));
    this.#expected('the rest of a string');
    return '';
  }

  #take(character: string): boolean {
    if (this.#text[this.#offset] !== character) return false;
    this.#offset++;
    return true;
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#offset;
    if (!pattern.test(this.#text)) return false;
    this.#offset = pattern.lastIndex;
    return true;
  }

  #expected(what: string): void {
    const character = this.#text[this.#offset];
    const received = character === undefined ? 'the end of the document' : JSON.stringify(character);
    this.#fail(`expected ${what}, received ${received}`, this.#offset);
  }

  #fail(problem: string, offset: number): void {
    this.fault ??= { problem, offset };
  }
}
