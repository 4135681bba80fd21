/**
 * What may be set once for all commands. Each setting is a flag, a variable and a key of `config.yaml` in the home folder; the
 * flag wins over the variable, the variable over the file. The file is taken over into the environment before oclif reads it,
 * so that there is one place, the flag's definition, where a value is checked.
 */
import type { Config } from './config-document.ts';

export interface Setting {
  /** In `config.yaml`. */
  readonly key: string;
  readonly variable: string;
  /** Without its dashes. */
  readonly flag: string;
  readonly about: string;
}

export const SETTINGS = [
  {
    key: 'output',
    variable: 'STELLA_OUTPUT',
    flag: 'output',
    about: 'how answers are printed: table, json or yaml',
  },
  {
    key: 'offline',
    variable: 'STELLA_OFFLINE',
    flag: 'offline',
    about: 'refuse every attempt to open a connection',
  },
  { key: 'quiet', variable: 'STELLA_QUIET', flag: 'quiet', about: 'no progress and no warnings' },
  { key: 'verbose', variable: 'STELLA_VERBOSE', flag: 'verbose', about: 'say why each step went as it did' },
  { key: 'rules', variable: 'STELLA_RULES', flag: 'rules', about: 'scoring rules of new scans' },
  { key: 'policy', variable: 'STELLA_POLICY', flag: 'policy', about: 'policy of new scans' },
  {
    key: 'failOn',
    variable: 'STELLA_FAIL_ON',
    flag: 'fail-on',
    about: 'exit 7 when the verdict is this or worse',
  },
  {
    key: 'environment',
    variable: 'STELLA_ENVIRONMENT',
    flag: 'environment',
    about: 'where scans are made that are recorded here: production, staging or development',
  },
  {
    key: 'retentionProduction',
    variable: 'STELLA_RETENTION_PRODUCTION',
    flag: 'retain-production',
    about: 'how long scans of production are kept, such as 7y',
  },
  {
    key: 'retentionStaging',
    variable: 'STELLA_RETENTION_STAGING',
    flag: 'retain-staging',
    about: 'how long scans of staging are kept, such as 90d',
  },
  {
    key: 'retentionDevelopment',
    variable: 'STELLA_RETENTION_DEVELOPMENT',
    flag: 'retain-development',
    about: 'how long scans of development are kept, such as 30d',
  },
  { key: 'maxAge', variable: 'STELLA_MAX_AGE', flag: 'max-age', about: 'days up to which a feed is fresh' },
  { key: 'grace', variable: 'STELLA_GRACE', flag: 'grace', about: 'days more in which a feed is tolerated' },
  {
    key: 'record',
    variable: 'STELLA_RECORD',
    flag: 'record',
    about: 'count what proof verify finds, for metrics',
  },
] as const satisfies readonly Setting[];

/** Variables that are no settings. */
const OTHER_VARIABLES = ['STELLA_HOME', 'STELLA_DEBUG', 'STELLA_KEY_PASSPHRASE'];

export type Environment = Record<string, string | undefined>;

/** Puts what the file sets into the environment, where the environment does not set it itself; returns the keys. */
export function applyConfig(config: Config, env: Environment): Set<string> {
  const applied = new Set<string>();
  for (const { key, variable } of SETTINGS) {
    const value = config[key];
    if (value === undefined || (env[variable] ?? '') !== '') continue;
    env[variable] = String(value);
    applied.add(key);
  }
  return applied;
}

export interface EffectiveSetting {
  readonly key: string;
  /** Null where nothing sets it: then the default counts. */
  readonly value: string | null;
  /** Null where there is none, or it depends. */
  readonly default: string | null;
  readonly origin: 'default' | 'file' | 'variable';
  readonly variable: string;
  readonly flag: string;
  readonly about: string;
}

/**
 * Every setting as commands see it, flags apart.
 * @param defaults of the flags, by their variables
 */
export function effectiveSettings(
  fromFile: ReadonlySet<string>,
  env: Environment,
  defaults: ReadonlyMap<string, string>,
): EffectiveSetting[] {
  return SETTINGS.map(({ key, variable, flag, about }) => {
    const value = env[variable];
    const isSet = value !== undefined && value !== '';
    const origin = isSet ? (fromFile.has(key) ? 'file' : 'variable') : 'default';
    return {
      key,
      value: isSet ? value : null,
      default: defaults.get(variable) ?? null,
      origin,
      variable,
      flag: `--${flag}`,
      about,
    };
  });
}

/** Variables that look like ours and are none, such as a misspelt one. */
export function unknownVariables(env: Environment): string[] {
  const known = new Set<string>([...SETTINGS.map(({ variable }) => variable), ...OTHER_VARIABLES]);
  return Object.keys(env)
    .filter((name) => name.startsWith('STELLA_') && !name.startsWith('STELLA_TEST_') && !known.has(name))
    .sort();
}
