/** What a check of the whole store found, for people. */
import type { StoreAudit } from '../../app/audit/audit-store.ts';
import type { Style } from '../terminal.ts';
import { renderTable, styled } from './layout.ts';
import { renderProblems } from './ledger.ts';

export function renderStoreAudit({ verified, checks }: StoreAudit, style: Style): string {
  const { chalk } = style;
  const table = renderTable(
    [{ head: 'CHECK' }, { head: 'RESULT' }, { head: 'LOOKED AT', align: 'right' }],
    checks.map(({ name, result, checked }) => [
      name,
      styled(result === 'pass' ? chalk.green('pass') : chalk.red('FAIL')),
      checked,
    ]),
    style,
  );
  const headline = verified ? chalk.green.bold('Verified OK') : chalk.red.bold('NOT VERIFIED');
  return `${headline}\n\n${table}${renderProblems(
    checks.flatMap(({ problems }) => problems),
    style,
  )}`;
}
