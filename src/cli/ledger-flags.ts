/** Flags that choose entries of the ledger. */
import * as Flags from '@oclif/core/flags';
import { StellaError } from '../core/errors.ts';
import { LEDGER_ACTIONS } from '../core/ledger/ledger-entry.ts';
import { isTimestamp } from '../core/time/timestamp.ts';

const NOUNS: readonly string[] = [...new Set(LEDGER_ACTIONS.map((action) => action.split('.')[0] ?? ''))];

/** `kit.rollback`, or `kit` for all about kits. */
export const actionFlag = Flags.option({
  options: [...NOUNS, ...LEDGER_ACTIONS],
  helpValue: 'ACTION',
  description: 'only entries of this action, such as kit.rollback, or of a noun, such as trust',
})();

/** A time in our form, or a day, which is its first or its last second. */
export function momentFlag(edge: 'start' | 'end') {
  return Flags.custom<string>({
    helpValue: 'DAY|TIME',
    // biome-ignore lint/suspicious/useAwait: oclif wants a promise
    parse: async (input) => {
      const time = `${input}T${edge === 'start' ? '00:00:00' : '23:59:59'}Z`;
      if (isTimestamp(time)) return time;
      if (isTimestamp(input as string)) return input;
      throw new StellaError('USAGE', `${JSON.stringify(input.slice(0, 80))} is neither a day nor a time`, {
        hint: 'write it as 2025-01-15 or 2025-01-15T00:00:00Z',
      });
    },
  });
}

export const lastFlag = Flags.custom<number>({
  helpValue: 'N',
  // biome-ignore lint/suspicious/useAwait: oclif wants a promise
  parse: async (input) => {
    if (/^[1-9]\d{0,8}$/.test(input)) return Number(input);
    throw new StellaError('USAGE', `${JSON.stringify(input.slice(0, 80))} is not a number of entries`, {
      hint: 'write a whole number from 1, such as 20',
    });
  },
});
