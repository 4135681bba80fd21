/**
 * Makes the compact schemas in `src/core/sbom/cyclonedx/schema/` from the published CycloneDX schemas.
 *
 *     npm pack @cyclonedx/cyclonedx-library@10.3.0 && tar xzf cyclonedx-cyclonedx-library-10.3.0.tgz
 *     node scripts/generate-sbom-schemas.ts package/res/schema
 *
 * Titles, descriptions, examples and defaults decide nothing and are left out; what remains is equivalent.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compactJsonSchema } from './sbom-schemas/compact-json-schema.ts';
import { grammarOfXsd } from './sbom-schemas/grammar-of-xsd.ts';

const VERSIONS = ['1.2', '1.3', '1.4', '1.5', '1.6', '1.7'];
const SHARED = ['spdx', 'jsf-0.82', 'cryptography-defs'];
const TARGET = fileURLToPath(new URL('../src/core/sbom/cyclonedx/schema/', import.meta.url));

/** Every generated file's name and text, from the folder of the published schemas. */
export function generateSbomSchemas(sourceFolder: string): Map<string, string> {
  const digests: Record<string, string> = {};
  const read = (name: string): string => {
    const bytes = readFileSync(path.join(sourceFolder, name));
    digests[name] = createHash('sha256').update(bytes).digest('hex');
    return bytes.toString('utf8');
  };
  const files = new Map<string, string>();
  for (const name of [...VERSIONS.map((version) => `bom-${version}`), ...SHARED]) {
    const schema = compactJsonSchema(JSON.parse(read(`${name}.SNAPSHOT.schema.json`)));
    files.set(`${name}.json`, renderLines(schema));
  }
  for (const version of VERSIONS) {
    files.set(`bom-${version}-xml.json`, renderLines(grammarOfXsd(read(`bom-${version}.SNAPSHOT.xsd`))));
  }
  files.set('sources.json', `${JSON.stringify(digests, null, 2)}\n`);
  return files;
}

/** JSON with one definition a line: small, and still a readable diff. */
function renderLines(value: object): string {
  const members = Object.entries(value).map(([name, member]) => {
    const isTable = name === 'definitions' || name === 'types';
    const text = isTable ? `{\n${renderMembers(member)}\n}` : JSON.stringify(member);
    return `${JSON.stringify(name)}:${text}`;
  });
  return `{\n${members.join(',\n')}\n}\n`;
}

function renderMembers(table: object): string {
  return Object.entries(table)
    .map(([name, member]) => `${JSON.stringify(name)}:${JSON.stringify(member)}`)
    .join(',\n');
}

const [, script, sourceFolder] = process.argv;
if (script === fileURLToPath(import.meta.url)) {
  if (sourceFolder === undefined) throw new Error('usage: generate-sbom-schemas.ts FOLDER');
  for (const [name, text] of generateSbomSchemas(sourceFolder)) writeFileSync(path.join(TARGET, name), text);
}
