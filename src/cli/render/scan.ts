/** Scans, for people. */
import type { RecordedScan } from '../../app/scan/run-scan.ts';
import {
  type ScanDetails,
  type ScanListing,
  type ScanSummary,
  scanSummary,
} from '../../app/scan/show-scan.ts';
import type { Finding, Uncovered } from '../../core/score/score-document.ts';
import type { Style } from '../terminal.ts';
import { type Cell, formatScore, renderPairs, renderTable, styled } from './layout.ts';
import { renderWarningCount, renderWarnings } from './warnings.ts';

/** The result of a scan: what it found, and what it could not say anything about. */
export function renderScanResult({ row, score, warnings }: RecordedScan, style: Style): string {
  return [
    renderPairs(summaryPairs(scanSummary(row), style), style),
    renderFindings(score.findings, style),
    renderCoverage(score.coverage, style),
    renderWarningCount(warnings),
  ].join('');
}

/** Everything that the store knows of a scan. */
export function renderScanDetails(details: ScanDetails, style: Style): string {
  return [
    renderPairs([...summaryPairs(details, style), ...keepingPairs(details), ...inputPairs(details)], style),
    renderCoverage(details.coverage, style),
    renderWarnings(details.warnings, style),
    `\n${style.chalk.bold('Manifests')}\n`,
    renderTable(
      [
        { head: 'MANIFEST' },
        { head: 'KIND' },
        { head: 'CHANGED' },
        { head: 'CLOCK' },
        { head: 'SCORE', align: 'right' },
        { head: 'ROOT HASH' },
      ],
      details.history.map((entry) => [
        entry.manifestHash,
        entry.derivation ?? entry.kind,
        entry.changed.join(', ') || null,
        entry.freezeTimestamp,
        formatScore(entry.score),
        entry.rootHash,
      ]),
      style,
    ),
  ].join('');
}

/** @param isFiltered true when only some scans were asked for */
export function renderScanList(
  { scans, total, offset }: ScanListing,
  isFiltered: boolean,
  style: Style,
): string {
  if (scans.length === 0) {
    if (total > 0) return `No scan from ${offset} on: there are ${total}.\n`;
    return isFiltered ? 'No scan is as asked for.\n' : 'No scans yet. Make one with: stella scan run SBOM\n';
  }
  const table = renderTable(
    [
      { head: 'SCAN' },
      { head: 'SCANNED AT' },
      { head: 'SCORE', align: 'right' },
      { head: 'VERDICT' },
      { head: 'FINDINGS', align: 'right' },
      { head: 'ENVIRONMENT' },
      { head: 'KEPT' },
      { head: 'ROOT HASH' },
    ],
    scans.map((scan) => [
      scan.scanId,
      scan.scannedAt,
      formatScore(scan.score),
      verdictCell(scan.verdict, style),
      scan.findingsCount,
      scan.environment,
      [scan.origin === 'import' ? 'imported' : '', scan.hold === null ? '' : 'held']
        .filter(Boolean)
        .join(', ') || null,
      scan.rootHash,
    ]),
    style,
  );
  return scans.length === total ? table : `${table}\n${scans.length} of ${total} scans, from ${offset} on\n`;
}

function keepingPairs({ origin, hold, environment }: ScanDetails): [string, Cell][] {
  return [
    ...(environment === null ? [] : ([['environment', environment]] as [string, Cell][])),
    ...(origin === 'import' ? ([['origin', 'imported from a bundle']] as [string, Cell][]) : []),
    ...(hold === null ? [] : ([['legal hold', `since ${hold.heldAt}: ${hold.reason}`]] as [string, Cell][])),
  ];
}

function summaryPairs(scan: ScanSummary, style: Style): [string, Cell][] {
  return [
    ['scan', scan.scanId],
    ...(scan.subject == null ? [] : ([['subject', scan.subject.name]] as [string, Cell][])),
    ['scanned at', scan.scannedAt],
    ['score', `${formatScore(scan.score)} (${scan.severity})`],
    ['verdict', verdictCell(scan.verdict, style)],
    ['findings', scan.findingsCount],
    ['manifest', scan.manifestHash],
    ['root hash', scan.rootHash],
  ];
}

function inputPairs({ manifest: { inputs, engine } }: ScanDetails): [string, Cell][] {
  const { sbom, rules, policy, feed, vex, evidence } = inputs;
  return [
    ['engine', `${engine.name} ${engine.version}`],
    ['sbom', sbom.digest],
    ['rules', `${rules.digest} (${rules.name} ${rules.version})`],
    ['policy', `${policy.digest} (${policy.name} ${policy.version})`],
    ['feed', `${feed.digest} (captured at ${feed.capturedAt})`],
    ...vex.map(({ digest }, i): [string, Cell] => [`vex/${i}`, digest]),
    ...(evidence === undefined ? [] : ([['evidence', evidence.digest]] as [string, Cell][])),
  ];
}

function renderFindings(findings: readonly Finding[], style: Style): string {
  if (findings.length === 0) return '';
  const byScore = findings.toSorted((a, b) => b.score - a.score);
  return `\n${renderTable(
    [
      { head: 'SCORE', align: 'right' },
      { head: 'FINDING' },
      { head: 'COMPONENT' },
      { head: 'FIXED IN' },
      { head: 'KEV' },
      { head: 'STATUS' },
    ],
    byScore.map((finding) => [
      formatScore(finding.score),
      finding.id,
      finding.purl,
      finding.fixedIn.join(', ') || null,
      finding.kev?.dateAdded ?? null,
      finding.suppressedBy === null ? finding.status : `${finding.status} (${finding.suppressedBy.kind})`,
    ]),
    style,
  )}`;
}

const NO_COMPONENTS = 'The SBOM lists no component: nothing was looked up, and the score says nothing';

/** What the feed says nothing about is never left out: no data is not "no findings". */
function renderCoverage(
  { covered, uncovered }: { covered: number; uncovered: readonly Uncovered[] },
  style: Style,
): string {
  if (covered + uncovered.length === 0) return `\n${style.chalk.yellow(NO_COMPONENTS)}\n`;
  if (uncovered.length === 0) return `\nCovered by the feed: ${covered} of ${covered} components\n`;
  const reasons = Map.groupBy(uncovered, ({ reason }) => reason);
  const rows = [...reasons].map(([reason, items]) => [reason, items.length, exampleOf(items)]);
  return [
    `\n${style.chalk.yellow(`Not covered: ${uncovered.length} of ${covered + uncovered.length} components, of which nothing is known`)}\n`,
    renderTable(
      [{ head: 'REASON' }, { head: 'COMPONENTS', align: 'right' }, { head: 'SUCH AS' }],
      rows,
      style,
    ),
  ].join('');
}

function exampleOf(items: readonly Uncovered[]): string {
  const [first] = items;
  if (first === undefined) return '';
  return 'purl' in first ? first.purl : first.ref;
}

function verdictCell(verdict: ScanSummary['verdict'], { chalk }: Style): Cell {
  const colours = { pass: chalk.green, warn: chalk.yellow, fail: chalk.red };
  return styled(colours[verdict](verdict));
}
