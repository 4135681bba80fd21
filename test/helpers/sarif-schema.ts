/** The JSON Schema of SARIF 2.1.0 (test/vectors/sarif), for reports to be held against. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { isInFormat } from '../../src/core/sbom/json-schema/formats.ts';

const path = new URL('../vectors/sarif/sarif-2.1.0.json', import.meta.url);
// It is of draft 4, of which it uses only what later drafts have too, but for the name of the id.
const { id: $id, $schema: _, ...schema } = JSON.parse(readFileSync(path, 'utf8'));

// One of its patterns has a `]` too many, which only a regular expression without `u` takes for itself.
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
for (const format of ['uri', 'uri-reference', 'date-time'] as const)
  ajv.addFormat(format, (text: string) => isInFormat(format, text));
const validate = ajv.compile({ $id, ...schema });

/** What is wrong with a SARIF log; null when nothing is. */
export function validateSarif(log: unknown): string | null {
  return validate(log) ? null : ajv.errorsText(validate.errors);
}
