/** An error code explained, for people. */
import type { ErrorExplanation } from '../explain-code.ts';
import type { Style } from '../terminal.ts';
import { renderList, renderPairs, renderTable, wrap } from './layout.ts';

export function renderExplanation({ code, exit, means, advice }: ErrorExplanation, style: Style): string {
  return [
    renderPairs(
      [
        ['code', code],
        ['exit status', exit],
      ],
      style,
    ),
    `\n${wrap(`${means.charAt(0).toUpperCase()}${means.slice(1)}.`, style.width)}`,
    renderList('What to do', advice.do, style),
    renderList('What not to do', advice.doNot, style),
  ].join('');
}

export function renderCodeList(codes: readonly ErrorExplanation[], style: Style): string {
  return renderTable(
    [{ head: 'CODE' }, { head: 'EXIT', align: 'right' }, { head: 'WHEN' }],
    codes.map(({ code, exit, means }) => [code, exit, means]),
    style,
  );
}
