/** Replays, for people. */
import type { ReplayDrift, ReplayReport } from '../../app/replay-score.ts';
import type { ScoreVerification } from '../../app/verify-score.ts';
import type { Style } from '../terminal.ts';
import { formatScore, renderPairs, renderTable, styled } from './layout.ts';

export function renderReplay(report: ReplayReport, style: Style): string {
  const { chalk } = style;
  const isSame = report.rootHash === report.original.rootHash;
  const sentence = isSame
    ? chalk.green('The replay gives the same root hash as the scan.')
    : report.drift === null
      ? chalk.red('The same manifest gives another root hash: this must never happen.')
      : chalk.yellow('The replay has another manifest than the scan; what differs is drift.');
  return [
    `${sentence}\n\n`,
    renderPairs(
      [
        ['scan', report.scanId],
        ['score', formatScore(report.score)],
        ['root hash', report.rootHash],
        ['manifest', report.manifestHash],
        ['bundle', report.bundleUri],
        ['replayed at', report.replayedAt],
        ['deterministic', styled(report.deterministic ? chalk.green('yes') : chalk.red('NO'))],
        ['original score', formatScore(report.original.score)],
        ['original root', report.original.rootHash],
      ],
      style,
    ),
    report.drift === null ? '' : renderDrift(report.drift, style),
  ].join('');
}

function renderDrift({ freezeTimestamp, feed, added, gone, changed }: ReplayDrift, style: Style): string {
  const rows = [
    ...added.map(({ id, purl }) => ['added', id, purl, null]),
    ...gone.map(({ id, purl }) => ['gone', id, purl, null]),
    ...changed.map(({ id, purl, members }) => ['changed', id, purl, members.join(', ')]),
  ];
  return [
    `\n${style.chalk.bold('Drift')}\n`,
    renderPairs(
      [
        ['clock', `${freezeTimestamp.original} -> ${freezeTimestamp.replayed}`],
        ['feed', feed.original === feed.replayed ? 'the same' : `${feed.original} -> ${feed.replayed}`],
        ['findings', `${added.length} added, ${gone.length} gone, ${changed.length} changed`],
      ],
      style,
    ),
    rows.length === 0
      ? ''
      : `\n${renderTable([{ head: 'CHANGE' }, { head: 'FINDING' }, { head: 'COMPONENT' }, { head: 'MEMBERS' }], rows, style)}`,
  ].join('');
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
