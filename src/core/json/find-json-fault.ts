/**
 * Finds the first thing that is wrong with JSON text (RFC 8259, and duplicate members): the slow pass, which runs only
 * once the fast one has refused the text, for the error message. Nothing is built.
 */

export interface JsonFault {
  readonly problem: string;
  /** Offset in code units. */
  readonly offset: number;
}

const WHITE_SPACE = /[ \t\r\n]*/y;
const PLAIN_CHARACTERS = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const LITERAL = /true|false|null/y;

/** The first fault of `text`, whose nesting the caller has bounded; null when it is strict JSON. */
export function findJsonFault(text: string): JsonFault | null {
  const reader = new FaultReader(text);
  reader.value();
  reader.end();
  return reader.fault;
}

class FaultReader {
  fault: JsonFault | null = null;
  readonly #text: string;
  #offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): void {
    this.#skip(WHITE_SPACE);
    const opening = this.#text[this.#offset];
    if (opening === '{') this.#items('}', new Set());
    else if (opening === '[') this.#items(']', null);
    else if (!this.#string() && !this.#skip(NUMBER) && !this.#skip(LITERAL)) this.#expected('a value');
  }

  end(): void {
    this.#skip(WHITE_SPACE);
    if (this.fault === null && this.#offset < this.#text.length) this.#expected('the end of the document');
  }

  #items(closing: '}' | ']', names: Set<string> | null): void {
    this.#offset++;
    this.#skip(WHITE_SPACE);
    if (this.#take(closing)) return;
    do {
      if (names !== null) this.#memberName(names);
      if (this.fault === null) this.value();
      this.#skip(WHITE_SPACE);
    } while (this.fault === null && this.#take(','));
    if (this.fault === null && !this.#take(closing)) this.#expected(`"," or "${closing}"`);
  }

  #memberName(names: Set<string>): void {
    this.#skip(WHITE_SPACE);
    const start = this.#offset;
    if (!this.#string()) {
      this.#expected('a member name');
      return;
    }
    const name: string = JSON.parse(this.#text.slice(start, this.#offset));
    if (names.has(name)) this.#fail(`the member ${JSON.stringify(name.slice(0, 80))} is given twice`, start);
    names.add(name);
    this.#skip(WHITE_SPACE);
    if (!this.#take(':')) this.#expected('":"');
  }

  /** A loop rather than one pattern: a long string must not grow the pattern matcher's stack. */
  #string(): boolean {
    if (!this.#take('"')) return false;
    do this.#skip(PLAIN_CHARACTERS);
    while (this.#skip(ESCAPE));
    if (this.#take('"')) return true;
    this.#expected('the rest of a string');
    return false;
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
