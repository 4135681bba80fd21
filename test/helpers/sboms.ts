/** Small SBOMs of our own in every format, from one description, and a check of how a bad one is refused. */
import assert from 'node:assert/strict';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import { isStellaError } from '../../src/core/errors.ts';
import type { SbomDocument } from '../../src/core/sbom/component.ts';
import { parseSbom } from '../../src/core/sbom/read-sbom.ts';

export interface Part {
  readonly ref?: string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly sha256?: string;
  readonly parts?: readonly Part[];
}

export interface Described {
  readonly described?: Part;
  readonly parts: readonly Part[];
  /** Who depends on what, by `ref`. */
  readonly uses?: readonly (readonly [whole: string, part: string])[];
}

export const CYCLONEDX_VERSIONS = ['1.2', '1.3', '1.4', '1.5', '1.6', '1.7'];

export function parseText(text: string): SbomDocument {
  return parseSbom(utf8Encode(text));
}

export function parseValue(value: unknown): SbomDocument {
  return parseText(JSON.stringify(value));
}

/** The document is refused with this code, at this place, with a message that says so and has no raw control characters. */
export function assertRefused(text: string, place: string, message: RegExp, code = 'INPUT_INVALID'): void {
  assert.throws(
    () => parseText(text),
    (error) => {
      assert.ok(isStellaError(error), String(error));
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.equal(error.details?.['place'], place);
      assert.doesNotMatch(error.message, /[\u0000-\u001f\u007f]/);
      assert.ok(error.message.length < 1500);
      return true;
    },
  );
}

/** Of every CycloneDX document made here. */
export const SERIAL_UUID = '3e671687-395b-41f5-a30f-a58921a69b79';

export function cycloneDxJson(
  specVersion: string,
  { described, parts, uses }: Described,
): Record<string, unknown> {
  return {
    bomFormat: 'CycloneDX',
    specVersion,
    serialNumber: `urn:uuid:${SERIAL_UUID}`,
    version: 1,
    ...(described && { metadata: { component: componentJson(described, 'application') } }),
    components: parts.map((part) => componentJson(part)),
    ...(uses && { dependencies: uses.map(([ref, part]) => ({ ref, dependsOn: [part] })) }),
  };
}

function componentJson(part: Part, type = 'library'): Record<string, unknown> {
  return {
    type,
    ...(part.ref !== undefined && { 'bom-ref': part.ref }),
    name: part.name,
    version: part.version ?? '',
    ...(part.sha256 !== undefined && { hashes: [{ alg: 'SHA-256', content: part.sha256 }] }),
    ...(part.purl !== undefined && { purl: part.purl }),
    ...(part.parts && { components: part.parts.map((inner) => componentJson(inner)) }),
  };
}

export function cycloneDxXml(
  specVersion: string,
  { described, parts, uses = [] }: Described,
  more = '',
): string {
  const metadata = described ? `<metadata>${componentXml(described, 'application')}</metadata>` : '';
  const components = parts.map((part) => componentXml(part)).join('\n');
  const dependencies = uses.map(
    ([ref, part]) =>
      `<dependency ref="${escapeXml(ref)}"><dependency ref="${escapeXml(part)}"/></dependency>`,
  );
  const graph = uses.length === 0 ? '' : `<dependencies>${dependencies.join('')}</dependencies>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/${specVersion}" xmlns:x="urn:example:other" serialNumber="urn:uuid:${SERIAL_UUID}" version="1">
${metadata}<components>${components}</components>${graph}${more}
</bom>`;
}

