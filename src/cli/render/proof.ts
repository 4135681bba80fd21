/** The verification of proof bundles, in plain sentences. */
import type { ProofVerification } from '../../app/verify-proof.ts';
import type { Check } from '../../core/proof/report.ts';
import { type Style, safeText } from '../terminal.ts';
import { formatScore, renderList, renderPairs, renderTable, styled } from './layout.ts';

/** One bundle as a page, several as a row each. */
export function renderProof(verifications: readonly ProofVerification[], style: Style): string {
  const [only] = verifications;
  if (verifications.length === 1 && only !== undefined) return renderPage(only, style);
  return renderTable(
    [
      { head: 'BUNDLE' },
      { head: 'RESULT' },
      { head: 'SCAN' },
      { head: 'SCORE', align: 'right' },
      { head: 'ROOT HASH' },
    ],
    verifications.map(({ bundle, verified, code, proven }) => [
      bundle,
      styled(verified ? style.chalk.green('verified') : style.chalk.red(code ?? 'INTERNAL')),
      proven?.scanId ?? null,
      formatScore(proven?.score ?? null),
      proven?.rootHash ?? null,
    ]),
    style,
  );
}

function renderPage(verification: ProofVerification, style: Style): string {
  const { proven, checks, established, notEstablished, assumed } = verification;
  return [
    `${headline(verification, style)}\n\n`,
    renderTable(
      [{ head: 'CHECK' }, { head: 'RESULT' }, { head: 'WHY' }],
      checks.map((check) => [check.name, styled(result(check, style)), why(check)]),
      style,
    ),
    proven === null ? '' : `\n${renderPairs(provenPairs(proven), style)}`,
    renderList('Established', established, style),
    renderList('Not established', notEstablished, style),
    renderList('Assumed', assumed, style),
  ].join('');
}

function headline({ bundle, verified, code }: ProofVerification, { chalk }: Style): string {
  const name = safeText(bundle);
  return verified
    ? `${chalk.green.bold('Verified OK')}: ${name}`
    : `${chalk.red.bold('NOT VERIFIED')}: ${name} (${code})`;
}

function result(check: Check, { chalk }: Style): string {
  if (check.status === 'pass') return chalk.green('pass');
  return check.status === 'fail' ? chalk.red('FAIL') : chalk.yellow('skipped');
}

function why(check: Check): string {
  return check.status === 'pass' || check.code === undefined
    ? check.reason
    : `${check.code}: ${check.reason}`;
}

function provenPairs(proven: NonNullable<ProofVerification['proven']>): [string, string | number][] {
  return [
    ['scan', proven.scanId],
    ['score', `${formatScore(proven.score)} (${proven.severity})`],
    ['verdict', proven.verdict],
    ['findings', proven.findingsCount],
    ['not covered', proven.uncoveredCount],
    ['as of', proven.freezeTimestamp],
    ['manifest', proven.manifestHash],
    ['root hash', proven.rootHash],
    ['signed by', proven.signers.join(', ')],
  ];
}
