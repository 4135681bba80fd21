/** The page of one verification: verdict, checks, what is proven, and what that rests on. */
import type { ErrorCode } from '../../core/errors.ts';
import type { Check } from '../../core/proof/report.ts';
import { type Style, safeText } from '../terminal.ts';
import { type Cell, renderList, renderPairs, renderTable, styled } from './layout.ts';

export interface VerificationPage {
  /** What was verified, as given. */
  readonly name: string;
  readonly verified: boolean;
  readonly code: ErrorCode | null;
  readonly checks: readonly Check<string>[];
  /** Null when it is not verified. */
  readonly proven: readonly (readonly [string, Cell])[] | null;
  readonly established: readonly string[];
  readonly notEstablished: readonly string[];
  readonly assumed: readonly string[];
}

export function renderVerification(page: VerificationPage, style: Style): string {
  const { proven, checks, established, notEstablished, assumed } = page;
  return [
    `${headline(page, style)}\n\n`,
    renderTable(
      [{ head: 'CHECK' }, { head: 'RESULT' }, { head: 'WHY' }],
      checks.map((check) => [check.name, styled(result(check, style)), why(check)]),
      style,
    ),
    proven === null ? '' : `\n${renderPairs(proven, style)}`,
    renderList('Established', established, style),
    renderList('Not established', notEstablished, style),
    renderList('Assumed', assumed, style),
  ].join('');
}

/** `verified`, or the code of the failure, for a row of several. */
export function verdictCell(
  { verified, code }: Pick<VerificationPage, 'verified' | 'code'>,
  { chalk }: Style,
): Cell {
  return styled(verified ? chalk.green('verified') : chalk.red(code ?? 'INTERNAL'));
}

function headline({ name, verified, code }: VerificationPage, { chalk }: Style): string {
  return verified
    ? `${chalk.green.bold('Verified OK')}: ${safeText(name)}`
    : `${chalk.red.bold('NOT VERIFIED')}: ${safeText(name)} (${code})`;
}

function result({ status }: Check<string>, { chalk }: Style): string {
  if (status === 'pass') return chalk.green('pass');
  return status === 'fail' ? chalk.red('FAIL') : chalk.yellow('skipped');
}

function why(check: Check<string>): string {
  return check.status === 'pass' || check.code === undefined
    ? check.reason
    : `${check.code}: ${check.reason}`;
}
