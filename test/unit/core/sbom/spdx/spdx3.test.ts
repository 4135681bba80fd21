import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertRefused, parseValue, spdx3Json } from '../../../../helpers/sboms.ts';

const CONTEXT = 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld';
const element = (members: object) => ({ type: 'software_Package', spdxId: 'urn:a', name: 'a', ...members });
const graph = (...elements: unknown[]) => ({ '@context': CONTEXT, '@graph': elements });
const purls = (members: object) => parseValue(graph(element(members))).components.map(({ purl }) => purl);
const identifier = (externalIdentifierType: string, value: string) => ({
  externalIdentifier: [{ type: 'ExternalIdentifier', externalIdentifierType, identifier: value }],
});

describe('the components of an SPDX 3 document', () => {
  test('take their purl from software_packageUrl or a packageUrl identifier, each once', () => {
    assert.deepEqual(purls({ software_packageUrl: 'pkg:npm/a' }), ['pkg:npm/a']);
    assert.deepEqual(purls(identifier('packageUrl', 'pkg:npm/a')), ['pkg:npm/a']);
    assert.deepEqual(purls({ software_packageUrl: 'pkg:npm/a', ...identifier('packageUrl', 'pkg:npm/a') }), [
      'pkg:npm/a',
    ]);
    assert.deepEqual(purls({ software_packageUrl: 'pkg:npm/a', ...identifier('packageUrl', 'pkg:npm/b') }), [
      'pkg:npm/a',
      'pkg:npm/b',
    ]);
  });

  test('take no purl from other identifiers', () => {
    assert.deepEqual(purls(identifier('cpe23', 'pkg:npm/a')), [null]);
    assert.deepEqual(purls({ software_packageUrl: '' }), [null]);
  });

  test('are packages and what is derived from them, in the order of the graph', () => {
    const types = ['dataset_DatasetPackage', 'software_File', 'software_Package', 'Person', 'ai_AIPackage'];
    const elements = types.map((type) => element({ type, spdxId: `urn:${type}`, name: type }));
    assert.deepEqual(
      parseValue(graph(...elements)).components.map(({ name }) => name),
      ['dataset_DatasetPackage', 'software_Package', 'ai_AIPackage'],
    );
  });

  test('may be the document itself, where it has no graph', () => {
    const { components } = parseValue({ '@context': CONTEXT, ...element({}) });
    assert.deepEqual(components, [{ bomRef: 'urn:a', name: 'a', version: null, purl: null }]);
  });
});

describe('the subject of an SPDX 3 document', () => {
  const collection = (type: string, spdxId: string, ...rootElement: string[]) => ({
    type,
    spdxId,
    rootElement,
  });
  const b = element({ spdxId: 'urn:b', name: 'b' });

  test('is the root element of the document', () => {
    const value = graph(element({}), b, collection('SpdxDocument', 'urn:d', 'urn:b'));
    assert.equal(parseValue(value).subject?.name, 'b');
  });

  test('is the root element of an SBOM in the document, found through collections that may be circular', () => {
    const value = graph(
      collection('SpdxDocument', 'urn:d', 'urn:bom'),
      collection('Bom', 'urn:bom', 'urn:sbom'),
      collection('software_Sbom', 'urn:sbom', 'urn:b', 'urn:bom'),
      b,
      element({}),
    );
    assert.equal(parseValue(value).subject?.name, 'b');
  });

  test('is null where there are none or several root packages', () => {
    assert.equal(parseValue(graph(element({}))).subject, null);
    const value = graph(element({}), b, collection('SpdxDocument', 'urn:d', 'urn:a', 'urn:b'));
    assert.equal(parseValue(value).subject, null);
  });

  test('has its SHA-256 hash, whatever other means of verification there are', () => {
    const verifiedUsing = [
      { type: 'PackageVerificationCode', algorithm: 'sha1', hashValue: 'cd' },
      'urn:blank',
      { type: 'Hash', algorithm: 'sha256', hashValue: 'AB'.repeat(32) },
    ];
    const value = graph(element({ verifiedUsing }), collection('SpdxDocument', 'urn:d', 'urn:a'));
    assert.equal(parseValue(value).subject?.sha256, 'ab'.repeat(32));
  });
});

describe('an SPDX 3 document is refused, with its place, for', () => {
  const cases: readonly (readonly [string, object, string, RegExp])[] = [
    ['another context', { '@context': 'https://schema.org' }, '/@context', /expected https:\/\/spdx\.org/],
    [
      'a context that is an object',
      { '@context': {}, '@graph': [] },
      '/@context',
      /expected https:\/\/spdx\.org/,
    ],
    ['a graph that is an object', { '@context': CONTEXT, '@graph': {} }, '/@graph', /expected an array/],
    ['an element that is null', graph(null), '/@graph/0', /expected Object/],
    ['an element without a type', graph({ spdxId: 'urn:a' }), '/@graph/0/type', /./],
    ['a package without an identifier', graph(element({ spdxId: undefined })), '/@graph/0/spdxId', /./],
    ['a package without a name', graph(element({ name: undefined })), '/@graph/0/name', /./],
    [
      'a purl that is a number',
      graph(element({ software_packageUrl: 1 })),
      '/@graph/0/software_packageUrl',
      /"1"/,
    ],
    [
      'an identifier without its type',
      graph(element({ externalIdentifier: [{ identifier: 'pkg:npm/a' }] })),
      '/@graph/0/externalIdentifier/0/externalIdentifierType',
      /./,
    ],
    [
      'root elements that are a text',
      graph({ type: 'SpdxDocument', spdxId: 'urn:d', rootElement: 'urn:a' }),
      '/@graph/0/rootElement',
      /expected Array/,
    ],
    [
      'two packages with one identifier',
      graph(element({}), { type: 'Person' }, element({ name: 'b' })),
      '/@graph/2/spdxId',
      /another package has this spdxId/,
    ],
  ];
  for (const [name, value, place, message] of cases) {
    test(name, () => assertRefused(JSON.stringify(value), place, message));
  }
});

test('SPDX 3.0 is read in all its patch releases, 3.1 and 4.0 are not supported', () => {
  const version = (release: string) => ({
    ...spdx3Json({ parts: [] }),
    '@context': `https://spdx.org/rdf/${release}/spdx-context.jsonld`,
  });
  for (const release of ['3.0.0', '3.0.1', '3.0.2']) {
    assert.equal(parseValue(version(release)).specVersion, release);
  }
  for (const release of ['3.1.0', '4.0.0', '3.0', '3.0.1x']) {
    assert.throws(() => parseValue(version(release)), { code: 'UNSUPPORTED_VERSION' });
  }
});
