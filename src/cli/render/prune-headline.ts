/** The first line of whatever takes things out of the store. */
import type { Style } from '../terminal.ts';

export function pruneHeadline(result: 'pruned' | 'dry-run', { chalk }: Style): string {
  return result === 'dry-run'
    ? `${chalk.yellow.bold('Dry run')}: this would go, nothing was changed`
    : chalk.green.bold('Pruned');
}
