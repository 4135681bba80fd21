/** Whether something was in the feed, for people. */
import type { AbsenceReport, KeyAnswer, PlacedKey } from '../../app/proof/answer-absence.ts';
import type { Style } from '../terminal.ts';
import { type Cell, renderPairs, renderTable, styled } from './layout.ts';

export function renderAbsence(report: AbsenceReport, style: Style): string {
  const { feed, exploitation } = report;
  const pairs: [string, Cell][] = [
    ['answer', styled(style.chalk.bold(report.answer))],
    ['because', report.reason],
    ['package', report.package],
    ['advisory', report.advisory],
    ['scan', report.scanId],
    ['feed', feed.digest],
    ['captured at', feed.capturedAt],
    ['index', `${feed.treeSize} packages, root ${feed.rootHash}`],
    ['signed by', report.signers.join(', ')],
    ...(exploitation === null
      ? []
      : ([
          ['in EPSS', exploitation.epss],
          ['in KEV', exploitation.kev],
        ] satisfies [string, Cell][])),
  ];
  return [
    renderPairs(
      pairs.filter(([, value]) => value !== null),
      style,
    ),
    table('KEY', report.keys.map(keyRow), style),
    table(
      'RECORD',
      report.records.map(({ id, digest, keys }) => [id, digest, keys.join(', ')]),
      style,
    ),
  ].join('');
}

const HEADS = {
  KEY: [{ head: 'KEY' }, { head: 'IN THE FEED' }, { head: 'PROOF' }],
  RECORD: [{ head: 'RECORD' }, { head: 'DIGEST' }, { head: 'OF' }],
} as const;

function table(kind: keyof typeof HEADS, rows: readonly (readonly Cell[])[], style: Style): string {
  return rows.length === 0 ? '' : `\n${renderTable([...HEADS[kind]], rows, style)}`;
}

function keyRow({ key, status, index, before, after }: KeyAnswer): Cell[] {
  if (status === 'present') return [key, 'yes', `leaf ${index}`];
  if (status === 'absent')
    return [key, 'no', `between ${leaf(before, 'the start')} and ${leaf(after, 'the end')}`];
  return [key, 'unknown', null];
}

function leaf(placed: PlacedKey | null, end: string): string {
  return placed === null ? end : `leaf ${placed.index}, ${placed.key},`;
}
