/** Flags of where scans are made, and of how long they are kept. */
import * as Flags from '@oclif/core/flags';
import { ENVIRONMENTS, type Environment } from '../app/ports.ts';
import { DEFAULT_RETENTION } from '../app/prune-scans.ts';
import { StellaError } from '../core/errors.ts';
import { parsePeriod } from '../core/time/period.ts';

/** Where a scan is made, for commands that record one. */
export const environmentFlag = Flags.option({
  options: ENVIRONMENTS,
  env: 'STELLA_ENVIRONMENT',
  description: 'where the scan is made; says how long it is kept (default: as production)',
});

/** A period in which something is kept. */
export const periodFlag = Flags.custom<string>({
  helpValue: 'PERIOD',
  parse: async (input) => checkedPeriod(input, 'the period'),
});

/**
 * How long scans of an environment are kept: by its variable, which may come from `config.yaml`, else by default.
 * @throws StellaError USAGE when the variable is no period
 */
export function retentionOf(environment: Environment, env: Record<string, string | undefined>): string {
  const variable = `STELLA_RETENTION_${environment.toUpperCase()}`;
  const value = env[variable] ?? '';
  return value === '' ? DEFAULT_RETENTION[environment] : checkedPeriod(value, variable);
}

function checkedPeriod(text: string, what: string): string {
  if (parsePeriod(text) !== null) return text;
  throw new StellaError('USAGE', `${what} is ${JSON.stringify(text.slice(0, 80))}, which is no period`, {
    hint: 'write a whole number from 1 and a unit, days or years: 90d, 7y',
  });
}
