/** What came out of many verifications, for people. */
import type { VerificationSummary } from '../../core/proof/verification-summary.ts';
import type { Style } from '../terminal.ts';
import { renderPairs, renderTable } from './layout.ts';

export function renderSummary(summary: VerificationSummary, style: Style): string {
  const { chalk } = style;
  const { total, verified, failed, byCode, failures, complete, missing, duplicates } = summary;
  const isGood = failed === 0 && complete;
  const codes = Object.entries(byCode).map(([code, count]): [string, number] => [code, count]);
  return [
    `${isGood ? chalk.green.bold('Verified OK') : chalk.red.bold('NOT VERIFIED')}: ${verified} of ${total} bundles\n\n`,
    renderPairs(
      [
        ['verified', verified],
        ['failed', failed],
        ...codes.map(([code, count]): [string, number] => [`  ${code}`, count]),
        ['without a result', missing.bundles],
        ...(missing.shards.length === 0 ? [] : [['missing shards', few(missing.shards)] as const]),
        ['with several results', duplicates.bundles],
        ['contradicting', duplicates.contradicting.length],
        ['input', summary.input],
      ],
      style,
    ),
    failures.length === 0
      ? ''
      : `\n${renderTable(
          [{ head: 'BUNDLE' }, { head: 'CODE' }, { head: 'WHY' }],
          failures.map(({ bundle, code, reason }) => [bundle, code, reason]),
          style,
        )}`,
  ].join('');
}

const SHOWN_MAX = 20;

function few(names: readonly string[]): string {
  const rest = names.length - SHOWN_MAX;
  return `${names.slice(0, SHOWN_MAX).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
