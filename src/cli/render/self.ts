/** What the program says of itself. */
import type { SelfTest } from '../../app/host/test-self.ts';
import type { SelfVerification } from '../../app/host/verify-self.ts';
import type { Style } from '../terminal.ts';
import { renderPairs, renderTable, styled } from './layout.ts';
import { renderVerification } from './verification.ts';

export function renderSelfVerification(verification: SelfVerification, style: Style): string {
  const { root, files, engine, verified } = verification;
  const proven = verified
    ? ([
        ['files', files],
        ['engine', engine],
      ] as const)
    : null;
  return renderVerification({ ...verification, name: root, proven }, style);
}

export function renderSelfTest({ engine, total, failed, results }: SelfTest, style: Style): string {
  const { chalk } = style;
  const table = renderTable(
    [{ head: 'RESULT' }, { head: 'SET' }, { head: 'VECTOR' }, { head: 'ANSWER' }, { head: 'WHY' }],
    results.map(({ set, name, expected, actual, passed, why }) => [
      styled(passed ? chalk.green('pass') : chalk.red('FAIL')),
      set,
      name,
      passed ? (actual ?? 'verifies') : `${actual ?? 'verifies'}, expected ${expected ?? 'verifies'}`,
      why,
    ]),
    style,
  );
  const summary = renderPairs(
    [
      ['vectors', `${total - failed} of ${total} gave their answer`],
      ['engine', `${engine.name} ${engine.version}`],
      ['digest', engine.digest],
    ],
    style,
  );
  return `${table}\n${summary}`;
}
