/** What the JSON and the tag-value format of SPDX 2 have in common, and what is particular to JSON. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertRefused, parseText, parseValue, spdx2Json, spdxTagValue } from '../../../../helpers/sboms.ts';

const HASH = 'ab'.repeat(32);
const purl = (referenceLocator: string, more: object = {}) => ({
  ...{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator },
  ...more,
});
const spdxPackage = (members: object) => ({
  ...{ SPDXID: 'SPDXRef-a', name: 'a', downloadLocation: 'NONE' },
  ...members,
});
const document = (members: object) => ({ ...spdx2Json('2.3', { parts: [] }), ...members });
const withPackage = (members: object) => document({ packages: [spdxPackage(members)] });
const purls = (value: unknown) => parseValue(value).components.map((component) => component.purl);

describe('the components of an SPDX 2 document', () => {
  test('take their purl from references of that type, however tools write the category', () => {
    for (const more of [
      { referenceCategory: 'PACKAGE-MANAGER' },
      { referenceCategory: 'PACKAGE_MANAGER' },
      { referenceCategory: 'OTHER' },
      { referenceType: 'http://spdx.org/rdf/references/purl' },
    ]) {
      assert.deepEqual(purls(withPackage({ externalRefs: [purl('pkg:npm/a', more)] })), ['pkg:npm/a']);
    }
  });

  test('take no purl from references of other types', () => {
    const externalRefs = ['npm', 'cpe23Type', 'PURL'].map((referenceType) =>
      purl('pkg:npm/a', { referenceType }),
    );
    assert.deepEqual(purls(withPackage({ externalRefs })), [null]);
  });

  test('have no version where nobody asserts one', () => {
    for (const versionInfo of ['NOASSERTION', 'NONE', '']) {
      assert.equal(parseValue(withPackage({ versionInfo })).components[0]?.version, null);
      const text = spdxTagValue('2.3', { parts: [{ ref: 'SPDXRef-a', name: 'a', version: versionInfo }] });
      assert.equal(parseText(text).components[0]?.version, null);
    }
  });

  test('are one for each different purl of a package, so that none goes without an answer', () => {
    const externalRefs = [purl('pkg:npm/a'), purl('pkg:npm/a'), purl('pkg:deb/debian/a')];
    assert.deepEqual(parseValue(withPackage({ versionInfo: '1', externalRefs })).components, [
      { bomRef: 'SPDXRef-a', name: 'a', version: '1', purl: 'pkg:npm/a' },
      { bomRef: 'SPDXRef-a', name: 'a', version: '1', purl: 'pkg:deb/debian/a' },
    ]);
  });

  test('are the packages, not the files and snippets', () => {
    const files = [{ SPDXID: 'SPDXRef-f', fileName: 'f', checksums: [] }];
    assert.deepEqual(parseValue(document({ files })).components, []);
  });

  test('may be none', () => {
    assert.deepEqual(parseValue(spdx2Json('2.2', { parts: [] })).components, []);
    assert.deepEqual(parseText(spdxTagValue('2.2', { parts: [] })).components, []);
  });
});

describe('the subject of an SPDX 2 document', () => {
  const packages = ['a', 'b'].map((name) => spdxPackage({ SPDXID: `SPDXRef-${name}`, name }));
  const relation = (spdxElementId: string, relationshipType: string, relatedSpdxElement: string) => ({
    relationships: [{ spdxElementId, relationshipType, relatedSpdxElement }],
  });
  const subject = (members: object) => parseValue(document({ packages, ...members })).subject;
  const b = { bomRef: 'SPDXRef-b', name: 'b', version: null, purl: null, sha256: null };

  test('is what documentDescribes names', () => {
    assert.deepEqual(subject({ documentDescribes: ['SPDXRef-b', 'SPDXRef-file'] }), b);
  });

  test('is what the document describes by a relationship, in either direction', () => {
    assert.deepEqual(subject(relation('SPDXRef-DOCUMENT', 'DESCRIBES', 'SPDXRef-b')), b);
    assert.deepEqual(subject(relation('SPDXRef-b', 'DESCRIBED_BY', 'SPDXRef-DOCUMENT')), b);
  });

  test('is not what something else describes, nor what is in another relation', () => {
    assert.equal(subject(relation('SPDXRef-a', 'DESCRIBES', 'SPDXRef-b')), null);
    assert.equal(subject(relation('SPDXRef-DOCUMENT', 'CONTAINS', 'SPDXRef-b')), null);
  });

  test('is null where none or several packages are described: there is no one artifact', () => {
    assert.equal(subject({}), null);
    assert.equal(subject({ documentDescribes: ['SPDXRef-a', 'SPDXRef-b'] }), null);
  });

  test('has a SHA-256 checksum in lower case, and none of another kind or length', () => {
    const checksums = (algorithm: string, checksumValue: string) => ({
      packages: [spdxPackage({ checksums: [{ algorithm, checksumValue }] })],
      documentDescribes: ['SPDXRef-a'],
    });
    assert.equal(subject(checksums('SHA256', HASH.toUpperCase()))?.sha256, HASH);
    assert.equal(subject(checksums('SHA512', HASH))?.sha256, null);
    assert.equal(subject(checksums('SHA256', 'abc'))?.sha256, null);
  });
});

describe('an SPDX 2 JSON document is refused, with its place, for', () => {
  const cases: readonly (readonly [string, object, string, RegExp])[] = [
    ['a version that is a number', { spdxVersion: 2.3 }, '/spdxVersion', /expected string, received "2.3"/],
    ['no name', { name: undefined }, '/name', /received "undefined"/],
    [
      'no creators',
      { creationInfo: { created: '2025-01-15T00:00:00Z', creators: [] } },
      '/creationInfo/creators',
      /./,
    ],
    [
      'a time that is none',
      { creationInfo: { created: 'now', creators: ['a'] } },
      '/creationInfo/created',
      /"now/,
    ],
    ['packages that are an object', { packages: {} }, '/packages', /expected Array/],
    ['a package that is null', { packages: [null] }, '/packages/0', /expected Object, received "null"/],
    [
      'a package without SPDXID',
      { packages: [{ name: 'a', downloadLocation: 'NONE' }] },
      '/packages/0/SPDXID',
      /./,
    ],
    [
      'a package without downloadLocation',
      { packages: [{ SPDXID: 'a', name: 'a' }] },
      '/packages/0/downloadLocation',
      /./,
    ],
    ['a package without a name', { packages: [spdxPackage({ name: '' })] }, '/packages/0/name', /./],
    [
      'a version that is a number',
      { packages: [spdxPackage({ versionInfo: 1 })] },
      '/packages/0/versionInfo',
      /"1"/,
    ],
    [
      'a reference without a locator',
      { packages: [spdxPackage({ externalRefs: [{ referenceCategory: 'OTHER', referenceType: 'purl' }] })] },
      '/packages/0/externalRefs/0/referenceLocator',
      /./,
    ],
    [
      'a relationship that is a text',
      { relationships: ['a DESCRIBES b'] },
      '/relationships/0',
      /expected Object/,
    ],
    [
      'two packages with one SPDXID',
      { packages: [spdxPackage({}), spdxPackage({ name: 'b' })] },
      '/packages/1/SPDXID',
      /another package has this SPDXID/,
    ],
  ];
  for (const [name, members, place, message] of cases) {
    test(name, () => assertRefused(JSON.stringify(document(members)), place, message));
  }

  test('a text with control characters, which do not reach the message', () => {
    assertRefused(
      JSON.stringify(document({ packages: 'a\u001b[2Jb' })),
      '/packages',
      /received "\\"a\\u001b/,
    );
  });

  for (const version of ['SPDX-2.1', 'SPDX-3.0', '2.3', 'SPDX-2.3.1', '']) {
    test(`the version ${JSON.stringify(version)}`, () => {
      assert.throws(() => parseValue(document({ spdxVersion: version })), {
        code: 'UNSUPPORTED_VERSION',
        message: /this program reads SPDX-2\.2, SPDX-2\.3/,
      });
    });
  }
});
