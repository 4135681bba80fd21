/** What a person should know beside a score, for people. */
import type { ScoringWarning } from '../../core/scoring/warning.ts';
import type { Style } from '../terminal.ts';
import { renderTable } from './layout.ts';

/** One line, for `--verbose`. */
export function renderWarning({ kind, ref, message }: ScoringWarning): string {
  return `warning: ${kind}: ${ref}: ${message}`;
}

/** That there are warnings, and how to see them; nothing where there are none. */
export function renderWarningCount({ length }: readonly ScoringWarning[]): string {
  if (length === 0) return '';
  return `\n${length} ${length === 1 ? 'warning' : 'warnings'}: see --verbose, or --output json\n`;
}

/** All of them, with a heading; nothing where there are none. */
export function renderWarnings(warnings: readonly ScoringWarning[], style: Style): string {
  if (warnings.length === 0) return '';
  const heads = [{ head: 'KIND' }, { head: 'ABOUT' }, { head: 'MESSAGE' }];
  const rows = warnings.map(({ kind, ref, message }) => [kind, ref, message]);
  return `\n${style.chalk.bold('Warnings')}\n${renderTable(heads, rows, style)}`;
}
