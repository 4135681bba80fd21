/**
 * Strict JSON once more, slowly: RFC 8259 read character by character, with the rules of formats.md section 1 at the place where
 * each is broken. For tests to hold the real reader against.
 */

/** `undefined` stands for "refused": it is no JSON value. */
export function referenceParse(text: string): unknown {
  if (text.startsWith('\ufeff')) return undefined;
  try {
    const reader = new ReferenceReader(text);
    const value = reader.value(0);
    reader.space();
    return reader.offset === text.length ? value : undefined;
  } catch (error) {
    if (error === REFUSED) return undefined;
    throw error;
  }
}

const REFUSED = new Error('refused');
const ESCAPES: Record<string, string> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
  '/': '/',
};

class ReferenceReader {
  offset = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): unknown {
    this.space();
    const first = this.#text[this.offset];
    if (first === '{') return this.#object(depth + 1);
    if (first === '[') return this.#array(depth + 1);
    if (first === '"') return this.#string();
    if (first === '-' || isDigit(first)) return this.#number();
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (this.#text.startsWith(word, this.offset)) {
        this.offset += word.length;
        return value;
      }
    }
    throw REFUSED;
  }

  space(): void {
    while ([' ', '\t', '\r', '\n'].includes(this.#text[this.offset] ?? '')) this.offset++;
  }

  #object(depth: number): unknown {
    if (depth > 128) throw REFUSED;
    const members: [string, unknown][] = [];
    this.offset++;
    this.space();
    if (this.#isTaken('}')) return {};
    do {
      this.space();
      const name = this.#string();
      if (members.some(([other]) => other === name)) throw REFUSED;
      this.space();
      this.#take(':');
      members.push([name, this.value(depth)]);
      this.space();
    } while (this.#isTaken(','));
    this.#take('}');
    return Object.fromEntries(members);
  }

  #array(depth: number): unknown {
    if (depth > 128) throw REFUSED;
    const items: unknown[] = [];
    this.offset++;
    this.space();
    if (this.#isTaken(']')) return [];
    do {
      items.push(this.value(depth));
      this.space();
    } while (this.#isTaken(','));
    this.#take(']');
    return items;
  }

  #string(): string {
    this.#take('"');
    let value = '';
    for (;;) {
      const character = this.#text[this.offset++];
      if (character === undefined || character < ' ') throw REFUSED;
      if (character === '"') break;
      value += character === '\\' ? this.#escape() : character;
    }
    if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value)) throw REFUSED;
    return value;
  }

  #escape(): string {
    const letter = this.#text[this.offset++] ?? '';
    if (letter !== 'u') {
      const meant = ESCAPES[letter];
      if (meant === undefined) throw REFUSED;
      return meant;
    }
    const digits = this.#text.slice(this.offset, this.offset + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw REFUSED;
    this.offset += 4;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #number(): number {
    const start = this.offset;
    this.#isTaken('-');
    if (!this.#isTaken('0')) this.#digits();
    if (this.#isTaken('.')) this.#digits();
    if (this.#isTaken('e') || this.#isTaken('E')) {
      if (!this.#isTaken('+')) this.#isTaken('-');
      this.#digits();
    }
    const value = Number(this.#text.slice(start, this.offset));
    if (!Number.isFinite(value)) throw REFUSED;
    return value;
  }

  #digits(): void {
    if (!isDigit(this.#text[this.offset])) throw REFUSED;
    while (isDigit(this.#text[this.offset])) this.offset++;
  }

  #isTaken(character: string): boolean {
    if (this.#text[this.offset] !== character) return false;
    this.offset++;
    return true;
  }

  #take(character: string): void {
    if (!this.#isTaken(character)) throw REFUSED;
  }
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}
