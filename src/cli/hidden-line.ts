/** A line that is typed without being shown: what each key does to it. */
import { limit } from '../core/limits.ts';

/** A longer passphrase is a mistake, such as a file pasted into the prompt. */
const LINE_CHARS_MAX = limit('passphraseLength');

/** `open`: more is to come. `interrupted`: Ctrl-C was pressed. */
export type LineState = 'open' | 'done' | 'interrupted';

export class HiddenLine {
  readonly #decoder = new TextDecoder();
  #characters: string[] = [];

  get text(): string {
    return this.#characters.join('');
  }

  /** Takes what the terminal sent; what follows the end of the line is dropped. */
  type(chunk: Uint8Array): LineState {
    for (const character of this.#decoder.decode(chunk, { stream: true })) {
      const state = this.#press(character);
      if (state !== 'open') return state;
    }
    return 'open';
  }

  /** Enter and Ctrl-D end the line, Backspace and Ctrl-U correct it; other control characters are no part of a passphrase. */
  #press(character: string): LineState {
    switch (character) {
      case '\r':
      case '\n':
      case '\u0004':
        return 'done';
      case '\u0003':
        return 'interrupted';
      case '\u007f':
      case '\b':
        this.#characters.pop();
        return 'open';
      case '\u0015':
        this.#characters = [];
        return 'open';
    }
    if (character >= ' ' && this.#characters.length < LINE_CHARS_MAX) this.#characters.push(character);
    return 'open';
  }
}
