/** The frame of every report: one file that runs nothing, loads nothing and sends nothing, whatever is written in it. */

import { sha256 } from '../../../core/digest/sha256.ts';
import { base64Encode } from '../../../core/encoding/base64.ts';
import { type Html, html, ownHtml } from './html.ts';
import { PAGE_STYLE } from './page-style.ts';

/** The program that made the page. */
export interface PageTool {
  readonly version: string;
  /** SHA-256 over its own files (docs/for-auditors.md says how to compute it). */
  readonly digest: string;
  readonly node: string;
}

export interface Page {
  readonly title: string;
  /** What kind of report it is, in a few words. */
  readonly kind: string;
  /** RFC 3339. */
  readonly madeAt: string;
  /** The answer, with the page's `h1`. */
  readonly answer: Html;
  readonly sections: readonly PageSection[];
  readonly tool: PageTool;
}

export interface PageSection {
  /** For links within the page. */
  readonly id: string;
  /** Null for what belongs to the answer and needs no heading of its own. */
  readonly heading: string | null;
  readonly body: Html;
}

/** Only the style sheet of this page counts, by its digest; scripts, pictures, frames, forms and connections are refused. */
const POLICY = `default-src 'none'; style-src 'sha256-${base64Encode(sha256(PAGE_STYLE))}'; base-uri 'none'; form-action 'none'`;

export function renderPage({ title, kind, madeAt, answer, sections, tool }: Page): string {
  const headed = sections.filter(({ heading }) => heading !== null);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${ownHtml(POLICY)}">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${ownHtml(PAGE_STYLE)}</style>
</head>
<body>
<header>
<p class="kind"><span>${kind}</span><span>time of the check: <time datetime="${madeAt}">${readableTime(madeAt)}</time></span></p>
</header>
<main>
${answer}
${sections.filter(({ heading }) => heading === null).map(({ body }) => body)}
<nav aria-label="On this page">
<ul>${headed.map(({ id, heading }) => html`<li><a href="#${id}">${heading ?? ''}</a></li>`)}</ul>
</nav>
${headed.map(
  ({ id, heading, body }) => html`<section aria-labelledby="${id}">
<h2 id="${id}">${heading ?? ''}</h2>
${body}
</section>
`,
)}</main>
<footer>
<p>Made by stella ${tool.version} on Node.js ${tool.node}. The program’s own files have the digest <code>${tool.digest}</code>.</p>
<p>This page itself is not signed, and anybody can write such a page. Whoever needs to be sure repeats the check, with a program from a source that they trust.</p>
</footer>
</body>
</html>
`.text;
}

/** `2025-01-15T00:00:00Z` as `2025-01-15 00:00:00 UTC`. */
export function readableTime(time: string): string {
  return time.replace('T', ' ').replace(/Z$/, ' UTC');
}
