/** The error for a command line that names no command: which one may have been meant. */
import type * as Interfaces from '@oclif/core/interfaces';
import { StellaError } from '../core/errors.ts';
import { nearest } from './nearest.ts';

const MAX_WORD_LENGTH = 60;

/** @param words the command line's words before its first flag */
export function unknownCommand(words: readonly string[], config: Interfaces.Config): StellaError {
  const received = words.slice(0, 2).join(' ').slice(0, MAX_WORD_LENGTH);
  const known = [...config.commandIDs, ...config.topics.map(({ name }) => name)];
  const meant = nearest(
    received,
    known.map((id) => id.replaceAll(':', ' ')),
  );
  return new StellaError('USAGE', `there is no command ${JSON.stringify(received)}`, {
    hint: meant === null ? 'list the commands with: stella --help' : `did you mean: stella ${meant}`,
  });
}
