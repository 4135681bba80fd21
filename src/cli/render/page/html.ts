/** HTML that cannot be broken out of: every text put into it is escaped, whatever an input is called. */
import { safeText } from '../../terminal.ts';

/** Text that is HTML already. Only `html` and `ownHtml` make it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type HtmlValue = string | number | Html | readonly Html[];

/** A template whose values are escaped, unless they are HTML by the same way. Values stand in text or in quoted attributes. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(
    strings.map((part, i) => `${part}${i < values.length ? textOf(values[i] ?? '') : ''}`).join(''),
  );
}

/** Text of the program's own, such as a style sheet: nothing of an input may be in it. */
export function ownHtml(text: string): Html {
  return new Html(text);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function textOf(value: HtmlValue): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return safeText(String(value)).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
