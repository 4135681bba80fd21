/** Replays, for people. */
import type { ReplayReport } from '../../app/score/replay-score.ts';
import type { ScoreVerification } from '../../app/score/verify-score.ts';
import type { ReplayMismatch } from '../../core/drift/replay-mismatch.ts';
import type { Style } from '../terminal.ts';
import { renderDrift } from './drift.ts';
import { formatScore, renderPairs, styled } from './layout.ts';
import { renderWarningCount } from './warnings.ts';

export function renderReplay(report: ReplayReport, style: Style): string {
  const { chalk } = style;
  const isSame = report.rootHash === report.original.rootHash && report.deterministic;
  const sentence = isSame
    ? chalk.green('The replay gives the same root hash as the scan.')
    : report.mismatch !== null
      ? chalk.red('The same manifest gives another root hash: this must never happen.')
      : chalk.yellow('The replay has another manifest than the scan; what differs is drift.');
  return [
    `${sentence}\n\n`,
    renderPairs(
      [
        ['scan', report.scanId],
        ['score', formatScore(report.score)],
        ['root hash', report.rootHash],
        ['manifest', `${report.manifestHash} (${report.kind})`],
        ['bundle', report.bundleUri],
        ['replayed at', report.replayedAt],
        ['deterministic', styled(report.deterministic ? chalk.green('yes') : chalk.red('NO'))],
        ['original score', formatScore(report.original.score)],
        ['original root', report.original.rootHash],
      ],
      style,
    ),
    report.mismatch === null ? '' : renderMismatch(report.mismatch, style),
    report.drift === null ? '' : renderDrift(report.drift, style),
    renderWarningCount(report.warnings),
  ].join('');
}

function renderMismatch({ diff }: ReplayMismatch, style: Style): string {
  const { added, gone, suppressed, unsuppressed, changed } = diff;
  const moved = added.length + gone.length + suppressed.length + unsuppressed.length + changed.length;
  return `\n${renderPairs(
    [
      ['recorded score', `${formatScore(diff.score.before)}, now ${formatScore(diff.score.after)}`],
      [
        'findings',
        moved === 0 ? 'the same' : `${added.length} added, ${gone.length} gone, ${moved} differ in all`,
      ],
    ],
    style,
  )}`;
}

export function renderScoreVerification(verification: ScoreVerification, style: Style): string {
  const { chalk } = style;
  return [
    `${verification.verified ? chalk.green.bold('Verified OK') : chalk.red.bold('NOT VERIFIED')}\n\n`,
    renderPairs(
      [
        ['scan', verification.scanId],
        ['score', formatScore(verification.score)],
        ['expected root', verification.expectedRootHash],
        ['replayed root', verification.rootHash],
        ['recorded root', verification.recordedRootHash],
        ['bundle root', verification.bundleRootHash],
        ['manifest', verification.manifestHash],
      ],
      style,
    ),
  ].join('');
}
