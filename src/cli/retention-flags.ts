/** Flags of where scans are made, and of how long they are kept. */
import * as Flags from '@oclif/core/flags';
import { ENVIRONMENTS, type Environment } from '../app/ports/scans.ts';
import { DEFAULT_RETENTION } from '../app/scan/prune-scans.ts';
import { StellaError } from '../core/errors.ts';
import { parsePeriod } from '../core/time/period.ts';

/** Where a scan is made, for commands that record one. */
export const environmentFlag = Flags.option({
  options: ENVIRONMENTS,
  env: 'STELLA_ENVIRONMENT',
  description: 'where the scan is made; says how long it is kept (default: as production)',
});

/** A period in which something is kept. */
const periodFlag = Flags.custom<string>({
  helpValue: 'PERIOD',
  // biome-ignore lint/suspicious/useAwait: oclif wants a promise
  parse: async (input) => {
    if (parsePeriod(input) !== null) return input;
    throw new StellaError('USAGE', `${JSON.stringify(input.slice(0, 80))} is not a period`, {
      hint: 'write a whole number from 1 and a unit, days or years: 90d, 7y',
    });
  },
});

const retainFlag = (environment: Environment) =>
  periodFlag({
    env: `STELLA_RETENTION_${environment.toUpperCase()}`,
    default: DEFAULT_RETENTION[environment],
    description: `how long scans of ${environment} are kept`,
  });

/** How long each environment keeps its scans. */
export const retentionFlags = {
  'retain-production': retainFlag('production'),
  'retain-staging': retainFlag('staging'),
  'retain-development': retainFlag('development'),
};
