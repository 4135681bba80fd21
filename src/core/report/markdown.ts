/** A score as Markdown, for a ticket: the answer, the findings, and what was not looked at. */
import type { ScanReport } from './scan-report.ts';

/**
 * CommonMark with a table, as ticket systems read it. What inputs contain stands in it as code: there nothing is markup, a link, a
 * mention of somebody or the number of a ticket, which an escape does not prevent everywhere.
 */
export function markdownOf({ manifest, score, rootHash }: ScanReport): string {
  const affected = score.findings.filter(({ status }) => status === 'affected');
  const suppressed = score.findings.filter(({ status }) => status === 'suppressed');
  const { uncovered } = score.coverage;
  return [
    `## Scan ${code(score.scanId)}: ${score.score.toFixed(1)} (${score.severity}), verdict ${score.verdict}`,
    '',
    `${affected.length} affected, ${suppressed.length} suppressed, ${score.summary.components} components, ${uncovered.length} of them not covered by the feed.`,
    '',
    ...(affected.length === 0
      ? []
      : [
          '| score | vulnerability | component | fixed in |',
          '| ---: | --- | --- | --- |',
          ...affected
            .toSorted((a, b) => b.score - a.score)
            .map(
              ({ score: own, id, aliases, purl, fixedIn }) =>
                `| ${own.toFixed(1)} | ${cell([id, ...aliases])} | ${cell([purl])} | ${cell(fixedIn) || '–'} |`,
            ),
          '',
        ]),
    ...list(
      'Suppressed',
      suppressed.map(
        ({ id, purl, suppressedBy }) =>
          `${code(id)} in ${code(purl)}, by ${suppressedBy?.kind ?? ''}: ${code(suppressedBy?.reason ?? '')}`,
      ),
    ),
    ...list(
      'Not covered: nothing is known about these',
      uncovered.map(
        (component) => `${code('purl' in component ? component.purl : component.ref)}: ${component.reason}`,
      ),
    ),
    `As of ${score.freezeTimestamp}, with the feed of ${manifest.inputs.feed.capturedAt}.`,
    '',
    `- manifest \`${score.manifestHash}\``,
    `- root hash \`${rootHash}\``,
    '',
    `Replay it: \`stella score verify --scan ${score.scanId} --root-hash ${rootHash}\``,
    '',
  ].join('\n');
}

function list(heading: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  return [`### ${heading}`, '', ...items.map((item) => `- ${item}`), ''];
}

/** Names in a cell. A `|` would end it even in code (GitHub Flavored Markdown, section 4.10): a broken bar stands for it. */
function cell(names: readonly string[]): string {
  return names.map((name) => code(name.replaceAll('|', '¦'))).join(', ');
}

/** A code span (CommonMark section 6.1) that no backtick within ends. Characters that nobody would see are shown as \u escapes. */
function code(text: string): string {
  const shown = text.replace(
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const longest = (shown.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
  const fence = '`'.repeat(longest + 1);
  const space = /^[ `]|[ `]$|^$/.test(shown) ? ' ' : '';
  return `${fence}${space}${shown}${space}${fence}`;
}
