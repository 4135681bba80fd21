/** Two scores side by side, for people. */
import type { DiffSide, ScoreComparison } from '../../app/score/diff-scores.ts';
import type { Style } from '../terminal.ts';
import { renderDrift } from './drift.ts';
import { renderTable } from './layout.ts';

export function renderScoreDiff({ before, after, isSame, drift }: ScoreComparison, style: Style): string {
  const { chalk } = style;
  const rows = (['scanId', 'from', 'scannedAt', 'manifestHash', 'rootHash'] as const).map(
    (member: keyof DiffSide) => [LABELS[member] ?? member, before[member], after[member]],
  );
  return [
    isSame ? chalk.green('Both have one root hash: everything is the same.\n\n') : '',
    renderTable([{ head: '' }, { head: 'BEFORE' }, { head: 'AFTER' }], rows, style),
    isSame ? '' : renderDrift(drift, style),
  ].join('');
}

const LABELS: Readonly<Partial<Record<keyof DiffSide, string>>> = {
  scanId: 'scan',
  from: 'read from',
  scannedAt: 'scanned at',
  manifestHash: 'manifest',
  rootHash: 'root hash',
};
