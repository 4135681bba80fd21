import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sourceOfProperties, sourceOfSourceInfo } from '../../../../src/core/sbom/generator-source.ts';
import { parseSbom } from '../../../../src/core/sbom/read-sbom.ts';

const TRIVY = 'aquasecurity:trivy:';

function ofProperties(values: Readonly<Record<string, string>>): unknown {
  return sourceOfProperties(Object.entries(values).map(([name, value]) => ({ name, value }))).source;
}

describe('sourceOfProperties', () => {
  it("reads Trivy's, with the epoch and the release that it keeps apart", () => {
    const source = { [`${TRIVY}SrcName`]: 'vim', [`${TRIVY}SrcVersion`]: '9.0', [`${TRIVY}SrcRelease`]: '2' };
    assert.deepEqual(ofProperties(source), { name: 'vim', version: '9.0-2' });
    assert.deepEqual(ofProperties({ ...source, [`${TRIVY}SrcEpoch`]: '2' }), {
      name: 'vim',
      version: '2:9.0-2',
    });
    assert.deepEqual(ofProperties({ ...source, [`${TRIVY}SrcEpoch`]: '0' }), {
      name: 'vim',
      version: '9.0-2',
    });
    assert.deepEqual(ofProperties({ [`${TRIVY}SrcName`]: 'zlib', [`${TRIVY}SrcVersion`]: '1.2-r3' }), {
      name: 'zlib',
      version: '1.2-r3',
    });
    assert.deepEqual(ofProperties({ [`${TRIVY}SrcName`]: 'zlib' }), { name: 'zlib', version: null });
  });

  it("reads syft's", () => {
    assert.deepEqual(
      ofProperties({ 'syft:metadata:source': 'glibc', 'syft:metadata:sourceVersion': '2.36-9' }),
      {
        name: 'glibc',
        version: '2.36-9',
      },
    );
    assert.deepEqual(ofProperties({ 'syft:metadata:originPackage': 'openssl' }), {
      name: 'openssl',
      version: null,
    });
  });

  it('reads none from an empty name or from others', () => {
    assert.equal(ofProperties({ [`${TRIVY}SrcName`]: '', 'cdx:x': 'y' }), undefined);
    assert.equal(ofProperties({}), undefined);
  });
});

describe('sourceOfSourceInfo', () => {
  it("reads Trivy's sentence and no other", () => {
    const read = (text: string | undefined): unknown => sourceOfSourceInfo(text).source;
    assert.deepEqual(read('built package from: apt 2.6.1'), { name: 'apt', version: '2.6.1' });
    assert.deepEqual(read('built package from: apt'), { name: 'apt', version: null });
    assert.equal(read('acquired package info from DPKG DB: /var/lib/dpkg/status'), undefined);
    assert.equal(read(undefined), undefined);
  });
});

const PURL = 'pkg:deb/debian/libssl3@3.0.11-1';
const DOCUMENTS: Readonly<Record<string, string>> = {
  'CycloneDX JSON': JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    components: [
      {
        type: 'library',
        name: 'libssl3',
        purl: PURL,
        properties: [
          { name: `${TRIVY}SrcName`, value: 'openssl' },
          { name: `${TRIVY}SrcVersion`, value: '3.0.11-1' },
          { name: 'without a value' },
        ],
      },
    ],
  }),
  'CycloneDX XML': `<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components><component type="library">
    <name>libssl3</name><purl>${PURL}</purl><properties><property name="${TRIVY}SrcName">openssl</property>
    <property name="${TRIVY}SrcVersion">3.0.11-1</property></properties></component></components></bom>`,
  'SPDX 2.3 JSON': JSON.stringify({
    spdxVersion: 'SPDX-2.3',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: 'n',
    dataLicense: 'CC0-1.0',
    documentNamespace: 'https://example.com/n',
    creationInfo: { created: '2025-01-01T00:00:00Z', creators: ['Tool: trivy'] },
    packages: [
      {
        SPDXID: 'SPDXRef-1',
        name: 'libssl3',
        downloadLocation: 'NONE',
        sourceInfo: 'built package from: openssl 3.0.11-1',
        externalRefs: [
          { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: PURL },
        ],
      },
    ],
  }),
  'SPDX 2.3 tag-value': `SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: n
DocumentNamespace: https://example.com/n
Creator: Tool: trivy
Created: 2025-01-01T00:00:00Z

PackageName: libssl3
SPDXID: SPDXRef-1
PackageDownloadLocation: NONE
PackageSourceInfo: built package from: openssl 3.0.11-1
ExternalRef: PACKAGE-MANAGER purl ${PURL}
`,
  'SPDX 3.0': JSON.stringify({
    '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
    '@graph': [
      {
        type: 'software_Package',
        spdxId: 'https://example.com/1',
        name: 'libssl3',
        software_packageUrl: PURL,
        software_sourceInfo: 'built package from: openssl 3.0.11-1',
      },
    ],
  }),
};

describe('an SBOM whose generator names the source package', () => {
  for (const [format, text] of Object.entries(DOCUMENTS)) {
    it(`has it in ${format}`, () => {
      const [only, ...more] = parseSbom(new TextEncoder().encode(text)).components;
      assert.equal(more.length, 0);
      assert.deepEqual(only?.source, { name: 'openssl', version: '3.0.11-1' });
    });
  }
});
