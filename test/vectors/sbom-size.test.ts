/** SBOMs of 100 MB, each scanned by the real program: within 1 GiB. */
import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { importInto, kitTar, sampleFeeds } from '../helpers/kits.ts';
import { runStella, scratchFolder } from '../helpers/run-stella.ts';
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
PackageSupplier: NOASSERTION
PackageDownloadLocation: NOASSERTION
FilesAnalyzed: false
PackageChecksum: SHA256: ${hash(i)}
PackageSourceInfo: acquired package info from an installed node module manifest
PackageLicenseConcluded: NOASSERTION
PackageLicenseDeclared: MIT
PackageCopyrightText: NOASSERTION
ExternalRef: PACKAGE-MANAGER purl ${purl(i)}
`,
    between: '',
    end: '',
  },
  'SPDX 3': {
    begin:
      '{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2025-01-15T00:00:00Z","createdBy":["urn:a"]},',
    item: (i) =>
      JSON.stringify({
        ...{ type: 'software_Package', spdxId: `urn:${i}`, creationInfo: '_:c', name: `package-${i}` },
        ...{ software_packageVersion: `1.${i % 50}.0`, software_packageUrl: purl(i) },
        verifiedUsing: [{ type: 'Hash', algorithm: 'sha256', hashValue: hash(i) }],
      }),
    between: ',',
    end: ']}',
  },
};

/** Runs before the program and writes down, at its end, the most memory that it had, in KiB. */
const MEASURE = `
  import { writeFileSync } from 'node:fs';
  process.on('exit', () => writeFileSync(process.env.MAX_RSS_FILE, String(process.resourceUsage().maxRSS)));
`;

describe('an SBOM of 100 MB is scanned within 1 GiB:', { skip }, () => {
  const folder = skip === false ? scratchFolder() : '';
  const env = { STELLA_HOME: path.join(folder, 'home'), MAX_RSS_FILE: path.join(folder, 'rss') };

  before(async () => {
    const kit = path.join(folder, 'kit.tar');
    writeFileSync(kit, kitTar(sampleFeeds));
    await importInto(env.STELLA_HOME, kit);
  });

  for (const [name, shape] of Object.entries(SHAPES)) {
    test(name, async (context) => {
      const file = path.join(folder, 'sbom');
      const count = writeDocument(file, shape);
      const start = process.hrtime.bigint();
      const measure = `--import=data:text/javascript,${encodeURIComponent(MEASURE)}`;
      const { exit, stdout, stderr } = await runStella(['scan', 'run', file], {
        env: { ...env, NODE_OPTIONS: measure },
      });
      const seconds = Number((process.hrtime.bigint() - start) / 100_000_000n) / 10;
      const maxRssKiB = Number(readFileSync(env.MAX_RSS_FILE, 'utf8'));
      context.diagnostic(`${count} components, ${seconds} s, ${Math.round(maxRssKiB / 1024)} MiB`);
      assert.equal(exit, 0, stderr);
      assert.match(stdout, new RegExp(`^Covered by the feed: ${count} of ${count} components$`, 'm'));
      assert.ok(maxRssKiB < 1024 * 1024, `${maxRssKiB} KiB`);
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
