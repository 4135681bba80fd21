/** What `stella doctor` found, for people. */
import type { Diagnosis, HealthCheck } from '../../app/host/diagnose.ts';
import type { Style } from '../terminal.ts';
import { renderList, renderTable, styled } from './layout.ts';

export function renderDiagnosis({ healthy, checks }: Diagnosis, style: Style): string {
  const { chalk } = style;
  const warnings = checks.filter(({ result }) => result === 'warn').length;
  const headline = !healthy
    ? chalk.red.bold('Something is wrong')
    : warnings > 0
      ? chalk.yellow.bold('Works, with something to look at')
      : chalk.green.bold('All is well');
  const table = renderTable(
    [{ head: 'CHECK' }, { head: 'RESULT' }, { head: 'FOUND' }],
    checks.map(({ name, result, found }) => [name, styled(resultText(result, style)), found]),
    style,
  );
  const advice = checks.flatMap((check) => (check.advice === null ? [] : [`${check.name}: ${check.advice}`]));
  return `${headline}\n\n${table}${renderList('What to do', advice, style)}`;
}

function resultText(result: HealthCheck['result'], { chalk }: Style): string {
  if (result === 'pass') return chalk.green('pass');
  return result === 'fail' ? chalk.red('FAIL') : chalk.yellow(result);
}
