/** The ledger, for people. */
import type {
  ConsistencyReport,
  LedgerCheckpoint,
  LedgerListing,
  LedgerSummary,
  LedgerVerification,
} from '../../app/audit/audit-ledger.ts';
import type { LedgerProblem, ReadLedgerEntry } from '../../core/ledger/read-ledger.ts';
import { type Style, safeText } from '../terminal.ts';
import { renderPairs, wrap } from './layout.ts';

export function renderLedger({ ledger, entries, problems }: LedgerListing, style: Style): string {
  if (ledger.size === 0 && problems.length === 0) return 'There is no store yet, and nothing was recorded.\n';
  return [
    ...entries.map((entry) => renderEntry(entry, style)),
    entries.length === 0 ? 'No entry is of this kind.\n\n' : '',
    renderSummary(ledger, style),
    renderProblems(problems, style),
  ].join('');
}

function renderEntry(entry: ReadLedgerEntry, style: Style): string {
  const { chalk } = style;
  const { sequence, at, action, subject, actor, tool, from, to, reason, changes, entryHash } = entry;
  return [
    `${chalk.bold(`${sequence}  ${at}  ${action}`)}  ${safeText(subject)}\n`,
    renderPairs(
      [
        ['  by', `${actor.user} on ${actor.host}, ${tool.name} ${tool.version}`],
        ...(from === null ? [] : [['  from', from] as const]),
        ...(to === null ? [] : [['  to', to] as const]),
        ...(reason === null ? [] : [['  why', reason] as const]),
        ...(changes.length === 0 ? [] : [['  rows', String(changes.length)] as const]),
        ['  hash', entryHash],
      ],
      style,
    ),
    '\n',
  ].join('');
}

export function renderLedgerVerification(verification: LedgerVerification, style: Style): string {
  const { verified, ledger, rows, problems } = verification;
  const { chalk } = style;
  const headline = verified
    ? `${chalk.green.bold('Verified OK')}: the ledger is whole, and the store is as it says (${rows} rows)`
    : `${chalk.red.bold('NOT VERIFIED')}: ${problems.length} ${problems.length === 1 ? 'thing does' : 'things do'} not hold`;
  const beyond = wrap(
    'Feed records, blobs and results of scans are not looked at here: "stella audit store" checks them too.',
    style.width,
  );
  return `${headline}\n\n${renderSummary(ledger, style)}${renderProblems(problems, style)}\n${beyond}`;
}

/** The signed note itself, so that it can be sent into a file. */
export function renderCheckpoint({ checkpoint }: LedgerCheckpoint): string {
  return checkpoint;
}

export function renderConsistency(report: ConsistencyReport, style: Style): string {
  const { chalk } = style;
  return [
    `${chalk.green.bold('Consistent')}: the ledger begins with the ${report.checkpoint.size} entries of the checkpoint\n\n`,
    renderPairs(
      [
        ['origin', report.origin],
        ['signed by', report.signedBy],
        ['checkpoint', `${report.checkpoint.size} entries, ${report.checkpoint.rootHash}`],
        ['ledger', `${report.ledger.size} entries, ${report.ledger.rootHash}`],
        ['proof', report.proof.length === 0 ? 'none needed' : (report.proof[0] ?? '')],
        ...report.proof.slice(1).map((hash) => ['', hash] as const),
      ],
      style,
    ),
  ].join('');
}

function renderSummary({ origin, size, rootHash, headHash }: LedgerSummary, style: Style): string {
  return renderPairs(
    [
      ['ledger', origin ?? 'without a beginning'],
      ['entries', size],
      ['root hash', rootHash],
      ['last entry', headHash],
    ],
    style,
  );
}

export function renderProblems(problems: readonly LedgerProblem[], style: Style): string {
  if (problems.length === 0) return '';
  const lines = problems.map(({ what, problem, expected, received }) => {
    const values =
      expected === null && received === null
        ? ''
        : ` (expected ${expected ?? 'nothing'}, found ${received ?? 'nothing'})`;
    return wrap(`- ${safeText(what)}: ${safeText(problem)}${safeText(values)}`, style.width, '  ');
  });
  return `\n${style.chalk.bold('What does not hold')}\n${lines.join('')}`;
}
