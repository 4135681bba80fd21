/** Flags of the commands around kits. */
import * as Flags from '@oclif/core/flags';
import { StellaError } from '../core/errors.ts';
import { DEFAULT_STALENESS_BUDGET, type StalenessBudget } from '../core/kit/feed-freshness.ts';
import { type ExcludedRecord, isKitId } from '../core/kit/kit-statement.ts';
import { limit } from '../core/limits.ts';

/** A whole number from 0 that a double represents exactly. */
export const sequenceFlag = Flags.custom<number>({
  helpValue: 'N',
  // biome-ignore lint/suspicious/useAwait: oclif wants a promise
  parse: async (input) => {
    const sequence = Number(input);
    if (/^\d{1,16}$/.test(input) && Number.isSafeInteger(sequence)) return sequence;
    throw usage(
      `${JSON.stringify(input.slice(0, 80))} is not a sequence`,
      'write a whole number from 0, such as 42 or 20250115',
    );
  },
});

export const kitIdFlag = Flags.custom<string>({
  helpValue: 'ID',
  // biome-ignore lint/suspicious/useAwait: oclif wants a promise
  parse: async (input) => {
    if (isKitId(input)) return input;
    throw usage(
      `${JSON.stringify(input.slice(0, 160))} is not a kit id`,
      'a kit id has 1 to 128 printable ASCII characters and begins with a letter or digit',
    );
  },
});

/** A number of days. */
export const daysFlag = Flags.custom<number>({
  helpValue: 'DAYS',
  // biome-ignore lint/suspicious/useAwait: oclif wants a promise
  parse: async (input) => {
    if (/^\d{1,5}$/.test(input)) return Number(input);
    throw usage(
      `${JSON.stringify(input.slice(0, 80))} is not a number of days`,
      'write a whole number from 0, such as 7',
    );
  },
});

/** How old feeds may be. */
export const stalenessFlags = {
  'max-age': daysFlag({
    env: 'STELLA_MAX_AGE',
    default: DEFAULT_STALENESS_BUDGET.maxAgeDays,
    description: 'days up to which a feed is fresh',
  }),
  grace: daysFlag({
    env: 'STELLA_GRACE',
    default: DEFAULT_STALENESS_BUDGET.graceDays,
    description: 'days more in which it is tolerated',
  }),
};

export function stalenessBudget(flags: {
  readonly 'max-age': number;
  readonly grace: number;
}): StalenessBudget {
  return { maxAgeDays: flags['max-age'], graceDays: flags.grace };
}

/** A number of kits from 1. */
export const keepFlag = Flags.custom<number>({
  helpValue: 'N',
  // biome-ignore lint/suspicious/useAwait: oclif wants a promise
  parse: async (input) => {
    if (/^[1-9]\d{0,5}$/.test(input)) return Number(input);
    throw usage(
      `${JSON.stringify(input.slice(0, 80))} is not a number of kits to keep`,
      'write a whole number from 1: the active kit always stays',
    );
  },
});

const REASON_LENGTH_MAX = limit('reasonLength');

/** Why something is done, for the ledger. */
export const reasonFlag = Flags.custom<string>({
  helpValue: 'TEXT',
  // biome-ignore lint/suspicious/useAwait: oclif wants a promise
  parse: async (input) => {
    const reason = input.trim();
    if (reason !== '' && reason.length <= REASON_LENGTH_MAX && reason.isWellFormed()) return reason;
    throw usage(
      reason === '' ? 'the reason is empty' : 'the reason is too long or no text',
      `say why in up to ${REASON_LENGTH_MAX} characters`,
    );
  },
});

/**
 * Each `--exclude-record` with its `--reason`, in the order given.
 * @throws StellaError USAGE
 */
export function exclusionsFrom(ids: readonly string[], reasons: readonly string[]): ExcludedRecord[] {
  if (ids.length !== reasons.length) {
    throw usage(
      `${ids.length} --exclude-record, but ${reasons.length} --reason`,
      'give a --reason for each --exclude-record, in the same order',
    );
  }
  if (new Set(ids).size !== ids.length)
    throw usage('a record is excluded twice', 'give each --exclude-record once');
  const empty = ids.findIndex((id, i) => id === '' || (reasons[i] ?? '').trim() === '');
  if (empty >= 0) throw usage('an --exclude-record or its --reason is empty', 'say which record, and why');
  return ids.map((id, i) => ({ id, reason: reasons[i] ?? '' }));
}

function usage(message: string, hint: string): StellaError {
  return new StellaError('USAGE', message, { hint });
}
