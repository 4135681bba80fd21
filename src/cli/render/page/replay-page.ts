/**
 * A replay as one page to file. Unlike a bundle's verification it says nothing about who issued the score: it is a computation
 * on this host, and the page says of it what that is worth.
 */

import type { ReportContent } from '../../../app/proof/report-content.ts';
import type { DriftReport } from '../../../app/score/attribute-drift.ts';
import { type ReplayReport, replayError } from '../../../app/score/replay-score.ts';
import type { ReplayMismatch } from '../../../core/drift/replay-mismatch.ts';
import { causeSentence, causeText, FINDING_MOVES, identityText, movedScore, whatMoved } from '../drift.ts';
import { type Html, html, sentence, shownName } from './html.ts';
import { type PageSection, type PageTool, readableTime, renderPage } from './page-document.ts';
import {
  type Fact,
  factList,
  type RepeatStep,
  repeatSection,
  type Statements,
  statementColumns,
  wordsSection,
} from './page-parts.ts';
import { scoreSections } from './score-sections.ts';

export interface ReplayPage {
  readonly report: ReplayReport;
  /** As it was computed now; shown only where it is what was recorded, or a what-if. */
  readonly content: ReportContent;
  /** Of the store. */
  readonly home: string;
  readonly tool: PageTool;
  readonly steps: readonly RepeatStep[];
}

/** The whole document. */
export function renderReplayPage({ report, content, home, tool, steps }: ReplayPage): string {
  const { scanId, mismatch, drift, replayedAt, rootHash } = report;
  const result = mismatch !== null ? 'NOT REPRODUCED' : drift === null ? 'Reproduced' : 'What-if';
  return renderPage({
    title: `${result}: ${scanId}, score ${report.score.toFixed(1)}`,
    kind: 'Replay of a score, offline, by stella',
    madeAt: replayedAt,
    answer: answer(report),
    sections: [
      statementColumns(statements(report, content, home)),
      ...(mismatch === null ? [] : [mismatchSection(report, mismatch)]),
      ...(drift === null ? [] : [driftSection(drift)]),
      ...(mismatch === null ? scoreSections(content, rootHash) : []),
      repeatSection(
        html`<dl class="pairs"><dt>scan</dt><dd>${scanId}</dd><dt>manifest</dt><dd><code>${report.manifestHash}</code></dd><dt>replayed at</dt><dd>${readableTime(replayedAt)}</dd></dl>`,
        steps,
      ),
      wordsSection,
    ],
    tool,
  });
}

function answer(report: ReplayReport): Html {
  const { scanId, score, rootHash, original, mismatch, drift } = report;
  const facts: Fact[] = [
    ['score now', html`${score.toFixed(1)} <small>of 10</small>`, 'large'],
    ['score of the scan', html`${original.score.toFixed(1)} <small>of 10</small>`, 'large'],
    ['scan', html`${scanId}`],
    ['root hash now', html`<code>${rootHash}</code>`, 'whole'],
    ['root hash of the scan', html`<code>${original.rootHash}</code>`, 'whole'],
  ];
  if (mismatch !== null)
    return html`<div class="answer no"><p class="mark">✗ NOT REPRODUCED</p>
<h1>From the same inputs another result came out: the record of scan ${scanId} is not to be relied on.</h1>
<p>The same manifest must always give the same root hash. Until it is known why it did not, neither result counts.</p>
${factList(facts)}</div>`;
  if (drift !== null)
    return html`<div class="answer open"><p class="mark">≠ WHAT-IF</p>
<h1>This is not the scan itself: it was computed from other inputs than scan ${scanId} was.</h1>
<p>It says what would be, not what was. ${sentence(causeSentence(drift))}</p>
${factList(facts)}</div>`;
  return html`<div class="answer yes"><p class="mark">✓ REPRODUCED</p>
<h1>The score ${score.toFixed(1)} of scan ${scanId} came out again from its inputs, under the same root hash.</h1>
<p>So it does follow from its inputs. Who issued it, only the verification of its proof bundle says.</p>
${factList(facts)}</div>`;
}

