/** Results of the commands about the program itself. */
import * as v from 'valibot';
import type { SelfTest, SelfTestResult } from '../../src/app/host/test-self.ts';
import { SELF_CHECK_NAMES, type SelfVerification } from '../../src/app/host/verify-self.ts';
import { countShape, digestShape } from '../../src/core/json/shapes.ts';
import { checkShape, codeShape, orNull, result, statements } from './shared.ts';
import { envelopeSigner } from './verification.ts';

type Covers<T> = { readonly [K in keyof T]-?: v.GenericSchema };

const selfVerification = {
  root: v.string(),
  engine: digestShape,
  files: countShape,
  verified: v.boolean(),
  code: orNull(codeShape),
  checks: v.array(checkShape(SELF_CHECK_NAMES)),
  signers: v.array(envelopeSigner),
  ...statements,
} satisfies Covers<SelfVerification>;

const vector = {
  set: v.string(),
  name: v.string(),
  why: v.string(),
  expected: orNull(v.string()),
  actual: orNull(v.string()),
  passed: v.boolean(),
} satisfies Covers<SelfTestResult>;

const selfTest = {
  engine: v.looseObject({ name: v.string(), version: v.string(), digest: digestShape }),
  total: countShape,
  failed: countShape,
  results: v.array(v.looseObject(vector)),
} satisfies Covers<SelfTest>;

export const SELF_RESULTS = {
  'self test': result(selfTest),
  'self verify': result(selfVerification),
};
