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
  return safeText(value.toString()).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Characters of a name that are shown: nobody reads further, and a page must stay one that can be printed. */
const SHOWN_MAX = 240;

/** A name from a document. A very long one is cut, and the page says so; the whole one is in the bundle. Never for a digest. */
export function shownName(name: string): Html {
  if (name.length <= SHOWN_MAX) return html`${name}`;
  const shown = name.slice(0, SHOWN_MAX).replace(/[\ud800-\udbff]$/, '');
  return html`${shown}<span class="cut">… (${name.length} characters in all)</span>`;
}

/** A sentence in which digests and key ids are set apart. They are never cut. */
export function sentence(text: string): Html {
  const parts = text.split(/((?:sha256:)?[0-9a-f]{64})/);
  return html`${parts.map((part, i) => (i % 2 === 0 ? html`${part}` : html`<code>${part}</code>`))}`;
}

/** A key's fingerprint in fours, as people compare it with paper. Copied, it has no spaces. */
export function fingerprint(hex: string): Html {
  const groups = hex.match(/.{1,4}/g) ?? [];
  return html`<code class="fingerprint">${groups.map((group) => html`<span>${group}</span>`)}</code>`;
}
