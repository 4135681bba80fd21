/**
 * Writes `schemas/`: the JSON Schema of each document of ours, made from the shapes that the program itself checks by, and in
 * `schemas/results/` that of what each command answers.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { CONFIG_FORMAT } from '../src/cli/config-document.ts';
import { BUNDLE_INDEX_FORMAT } from '../src/core/bundle/bundle-index.ts';
import { EVIDENCE_FORMAT } from '../src/core/evidence/evidence-document.ts';
import { FEED_PROOF_FORMAT } from '../src/core/feed/feed-proof.ts';
import { FEED_FORMAT } from '../src/core/feed/snapshot.ts';
import { EPSS_ROWS_FORMAT, KEV_ROWS_FORMAT } from '../src/core/feed/used-rows.ts';
import { LEDGER_ENTRY_FORMAT } from '../src/core/ledger/ledger-entry.ts';
import { MANIFEST_FORMAT } from '../src/core/manifest/manifest.ts';
import { POLICY_FORMAT } from '../src/core/policy/policy-document.ts';
import { DISCLOSURE_FORMAT } from '../src/core/proof/disclosure.ts';
import { MERKLE_PROOF_FORMAT } from '../src/core/proof/merkle-proof.ts';
import { VERIFICATION_LINE_FORMAT } from '../src/core/proof/verification-line.ts';
import { VERIFICATION_SUMMARY_FORMAT } from '../src/core/proof/verification-summary.ts';
import { RULES_FORMAT } from '../src/core/rules/rules-document.ts';
import { SCORE_FORMAT } from '../src/core/score/score-document.ts';
import { TIME_FLOOR_FORMAT } from '../src/core/time/time-floor.ts';
import { FAILURE_SHAPE, RESULT_SHAPES, resultSchemaName } from './result-shapes.ts';

const FORMATS = [
  BUNDLE_INDEX_FORMAT,
  CONFIG_FORMAT,
  DISCLOSURE_FORMAT,
  EPSS_ROWS_FORMAT,
  EVIDENCE_FORMAT,
  FEED_FORMAT,
  FEED_PROOF_FORMAT,
  KEV_ROWS_FORMAT,
  LEDGER_ENTRY_FORMAT,
  MANIFEST_FORMAT,
  MERKLE_PROOF_FORMAT,
  POLICY_FORMAT,
  RULES_FORMAT,
  SCORE_FORMAT,
  TIME_FLOOR_FORMAT,
  VERIFICATION_LINE_FORMAT,
  VERIFICATION_SUMMARY_FORMAT,
];

/** What JSON Schema has words for; sums, orders and calendars are said in docs/formats.md and docs/scoring.md. */
const BEYOND_JSON_SCHEMA = { errorMode: 'ignore', target: 'draft-2020-12' } as const;

const BASE = 'https://stella-ops.org/schemas/';

/** Each schema's text by file name: `manifest.v1.schema.json`. */
export function documentSchemas(): Map<string, string> {
  return new Map(
    FORMATS.map(({ schemaName, shape, what }) => {
      const [, name, major] = /^stella\.([a-z-]+)\/(v\d+)$/.exec(schemaName) ?? [];
      const file = `${name}.${major}.schema.json`;
      return [file, schemaText(file, schemaName, what, shape)];
    }),
  );
}

/** The schema of each command's answer, and of a failure, by file name: `results/proof-verify.v1.schema.json`. */
export function resultSchemas(): Map<string, string> {
  const results = Object.entries(RESULT_SHAPES).map(([command, shape]): [string, string] => {
    const file = `results/${resultSchemaName(command)}`;
    const title = `stella.result.${command.replaceAll(' ', '-')}/v1`;
    return [file, schemaText(file, title, `what "stella ${command} --output json" prints`, shape)];
  });
  const failure = 'results/error.v1.schema.json';
  const what = 'what any command prints with --output json when it could not answer';
  return new Map([...results, [failure, schemaText(failure, 'stella.result.error/v1', what, FAILURE_SHAPE)]]);
}

function schemaText(file: string, title: string, description: string, shape: v.GenericSchema): string {
  const head = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: BASE + file,
    title,
    description,
  };
  return `${JSON.stringify({ ...head, ...toJsonSchema(shape, BEYOND_JSON_SCHEMA) }, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(new URL('../schemas/results/', import.meta.url), { recursive: true });
  for (const [name, text] of [...documentSchemas(), ...resultSchemas()])
    writeFileSync(new URL(`../schemas/${name}`, import.meta.url), text);
}
