/** SBOMs of 100 MB, each read in a process of its own: within 1 GiB and half a minute. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { escapeXml } from '../helpers/sboms.ts';

const SIZE_BYTES = 100_000_000;
const skip = process.env['STELLA_SLOW_TESTS'] !== '1' && 'slow: set STELLA_SLOW_TESTS=1';

interface Shape {
  readonly begin: string;
  item(i: number): string;
  readonly between: string;
  readonly end: string;
}

const purl = (i: number) => `pkg:npm/%40scope/package-${i}@1.${i % 50}.0`;
const hash = (i: number) => i.toString(16).padStart(64, 'a');
const creation =
  'DataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: x\nDocumentNamespace: https://example.org/x\n';

const SHAPES: Readonly<Record<string, Shape>> = {
  'CycloneDX JSON': {
    begin: '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[',
    item: (i) =>
      JSON.stringify({
        ...{
          type: 'library',
          'bom-ref': purl(i),
          name: `package-${i}`,
          version: `1.${i % 50}.0`,
          purl: purl(i),
        },
        ...{ hashes: [{ alg: 'SHA-256', content: hash(i) }], licenses: [{ license: { id: 'MIT' } }] },
        externalReferences: [{ type: 'website', url: `https://example.org/日本/${i}` }],
      }),
    between: ',',
    end: ']}',
  },
  'CycloneDX XML': {
    begin: '<?xml version="1.0"?>\n<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>\n',
    item: (i) => `  <component type="library" bom-ref="${escapeXml(purl(i))}">
    <name>package-${i}</name><version>1.${i % 50}.0</version>
    <hashes><hash alg="SHA-256">${hash(i)}</hash></hashes><purl>${escapeXml(purl(i))}</purl>
  </component>\n`,
    between: '',
    end: '</components></bom>',
  },
  'SPDX JSON': {
    begin:
      '{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"x","dataLicense":"CC0-1.0","creationInfo":{"created":"2025-01-15T00:00:00Z","creators":["Tool: x"]},"packages":[',
    item: (i) =>
      JSON.stringify({
        ...{
          SPDXID: `SPDXRef-${i}`,
          name: `package-${i}`,
          versionInfo: `1.${i % 50}.0`,
          downloadLocation: 'NONE',
        },
        ...{ checksums: [{ algorithm: 'SHA256', checksumValue: hash(i) }], licenseDeclared: 'MIT' },
        externalRefs: [
          { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl(i) },
        ],
      }),
    between: ',',
    end: ']}',
  },
  'SPDX tag-value': {
    begin: `SPDXVersion: SPDX-2.3\n${creation}Creator: Tool: x\nCreated: 2025-01-15T00:00:00Z\n`,
    item: (i) => `
PackageName: package-${i}
SPDXID: SPDXRef-${i}
PackageVersion: 1.${i % 50}.0
PackageDownloadLocation: NONE
PackageChecksum: SHA256: ${hash(i)}
ExternalRef: PACKAGE-MANAGER purl ${purl(i)}
`,
    between: '',
    end: '',
  },
};

const READ = `
  import { readFileSync } from 'node:fs';
  import { parseSbom } from ${JSON.stringify(fileURLToPath(new URL('../../src/core/sbom/read-sbom.ts', import.meta.url)))};
  const { components } = parseSbom(readFileSync(process.argv[1]));
  console.log(JSON.stringify({ count: components.length, maxRssKiB: process.resourceUsage().maxRSS }));
`;

describe('an SBOM of 100 MB is read within 1 GiB and 30 seconds:', { skip }, () => {
  const folder = skip === false ? mkdtempSync(path.join(tmpdir(), 'stella-sbom-')) : '';
  after(() => folder !== '' && rmSync(folder, { recursive: true }));

  for (const [name, shape] of Object.entries(SHAPES)) {
    test(name, (context) => {
      const file = path.join(folder, 'sbom');
      const count = writeDocument(file, shape);
      const start = process.hrtime.bigint();
      const { stdout, stderr, status } = spawnSync(
        process.execPath,
        ['--input-type=module', '--eval', READ, '--', file],
        { encoding: 'utf8', timeout: 30_000 },
      );
      const seconds = Number((process.hrtime.bigint() - start) / 100_000_000n) / 10;
      assert.equal(status, 0, stderr);
      const result: { count: number; maxRssKiB: number } = JSON.parse(stdout);
      context.diagnostic(`${count} components, ${seconds} s, ${Math.round(result.maxRssKiB / 1024)} MiB`);
      assert.equal(result.count, count);
      assert.ok(result.maxRssKiB < 1024 * 1024, `${result.maxRssKiB} KiB`);
    });
  }
});

function writeDocument(file: string, { begin, item, between, end }: Shape): number {
  const descriptor = openSync(file, 'w');
  let written = writeSync(descriptor, begin);
  let count = 0;
  while (written < SIZE_BYTES) {
    const items = Array.from(
      { length: 1000 },
      (_, i) => `${count + i === 0 ? '' : between}${item(count + i)}`,
    );
    written += writeSync(descriptor, items.join(''));
    count += items.length;
  }
  writeSync(descriptor, end);
  closeSync(descriptor);
  return count;
}
