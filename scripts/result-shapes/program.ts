/** Results of the commands that tell about the program itself and what it measures. */
import * as v from 'valibot';
import type { Metric } from '../../src/app/audit/measure-store.ts';
import type { ErrorExplanation } from '../../src/cli/explain-code.ts';
import type { EffectiveSetting } from '../../src/cli/settings.ts';
import { countShape } from '../../src/core/json/shapes.ts';
import { type Covers, codeShape, orNull, result, texts } from './shared.ts';

const explanation = {
  code: codeShape,
  exit: countShape,
  means: v.string(),
  advice: v.looseObject({ do: texts, doNot: texts }),
} satisfies Covers<ErrorExplanation>;

const setting = {
  key: v.string(),
  value: orNull(v.string()),
  default: orNull(v.string()),
  origin: v.picklist(['default', 'file', 'variable']),
  variable: v.string(),
  flag: v.string(),
  about: v.string(),
} satisfies Covers<EffectiveSetting>;

const metric = {
  name: v.string(),
  help: v.string(),
  type: v.picklist(['counter', 'gauge', 'histogram']),
  samples: v.array(
    v.looseObject({
      name: v.exactOptional(v.string()),
      labels: v.exactOptional(v.record(v.string(), v.string())),
      value: v.number(),
    }),
  ),
} satisfies Covers<Metric>;

export const PROGRAM_RESULTS = {
  completion: result({ shell: v.picklist(['bash', 'zsh', 'fish']), script: v.string() }),
  'completion candidates': v.union([
    result({ candidates: v.array(v.looseObject({ value: v.string(), about: v.string() })) }),
    result({ files: v.literal(true) }),
  ]),
  'config show': result({
    home: v.string(),
    file: v.string(),
    fileExists: v.boolean(),
    settings: v.array(v.looseObject(setting)),
  }),
  explain: v.union([result(explanation), result({ codes: v.array(v.looseObject(explanation)) })]),
  metrics: result({ textfile: v.exactOptional(v.string()), metrics: v.array(v.looseObject(metric)) }),
};
