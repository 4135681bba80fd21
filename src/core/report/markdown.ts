/** A score as Markdown, for a ticket: the answer, the findings, and what was not looked at. */
import { findingSentence, type ScanReport } from './scan-report.ts';

/** CommonMark with a table, as ticket systems read it. What inputs contain stands in it escaped. */
export function markdownOf({ manifest, score, rootHash }: ScanReport): string {
  const affected = score.findings.filter(({ status }) => status === 'affected');
  const suppressed = score.findings.filter(({ status }) => status === 'suppressed');
  const { uncovered } = score.coverage;
  return [
    `## Scan ${escaped(score.scanId)}: ${score.score.toFixed(1)} (${score.severity}), verdict ${score.verdict}`,
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
                `| ${own.toFixed(1)} | ${escaped([id, ...aliases].join(', '))} | ${escaped(purl)} | ${escaped(fixedIn.join(', ')) || '–'} |`,
            ),
          '',
        ]),
    ...list(
      'Suppressed',
      suppressed.map((finding) => `${findingSentence(finding)}. ${finding.suppressedBy?.reason ?? ''}`),
    ),
    ...list(
      'Not covered: nothing is known about these',
      uncovered.map(
        (component) => `${'purl' in component ? component.purl : component.ref}: ${component.reason}`,
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
  return [`### ${heading}`, '', ...items.map((item) => `- ${escaped(item)}`), ''];
}

/** Nothing in `text` is markup, a link, a mention or HTML. */
function escaped(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]/g, ' ').replace(/[\\`*_{}[\]()#+!|<>~@&]/g, '\\$&');
}
