import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { parseSbom } from '../../../../src/core/sbom/read-sbom.ts';
import {
  CYCLONEDX_VERSIONS,
  cycloneDxJson,
  cycloneDxXml,
  type Described,
  parseText,
  SERIAL_UUID,
  spdx2Json,
  spdx3Json,
  spdxTagValue,
} from '../../../helpers/sboms.ts';

const HASH = 'AB'.repeat(32);
const FLAT: Described = {
  described: { ref: 'SPDXRef-app', name: 'app', version: '2.0', purl: 'pkg:generic/app@2.0', sha256: HASH },
  parts: [
    { ref: 'SPDXRef-1', name: 'left-pad', version: '1.3.0', purl: 'pkg:npm/left-pad@1.3.0' },
    { ref: 'SPDXRef-2', name: 'no purl', version: '1' },
    { ref: 'SPDXRef-3', name: 'no version', purl: 'pkg:npm/%40scope/b' },
  ],
  uses: [
    ['SPDXRef-app', 'SPDXRef-1'],
    ['SPDXRef-1', 'SPDXRef-3'],
  ],
};
const COMPONENTS = [
  { bomRef: 'SPDXRef-app', name: 'app', version: '2.0', purl: 'pkg:generic/app@2.0' },
  { bomRef: 'SPDXRef-1', name: 'left-pad', version: '1.3.0', purl: 'pkg:npm/left-pad@1.3.0' },
  { bomRef: 'SPDXRef-2', name: 'no purl', version: '1', purl: null },
  { bomRef: 'SPDXRef-3', name: 'no version', version: null, purl: 'pkg:npm/%40scope/b' },
];
const SUBJECT = { ...COMPONENTS[0], sha256: HASH.toLowerCase() };

describe('parseSbom gives the same components for the same SBOM as', () => {
  const json = (value: unknown) => JSON.stringify(value, null, 2);
  const documents: readonly (readonly [string, string, string, string])[] = [
    ...CYCLONEDX_VERSIONS.map(
      (version) =>
        ['cyclonedx', version, 'application/vnd.cyclonedx+json', json(cycloneDxJson(version, FLAT))] as const,
    ),
    ...CYCLONEDX_VERSIONS.map(
      (version) =>
        ['cyclonedx', version, 'application/vnd.cyclonedx+xml', cycloneDxXml(version, FLAT)] as const,
    ),
    ...['2.2', '2.3'].flatMap(
      (version) =>
        [
          ['spdx', version, 'application/spdx+json', json(spdx2Json(version, FLAT))],
          ['spdx', version, 'text/spdx', spdxTagValue(version, FLAT)],
        ] as const,
    ),
    ['spdx', '3.0.1', 'application/spdx+json', json(spdx3Json(FLAT))],
  ];
  for (const [format, specVersion, mediaType, text] of documents) {
    test(`${format} ${specVersion}, ${mediaType}`, () => {
      assert.deepEqual(parseText(text), {
        ...{
          format,
          specVersion,
          mediaType,
          subject: SUBJECT,
          components: COMPONENTS,
          dependencies: FLAT.uses,
          bomLink: format === 'cyclonedx' ? `urn:cdx:${SERIAL_UUID}/1` : null,
          vulnerabilities: null,
        },
      });
    });
  }
});

describe('parseSbom refuses', () => {
  const utf16 = (text: string, bom: boolean) =>
    new Uint8Array(Buffer.from(bom ? `\ufeff${text}` : text, 'utf16le'));
  const json = JSON.stringify(cycloneDxJson('1.6', FLAT));
  const xml = cycloneDxXml('1.6', FLAT);
  const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['nothing', utf8Encode(''), /in no known format: the document is empty/],
    ['white space', utf8Encode(' \n'), /in no known format/],
    ['prose', utf8Encode('hello'), /in no known format.*68 65 6c 6c/],
    ['a JSON array', utf8Encode('[]'), /in no known format/],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0, 0), /UTF-16 or binary data \(1f 8b 08 00/],
    ['an object of another kind', utf8Encode('{"name":"package"}'), /expected bomFormat \(CycloneDX\)/],
    ['JSON with a byte order mark', utf8Encode(`\ufeff${json}`), /begins with a byte order mark/],
    ['tag-value with a byte order mark', utf8Encode(`\ufeff${spdxTagValue('2.3', FLAT)}`), /byte order mark/],
    ['UTF-16 JSON with a byte order mark', utf16(json, true), /UTF-16 or binary data/],
    ['UTF-16 JSON without one', utf16(json, false), /not strict JSON/],
    ['UTF-16 XML with a byte order mark', utf16(xml, true), /UTF-16 or binary data/],
    ['UTF-16 XML without one', utf16(xml, false), /not well-formed/],
    ['ill-formed UTF-8 in JSON', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), /not valid UTF-8/],
    ['ill-formed UTF-8 in XML', new Uint8Array([...utf8Encode(xml), 0xc3]), /not valid UTF-8/],
    ['a truncated document', utf8Encode(json.slice(0, -2)), /not strict JSON/],
    ['an HTML page', utf8Encode('<!DOCTYPE html><html></html>'), /a document type declaration/],
    ['SPDX as RDF', utf8Encode('<RDF xmlns="urn:rdf"/>'), /the element "RDF" of "urn:rdf", expected bom/],
  ];
  for (const [name, bytes, message] of cases) {
    test(name, () => {
      assert.throws(() => parseSbom(bytes), { code: 'INPUT_INVALID', message });
    });
  }
});

test('parseSbom reads XML with a UTF-8 byte order mark, which XML allows and .NET tools write', () => {
  assert.deepEqual(parseText(`\ufeff${cycloneDxXml('1.6', FLAT)}`).components, COMPONENTS);
});
