import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseTagValues } from '../../../../../src/core/sbom/spdx/tag-value.ts';
import { assertRefused, parseText, spdxTagValue } from '../../../../helpers/sboms.ts';

const head = spdxTagValue('2.3', { parts: [] });
const headLines = head.split('\n').length - 1;
const PACKAGE = 'PackageName: a\nSPDXID: SPDXRef-a\nPackageDownloadLocation: NONE\n';

describe('parseTagValues', () => {
  const tags = (text: string) =>
    Array.from(parseTagValues(text, 'x'), ({ tag, value, line }) => [tag, value, line]);

  test('reads tags with their lines, without comments and empty lines', () => {
    assert.deepEqual(tags('# c\n\nA: 1\r\n  \n \t# c\nB:2\nC:  x: y  \nD:\n'), [
      ['A', '1', 3],
      ['B', '2', 6],
      ['C', 'x: y', 7],
      ['D', '', 8],
    ]);
  });

  test('reads a text over several lines as it stands, and goes on counting after it', () => {
    assert.deepEqual(tags('A: <text>one\n# two\nB: three</text>\nC: <text></text>\nD: 1'), [
      ['A', 'one\n# two\nB: three', 1],
      ['C', '', 4],
      ['D', '1', 5],
    ]);
  });

  test('keeps what only looks like a text', () => {
    assert.deepEqual(tags('A: x <text>\nB: </text>'), [
      ['A', 'x <text>', 1],
      ['B', '</text>', 2],
    ]);
  });

  test('refuses lines without a tag, a text without an end and what follows an end', () => {
    const refused = (text: string, message: RegExp) =>
      assert.throws(() => tags(text), { code: 'INPUT_INVALID', message });
    refused('A: 1\nhello', /line 2, column 1: expected a tag, received "hello"/);
    refused('A: 1\n:x', /line 2, column 1: expected a tag/);
    refused('A: 1\n\nB: <text>x\ny', /line 3, column 1: the <text> of B does not end/);
    refused('A: <text>x\n</text> y', /line 2, column 1: nothing may follow <\/text>/);
  });

  test('reads a megabyte of unfinished texts and of one line in seconds', () => {
    assert.equal(tags(`A: ${'x'.repeat(1 << 20)}\n`.repeat(4)).length, 4);
    assert.equal(tags('A: <text>\n</text>\n'.repeat(60_000)).length, 60_000);
    assert.throws(() => tags('A: <text>\n'.repeat(100_000)), { code: 'INPUT_INVALID' });
  });
});

describe('an SPDX tag-value document', () => {
  test('gives each tag to the section that it stands in', () => {
    const text = `${head}${PACKAGE}PackageVersion: 1
FileName: ./f
SPDXID: SPDXRef-f
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a
SnippetSPDXID: SPDXRef-s
LicenseID: LicenseRef-1
ExtractedText: <text>
PackageName: not a package
</text>
${PACKAGE.replaceAll('a\n', 'b\n')}Annotator: Tool: x
Reviewer: Person: y
`;
    const { components, subject } = parseText(text);
    assert.deepEqual(components, [
      { bomRef: 'SPDXRef-a', name: 'a', version: '1', purl: null },
      { bomRef: 'SPDXRef-b', name: 'b', version: null, purl: null },
    ]);
    assert.deepEqual(subject, { ...components[0], sha256: null });
  });

  test('reads references with either category, and relationships in either direction', () => {
    const text = `${head}${PACKAGE}ExternalRef: PACKAGE_MANAGER purl pkg:npm/a
ExternalRef: PACKAGE-MANAGER  purl\tpkg:npm/b
ExternalRef: SECURITY cpe23Type cpe:2.3:a:b:c:*:*:*:*:*:*:*:*
Relationship: SPDXRef-a DESCRIBED_BY SPDXRef-DOCUMENT
`;
    const { components, subject } = parseText(text);
    assert.deepEqual(
      components.map(({ purl }) => purl),
      ['pkg:npm/a', 'pkg:npm/b'],
    );
    assert.equal(subject?.name, 'a');
  });

  const refused: readonly (readonly [string, string, number, RegExp])[] = [
    [
      'no DocumentName',
      head.replace(/^DocumentName.*\n/m, ''),
      1,
      /the document that begins here has no DocumentName/,
    ],
    ['an empty SPDXID', head.replace('SPDXRef-DOCUMENT', ''), 1, /no SPDXID/],
    [
      'a time that is none',
      head.replace('2025-01-15T00', '2025-02-30T00'),
      8,
      /"2025-02-30T00:00:00Z" is not a time/,
    ],
    [
      'a package without SPDXID',
      `${head}PackageName: a\nPackageDownloadLocation: NONE\n`,
      headLines + 1,
      /no SPDXID/,
    ],
    [
      'a package without location',
      `${head}PackageName: a\nSPDXID: SPDXRef-a\n`,
      headLines + 1,
      /no PackageDownloadLocation/,
    ],
    [
      'a package tag before any package',
      `${head}PackageVersion: 1\n`,
      headLines + 1,
      /"PackageVersion" does not belong in a document/,
    ],
    [
      'a package tag in a file',
      `${head}${PACKAGE}FileName: f\nExternalRef: a b c\n`,
      headLines + 5,
      /"ExternalRef" does not belong in a file/,
    ],
    [
      'an unknown tag',
      `${head}${PACKAGE}PackageVersoin: 1\n`,
      headLines + 4,
      /"PackageVersoin" does not belong/,
    ],
    [
      'a version given twice',
      `${head}${PACKAGE}PackageVersion: 1\nPackageVersion: 2\n`,
      headLines + 5,
      /has PackageVersion twice/,
    ],
    [
      'a reference of two words',
      `${head}${PACKAGE}ExternalRef: PACKAGE-MANAGER purl\n`,
      headLines + 4,
      /expected a category, a type and a locator/,
    ],
    [
      'a relationship of two words',
      `${head}Relationship: a DESCRIBES\n`,
      headLines + 1,
      /expected two elements and a type/,
    ],
    [
      'two packages with one SPDXID',
      `${head}${PACKAGE}${PACKAGE.replace('Name: a', 'Name: b')}`,
      headLines + 4,
      /another package has the SPDXID of this one already/,
    ],
  ];
  for (const [name, text, line, message] of refused) {
    test(`is refused, with its place, for ${name}`, () => {
      assertRefused(text, `line ${line}, column 1`, message);
    });
  }

  test('of another version is not supported', () => {
    for (const version of ['2.1', '1.2', '3.0']) {
      assert.throws(() => parseText(spdxTagValue(version, { parts: [] })), { code: 'UNSUPPORTED_VERSION' });
    }
  });
});