function componentXml(part: Part, type = 'library'): string {
  const ref = part.ref === undefined ? '' : ` bom-ref="${escapeXml(part.ref)}"`;
  const hash = part.sha256 && `<hashes><hash alg="SHA-256">${part.sha256}</hash></hashes>`;
  const purl = part.purl === undefined ? '' : `<purl>${escapeXml(part.purl)}</purl>`;
  const inner =
    part.parts && `<components>${part.parts.map((item) => componentXml(item)).join('')}</components>`;
  return `<component type="${type}"${ref}><name>${escapeXml(part.name)}</name><version>${escapeXml(
    part.version ?? '',
  )}</version>${hash ?? ''}${purl}${inner ?? ''}</component>`;
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A list of packages without nesting, each with a `ref`. */
export function spdx2Json(
  version: string,
  { described, parts, uses = [] }: Described,
): Record<string, unknown> {
  const relations = [
    ...(described === undefined ? [] : [['SPDXRef-DOCUMENT', 'DESCRIBES', described.ref]]),
    ...uses.map(([whole, part]) => [whole, 'DEPENDS_ON', part]),
  ];
  return {
    spdxVersion: `SPDX-${version}`,
    SPDXID: 'SPDXRef-DOCUMENT',
    name: 'example',
    dataLicense: 'CC0-1.0',
    documentNamespace: 'https://example.org/spdx/1',
    creationInfo: { created: '2025-01-15T00:00:00Z', creators: ['Tool: example'] },
    packages: [...(described ? [described] : []), ...parts].map(packageJson),
    relationships: relations.map(([spdxElementId, relationshipType, relatedSpdxElement]) => ({
      ...{ spdxElementId, relationshipType, relatedSpdxElement },
    })),
  };
}

function packageJson({ ref, name, version, purl, sha256 }: Part): Record<string, unknown> {
  return {
    SPDXID: ref,
    name,
    ...(version !== undefined && { versionInfo: version }),
    downloadLocation: 'NOASSERTION',
    ...(sha256 !== undefined && { checksums: [{ algorithm: 'SHA256', checksumValue: sha256 }] }),
    ...(purl !== undefined && {
      externalRefs: [
        {
          referenceCategory: 'SECURITY',
          referenceType: 'cpe23Type',
          referenceLocator: 'cpe:2.3:a:b:c:*:*:*:*:*:*:*:*',
        },
        { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl },
      ],
    }),
  };
}

export function spdxTagValue(version: string, { described, parts, uses = [] }: Described): string {
  const dependencies = uses.map(([whole, part]) => `Relationship: ${part} DEPENDENCY_OF ${whole}\n`).join('');
  const packages = [...(described ? [described] : []), ...parts].map(packageTags);
  const relationship = described ? `Relationship: SPDXRef-DOCUMENT DESCRIBES ${described.ref}\n` : '';
  return `# made for a test
SPDXVersion: SPDX-${version}
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: example
DocumentNamespace: https://example.org/spdx/1
Creator: Tool: example
Created: 2025-01-15T00:00:00Z
${relationship}${dependencies}${packages.join('')}`;
}

function packageTags({ ref, name, version, purl, sha256 }: Part): string {
  const optional = [
    version !== undefined && `PackageVersion: ${version}`,
    sha256 !== undefined && `PackageChecksum: SHA256: ${sha256}`,
    purl !== undefined && `ExternalRef: PACKAGE-MANAGER purl ${purl}`,
  ];
  const lines = [
    `PackageName: ${name}`,
    `SPDXID: ${ref}`,
    'PackageDownloadLocation: NOASSERTION',
    ...optional,
  ];
  return `\n${lines.filter((line) => line !== false).join('\n')}\n`;
}

export function spdx3Json({ described, parts, uses = [] }: Described): {
  '@context': string;
  '@graph': Record<string, unknown>[];
} {
  const root = described ? [described.ref] : [];
  return {
    '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
    '@graph': [
      {
        type: 'CreationInfo',
        '@id': '_:c',
        specVersion: '3.0.1',
        created: '2025-01-15T00:00:00Z',
        createdBy: ['urn:a'],
      },
      { type: 'SpdxDocument', spdxId: 'urn:document', creationInfo: '_:c', rootElement: ['urn:sbom'] },
      { type: 'software_Sbom', spdxId: 'urn:sbom', creationInfo: '_:c', rootElement: root },
      ...[...(described ? [described] : []), ...parts].map(elementJson),
      ...uses.map(([from, part], i) => ({
        ...{ type: 'Relationship', spdxId: `urn:relationship-${i}`, creationInfo: '_:c' },
        ...{ from, to: [part], relationshipType: 'dependsOn' },
      })),
    ],
  };
}

function elementJson({ ref, name, version, purl, sha256 }: Part): Record<string, unknown> {
  return {
    type: 'software_Package',
    spdxId: ref,
    creationInfo: '_:c',
    name,
    ...(version !== undefined && { software_packageVersion: version }),
    ...(purl !== undefined && { software_packageUrl: purl }),
    ...(sha256 !== undefined && {
      verifiedUsing: [{ type: 'Hash', algorithm: 'sha256', hashValue: sha256 }],
    }),
  };
}
