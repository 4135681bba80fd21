/** The specifications' own documents, and SBOMs of real programs, from outside the project. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { isStellaError } from '../../src/core/errors.ts';
import type { JsonObject } from '../../src/core/json/json-value.ts';
import { parseSbom } from '../../src/core/sbom/read-sbom.ts';
import { corpusPath, corpusSkip } from '../helpers/corpora.ts';

/** Every document below a folder; none where the folder is absent. */
function documentsBelow(folder: string): string[] {
  const root = corpusPath(folder);
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json') || name.endsWith('.xml') || name.endsWith('.spdx'))
    .map((name) => path.join(root, name))
    .sort();
}

const isNamed = (prefix: string) => (file: string) => path.basename(file).startsWith(prefix);
const countPurls = (file: string, pattern: RegExp) => readFileSync(file, 'utf8').match(pattern)?.length ?? 0;

describe('documents of the CycloneDX specification', { skip: corpusSkip('sbom/cyclonedx') }, () => {
  const files = documentsBelow('sbom/cyclonedx');
  const valid = files.filter(isNamed('valid-'));
  const invalid = files.filter(isNamed('invalid-'));

  test('are there in number', () => {
    assert.ok(valid.length >= 110, String(valid.length));
    assert.ok(invalid.length >= 65, String(invalid.length));
  });

  for (const file of valid) {
    test(`reads ${path.basename(file)}`, () => {
      const document: JsonObject = JSON.parse(readFileSync(file, 'utf8'));
      const read = parseSbom(readFileSync(file));
      assert.equal(read.specVersion, document['specVersion']);
      assert.equal(read.format, 'cyclonedx');
      const listed = Array.isArray(document['components']) ? document['components'].length : 0;
      assert.ok(read.components.length >= listed);
      assert.equal(read.vulnerabilities === null, document['vulnerabilities'] === undefined);
    });
  }

  for (const file of invalid) {
    test(`refuses ${path.basename(file)}, with the place`, () => {
      assert.throws(
        () => parseSbom(readFileSync(file)),
        (error) => {
          assert.ok(isStellaError(error), String(error));
          assert.equal(error.code, 'INPUT_INVALID');
          assert.match(String(error.details?.['place']), /^\/[a-zA-Z]/);
          assert.ok(error.message.includes(String(error.details?.['place'])));
          return true;
        },
      );
    });
  }
});

describe('SBOMs of real programs', { skip: corpusSkip('sbom/real') }, () => {
  const expected: Readonly<Record<string, readonly [components: number, subject: string]>> = {
    'dropwizard-1.3.15.cdx.json': [168, 'dropwizard-parent'],
    'juice-shop-11.1.2.cdx.json': [841, 'juice-shop'],
    'laravel-7.12.0.cdx.json': [63, 'cyclonedx-php-composer-demo'],
    'proton-bridge-1.6.3.cdx.json': [202, 'github.com/ProtonMail/proton-bridge'],
  };
  for (const file of documentsBelow('sbom/real')) {
    test(`${path.basename(file)} gives every component that has a purl`, () => {
      const { components, subject } = parseSbom(readFileSync(file));
      const purls = components.flatMap(({ purl }) => purl ?? []);
      assert.equal(purls.length, countPurls(file, /"purl"\s*:\s*"pkg:/g));
      const known = expected[path.basename(file)];
      if (known !== undefined) assert.deepEqual([components.length, subject?.name], known);
    });
  }
});

describe('SPDX documents', { skip: corpusSkip('sbom/spdx') }, () => {
  for (const file of documentsBelow('sbom/spdx')) {
    test(`${path.basename(file)} gives every package, and every purl`, () => {
      const { components, subject, format } = parseSbom(readFileSync(file));
      assert.equal(format, 'spdx');
      const isSpdx3 = file.includes('spdx3');
      const packages = isSpdx3
        ? countPurls(file, /"type"\s*:\s*"software_Package"/g)
        : JSON.parse(readFileSync(file, 'utf8')).packages.length;
      assert.equal(new Set(components.map(({ bomRef }) => bomRef)).size, packages);
      const purls = components.filter(({ purl }) => purl !== null);
      const pattern = isSpdx3 ? /"software_packageUrl"/g : /"referenceLocator"\s*:\s*"pkg:/g;
      assert.equal(purls.length, countPurls(file, pattern));
      assert.notEqual(subject, null);
    });
  }
});
