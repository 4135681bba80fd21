/** Pieces that the reports of a verification and of a replay have in common. */
import { type Html, html, sentence } from './html.ts';
import type { PageSection } from './page-document.ts';

export interface Statements {
  readonly established: readonly string[];
  readonly notEstablished: readonly string[];
  readonly assumed: readonly string[];
}

/** What is known, what is not, and what that rests on: side by side, because each is nothing without the others. */
export function statementColumns({ established, notEstablished, assumed }: Statements): PageSection {
  const openLead = established.length === 0 ? null : 'This page does not show:';
  return {
    id: 'statements',
    heading: null,
    body: html`<div class="three">
${column('yes', '✓ Established', 'This was proven:', established, 'Nothing.')}
${column('open', '? Not established', openLead, notEstablished, 'Nothing is left open.')}
${column('taken', '≈ Assumed', 'All of it rests on:', assumed, 'Nothing.')}
</div>`,
  };
}

function column(
  look: string,
  heading: string,
  lead: string | null,
  items: readonly string[],
  none: string,
): Html {
  const body =
    items.length === 0
      ? html`<p>${none}</p>`
      : html`${lead === null ? html`` : html`<p class="quiet">${lead}</p>\n`}<ul>
${items.map((item) => html`<li>${sentence(item)}</li>\n`)}</ul>`;
  return html`<section class="${look}"><h2 class="column">${heading}</h2>
${body}
</section>`;
}

/** A fact of the answer: what it is called, what it is, and whether it is large or takes a line of its own. */
export type Fact = readonly [name: string, value: Html, look?: 'large' | 'whole'];

export function factList(facts: readonly Fact[]): Html {
  return html`<dl class="facts">${facts.map(
    ([name, value, look]) =>
      html`<div${look === undefined ? html`` : html` class="${look}"`}><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}

/** A command line, and what comes of it. */
export interface RepeatStep {
  readonly what: string;
  readonly line: string;
}

export function repeatSection(lead: Html, steps: readonly RepeatStep[]): PageSection {
  return {
    id: 'repeat',
    heading: 'How to repeat the check',
    body: html`${lead}
<ol class="steps">
${steps.map(({ what, line }) => html`<li>${sentence(what)}<pre tabindex="0">${line}</pre></li>\n`)}</ol>`,
  };
}

const WORDS: readonly (readonly [string, string])[] = [
  [
    'score',
    'a number from 0.0 to 10.0 for how badly a piece of software is known to be vulnerable, computed by fixed rules',
  ],
  ['finding', 'a published vulnerability that applies to a component of the software'],
  ['SBOM', 'the list of the components that a piece of software is made of'],
  [
    'feed',
    'the published advisories that were known, with how they are rated (CVSS) and exploited (EPSS, KEV)',
  ],
  ['VEX', 'a statement that a vulnerability does not affect a piece of software, and why'],
  ['not covered', 'a component of which the feed says nothing: no finding there is no good news'],
  ['manifest', 'the list of everything that the score was computed from, each by its digest'],
  ['digest', 'the SHA-256 of some bytes: two files with the same digest are the same file'],
  ['root hash', 'one digest over manifest, findings and score together'],
  ['proof bundle', 'a file with manifest, score and the signature of who issued them'],
  ['trust root', 'a key or certificate that you decided to believe; who signs with it is believed'],
  ['replay', 'computing the score again from its inputs, and comparing'],
];

export const wordsSection: PageSection = {
  id: 'words',
  heading: 'Words on this page',
  body: html`<dl class="pairs">${WORDS.map(([word, meaning]) => html`<dt>${word}</dt><dd>${meaning}</dd>`)}</dl>`,
};
