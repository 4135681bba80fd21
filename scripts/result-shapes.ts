/** The shape of what each command answers with `--output json`, by the command's words. */
import type * as v from 'valibot';
import { AUDIT_RESULTS } from './result-shapes/audit.ts';
import { BUNDLE_RESULTS } from './result-shapes/bundles.ts';
import { PROGRAM_RESULTS } from './result-shapes/program.ts';
import { SCAN_RESULTS } from './result-shapes/scans.ts';
import { SELF_RESULTS } from './result-shapes/self.ts';
import { errorShape, result } from './result-shapes/shared.ts';
import { STORE_RESULTS } from './result-shapes/store.ts';
import { VERIFICATION_RESULTS } from './result-shapes/verification.ts';

export const RESULT_SHAPES: Readonly<Record<string, v.GenericSchema>> = {
  ...AUDIT_RESULTS,
  ...BUNDLE_RESULTS,
  ...PROGRAM_RESULTS,
  ...SCAN_RESULTS,
  ...SELF_RESULTS,
  ...STORE_RESULTS,
  ...VERIFICATION_RESULTS,
};

/** What stands there instead when a command could not answer. */
export const FAILURE_SHAPE: v.GenericSchema = result({ error: errorShape });

/** `proof-verify.v1.schema.json` */
export function resultSchemaName(command: string): string {
  return `${command.replaceAll(' ', '-')}.v1.schema.json`;
}
