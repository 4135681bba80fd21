/** The schemas that the CycloneDX readers carry are those that the specification publishes. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { generateSbomSchemas } from '../../scripts/generate-sbom-schemas.ts';

const published = process.env['STELLA_CYCLONEDX_SCHEMAS'];
const skip = published === undefined && 'STELLA_CYCLONEDX_SCHEMAS names no folder of published schemas';
const carried = fileURLToPath(new URL('../../src/core/sbom/cyclonedx/schema/', import.meta.url));

test('the CycloneDX schemas are generated from the published ones', { skip }, () => {
  const generated = generateSbomSchemas(published ?? '');
  const names = readdirSync(carried).filter((name) => name.endsWith('.json'));
  assert.deepEqual(names.sort(), [...generated.keys()].sort());
  for (const [name, text] of generated) assert.equal(readFileSync(`${carried}${name}`, 'utf8'), text, name);
});
