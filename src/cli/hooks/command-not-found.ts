/** A command that does not exist: says which one may have been meant. */
import type { Hook } from '@oclif/core/hooks';
import { unknownCommand } from '../unknown-command.ts';

const commandNotFound: Hook.CommandNotFound = ({ id, config, argv }) => {
  const words = [...id.split(':'), ...(argv ?? [])].filter((word) => !word.startsWith('-'));
  throw unknownCommand(words, config);
};

export default commandNotFound;
