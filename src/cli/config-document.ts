/** `config.yaml`: what a home folder sets for every command that uses it. */
import * as v from 'valibot';
import { ENVIRONMENTS } from '../app/ports/scans.ts';
import { isStellaError, StellaError } from '../core/errors.ts';
import type { DocumentFormat } from '../core/json/document.ts';
import { parseOperatorDocument } from '../core/operator/operator-document.ts';
import { parsePeriod } from '../core/time/period.ts';
import { nearest } from './nearest.ts';

const daysShape = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(99_999));

const periodShape = v.pipe(
  v.string(),
  v.check((text) => parsePeriod(text) !== null, 'expected a period such as 90d or 7y'),
);

const configShape = v.strictObject({
  schema: v.literal('stella.config/v1'),
  output: v.optional(v.picklist(['table', 'json', 'yaml'])),
  offline: v.optional(v.boolean()),
  quiet: v.optional(v.boolean()),
  verbose: v.optional(v.boolean()),
  rules: v.optional(v.string()),
  policy: v.optional(v.string()),
  failOn: v.optional(v.picklist(['warn', 'fail'])),
  environment: v.optional(v.picklist(ENVIRONMENTS)),
  retentionProduction: v.optional(periodShape),
  retentionStaging: v.optional(periodShape),
  retentionDevelopment: v.optional(periodShape),
  maxAge: v.optional(daysShape),
  grace: v.optional(daysShape),
  record: v.optional(v.boolean()),
});

export const CONFIG_FORMAT = {
  schemaName: 'stella.config/v1',
  what: 'config.yaml',
  shape: configShape,
  code: 'INPUT_INVALID',
} as const satisfies DocumentFormat<typeof configShape>;

export type Config = v.InferOutput<typeof configShape>;

/** @throws StellaError INPUT_INVALID with line and column, UNSUPPORTED_VERSION */
export function parseConfig(text: string, what: string): Config {
  try {
    return parseOperatorDocument(CONFIG_FORMAT, text, what).document;
  } catch (error) {
    throw isStellaError(error) ? withKeys(error) : error;
  }
}

/** Of a key that there is not, what may have been meant: "config show" cannot be asked now. */
function withKeys(error: StellaError): StellaError {
  const keys = Object.keys(configShape.entries);
  const [, key] = /^\/([^/]+)$/.exec(String(error.details?.['place'])) ?? [];
  if (key === undefined || keys.includes(key)) return error;
  const meant = nearest(key, keys);
  return new StellaError(error.code, error.message, {
    cause: error,
    hint: meant === null ? `its keys are ${keys.join(', ')}` : `did you mean: ${meant}`,
    ...(error.details === undefined ? {} : { details: error.details }),
  });
}
