/** The error for a command line that names no command: which one may have been meant. */
import type * as Interfaces from '@oclif/core/interfaces';
import { StellaError } from '../core/errors.ts';
import { nearest } from './nearest.ts';

const MAX_WORD_LENGTH = 60;

/** @param words the command line's words before its first flag */
export function unknownCommand(words: readonly string[], config: Interfaces.Config): StellaError {
  const received = words.slice(0, 2).join(' ').slice(0, MAX_WORD_LENGTH);
  const ids = new Set([...config.commandIDs, ...config.topics.map(({ name }) => name)]);
  const meant = meantBy(
    received,
    [...ids].map((id) => id.replaceAll(':', ' ')),
  );
  return new StellaError('USAGE', `there is no command ${JSON.stringify(received)}`, {
    hint:
      meant.length === 0
        ? 'list the commands with: stella --help'
        : `did you mean: ${meant.map((name) => `stella ${name}`).join(', ')}`,
  });
}

/** Every command that ends with the first word, where its topic was forgotten; else the nearest to both words, or to the first. */
function meantBy(received: string, names: readonly string[]): string[] {
  const [first = ''] = received.split(' ');
  const verbs = names.filter((name) => name.endsWith(` ${first}`));
  if (verbs.length > 0) return verbs.sort();
  const single = names.filter((name) => !name.includes(' '));
  const one = nearest(received, names) ?? nearest(first, single);
  return one === null ? [] : [one];
}
