/** A command that does not exist: says which one may have been meant. */
import type { Hook } from '@oclif/core/hooks';
import { StellaError } from '../../core/errors.ts';
import { nearest } from '../nearest.ts';

const MAX_WORD_LENGTH = 60;

const commandNotFound: Hook.CommandNotFound = ({ id, config, argv }) => {
  const words = [...id.split(':'), ...(argv ?? [])].filter((word) => !word.startsWith('-'));
  const received = words.slice(0, 2).join(' ').slice(0, MAX_WORD_LENGTH);
  const known = config.commandIDs.map((command) => command.replaceAll(':', ' '));
  const meant = nearest(received, known);
  throw new StellaError('USAGE', `there is no command ${JSON.stringify(received)}`, {
    hint: meant === null ? 'list the commands with: stella --help' : `did you mean: stella ${meant}`,
  });
};

export default commandNotFound;