function statements(
  { mismatch, drift, rootHash, manifestHash }: ReplayReport,
  content: ReportContent,
  home: string,
): Statements {
  const { engine } = content.manifest;
  const computed = `${engine.name} ${engine.version} computed the root hash ${rootHash} on this host from the manifest ${manifestHash}`;
  const always = [
    'who issued the score: a replay looks at no signature; "stella proof verify" does',
    'that the inputs are what their publishers published: they are those that the manifest names by digest',
  ];
  const assumed = [
    `the record of the scan, and its manifest: they are in the store ${home} on this host`,
    'that the program itself is the one that it says it is',
  ];
  if (mismatch !== null)
    return {
      established: [computed],
      notEstablished: ['which of the two results is right', ...always],
      assumed,
    };
  const inputs = 'every input had the digest that the manifest names, when it was read for this';
  const same =
    'that is the root hash which was recorded when the scan was made: the score follows from its inputs';
  return {
    established: [inputs, computed, ...(drift === null ? [same] : [])],
    notEstablished: [
      ...(drift === null ? [] : ['anything about the scan as it was made: this is another manifest']),
      ...always,
    ],
    assumed,
  };
}

function mismatchSection(report: ReplayReport, mismatch: ReplayMismatch): PageSection {
  const { diff, expectedRootHash } = mismatch;
  const counts = (['added', 'gone', 'suppressed', 'unsuppressed', 'changed'] as const).map(
    (kind) => `${diff[kind].length} ${kind}`,
  );
  return {
    id: 'mismatch',
    heading: 'What differs, and what to do',
    body: html`<dl class="pairs"><dt>recorded root hash</dt><dd><code>${expectedRootHash}</code></dd><dt>computed now</dt><dd><code>${report.rootHash}</code></dd><dt>recorded score</dt><dd>${movedScore(diff.score)}</dd><dt>findings</dt><dd>${counts.join(', ')}</dd></dl>
<p>${replayError(report)?.hint ?? ''}</p>`,
  };
}

/** Findings that moved and are listed; all of them are in the answer of the command as JSON. */
const LISTED_MAX = 200;

function driftSection(drift: DriftReport): PageSection {
  const moved = FINDING_MOVES.flatMap((kind) => drift[kind].map((finding) => ({ kind, finding })));
  return {
    id: 'drift',
    heading: 'What differs from the scan',
    body: html`<table><caption>Inputs that are not those of the scan</caption><thead><tr><th scope="col">input</th><th scope="col">of the scan</th><th scope="col">here</th></tr></thead><tbody>
${drift.inputs.map(
  (change) =>
    html`<tr><th scope="row">${change.input}</th><td data-is="of the scan">${sentence(identityText(change, 'before'))}</td><td data-is="here">${sentence(identityText(change, 'after'))}</td></tr>
`,
)}</tbody></table>
<p>Score: ${movedScore(drift.score)}. ${moved.length} findings moved.</p>
${moved.length === 0 ? html`` : movedTable(moved.slice(0, LISTED_MAX))}
${moved.length > LISTED_MAX ? html`<p>And ${moved.length - LISTED_MAX} more.</p>` : html``}`,
  };
}

type Move = {
  readonly kind: (typeof FINDING_MOVES)[number];
  readonly finding: DriftReport['added'][number];
};

function movedTable(moves: readonly Move[]): Html {
  return html`<table><caption>Findings that moved, and by which input</caption><thead><tr><th scope="col">change</th><th scope="col">vulnerability</th><th scope="col">component</th><th scope="col">score</th><th scope="col">moved</th><th scope="col">because of</th></tr></thead><tbody>
${moves.map(
  ({ kind, finding }) =>
    html`<tr><td class="result">${kind}</td><th scope="row">${shownName(finding.id)}</th><td>${shownName(finding.purl)}</td><td>${movedScore(finding.score)}</td><td>${shownName(whatMoved(finding) ?? '')}</td><td>${causeText(finding.causes) || 'not known'}</td></tr>
`,
)}</tbody></table>`;
}
