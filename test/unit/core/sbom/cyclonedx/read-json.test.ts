import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertRefused, cycloneDxJson, parseText, parseValue } from '../../../../helpers/sboms.ts';

const document = (members: object) => ({
  ...{ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 },
  ...members,
});
const library = (members: object) => ({ type: 'library', name: 'a', ...members });
const names = (value: unknown) => parseValue(value).components.map(({ name }) => name);

describe('the components of a CycloneDX JSON document', () => {
  test('are listed in its order, each before those inside it', () => {
    const parts = [
      { name: 'a', parts: [{ name: 'a1', parts: [{ name: 'a11' }] }, { name: 'a2' }] },
      { name: 'b' },
      { name: 'a3', parts: [] },
    ];
    assert.deepEqual(names(cycloneDxJson('1.6', { parts })), ['a', 'a1', 'a11', 'a2', 'b', 'a3']);
  });

  test('keep repetitions that differ in something', () => {
    assert.deepEqual(names(document({ components: [library({}), library({ version: '1' })] })), ['a', 'a']);
  });

  test('are of any type: files and operating systems too', () => {
    const types = ['file', 'operating-system', 'device', 'cryptographic-asset', 'data', 'container'];
    const components = types.map((type) => ({ type, name: type }));
    assert.deepEqual(names(document({ components })), types);
  });

  test('come after the described one, wherever the metadata stands', () => {
    const metadata = { component: library({ name: 'app', purl: 'pkg:generic/app' }) };
    assert.deepEqual(names({ ...document({ components: [library({})] }), metadata }), ['app', 'a']);
  });

  test('include what is inside the described one, which itself counts only with a purl', () => {
    const metadata = { component: library({ name: 'app', components: [library({ name: 'inside' })] }) };
    const { components, subject } = parseValue(document({ metadata }));
    assert.deepEqual(
      components.map(({ name }) => name),
      ['inside'],
    );
    assert.equal(subject?.name, 'app');
  });

  test('are not the tools, ancestors, services or formulas', () => {
    const metadata = { tools: { components: [library({ name: 'scanner' })], services: [{ name: 's' }] } };
    const components = [library({ pedigree: { ancestors: [library({ name: 'ancestor' })] } })];
    const formulation = [{ components: [library({ name: 'builder' })] }];
    const services = [{ name: 'service' }];
    assert.deepEqual(names(document({ metadata, components, formulation, services })), ['a']);
  });

  test('have null for a version, purl or bom-ref that is absent or empty', () => {
    const absent = { bomRef: null, name: 'a', version: null, purl: null };
    assert.deepEqual(parseValue(document({ components: [library({})] })).components, [absent]);
    const components = [{ ...library({ version: '', purl: '', 'bom-ref': '' }) }];
    assert.deepEqual(parseValue({ ...document({ components }), specVersion: '1.4' }).components, [absent]);
  });

  test('keep name, version and purl as written', () => {
    const odd = { 'bom-ref': ' r ', name: ' \u0001é\n', version: ' v ', purl: 'not a purl' };
    const components = [library(odd)];
    assert.deepEqual(parseValue(document({ components })).components, [
      { bomRef: ' r ', name: odd.name, version: ' v ', purl: 'not a purl' },
    ]);
  });

  test('may be none', () => {
    assert.deepEqual(names(document({})), []);
    assert.deepEqual(names(document({ components: [] })), []);
  });
});

describe('the subject of a CycloneDX JSON document', () => {
  test('has the first SHA-256 hash in lower case', () => {
    const hashes = [
      { alg: 'SHA-1', content: '0'.repeat(40) },
      { alg: 'SHA-256', content: 'AB'.repeat(32) },
      { alg: 'SHA-256', content: 'cd'.repeat(32) },
    ];
    const { subject } = parseValue(document({ metadata: { component: library({ hashes }) } }));
    assert.equal(subject?.sha256, 'ab'.repeat(32));
  });

  test('has no hash where what is called SHA-256 has another length', () => {
    const hashes = [{ alg: 'SHA-256', content: '0'.repeat(40) }];
    const { subject } = parseValue(document({ metadata: { component: library({ hashes }) } }));
    assert.equal(subject?.sha256, null);
  });

  test('is null without a described component', () => {
    assert.equal(parseValue(document({ metadata: {} })).subject, null);
  });
});

test('the vulnerabilities of a CycloneDX JSON document are passed on as they are', () => {
  const vulnerabilities = [
    { id: 'CVE-2024-1', analysis: { state: 'not_affected' }, affects: [{ ref: 'a' }] },
  ];
  assert.deepEqual(parseValue(document({ vulnerabilities })).vulnerabilities, vulnerabilities);
  assert.equal(parseValue(document({})).vulnerabilities, null);
});

describe('a CycloneDX JSON document is refused, with its place, for', () => {
  const cases: readonly (readonly [string, object, string, RegExp])[] = [
    ['another bomFormat', { bomFormat: 'Other' }, '/bomFormat', /expected "CycloneDX"/],
    ['a version that is a number', { specVersion: 1.6 }, '/specVersion', /expected a version/],
    ['a member that the specification does not have', { extra: 1 }, '/extra', /no member of this name/],
    [
      'components that are an object',
      { components: {} },
      '/components',
      /expected an array, received an object/,
    ],
    [
      'a component that is null',
      { components: [null] },
      '/components/0',
      /expected an object, received null/,
    ],
    ['a component without a name', { components: [{ type: 'file' }] }, '/components/0', /"name" is missing/],
    [
      'a name that is a number',
      { components: [library({ name: 1 })] },
      '/components/0/name',
      /expected a string/,
    ],
    ['an unknown type', { components: [library({ type: 'x' })] }, '/components/0/type', /"x" is not one of/],
    [
      'an unknown licence',
      { components: [library({ licenses: [{ license: { id: 'Mit' } }] })] },
      '/components/0/licenses/0/license/id',
      /"Mit" is not one of the \d+ values allowed/,
    ],
    [
      'a hash that is none, deep inside',
      { components: [library({ components: [library({ hashes: [{ alg: 'MD5', content: 'x' }] })] })] },
      '/components/0/components/0/hashes/0/content',
      /does not match the pattern/,
    ],
    [
      'a time without its zone',
      { metadata: { timestamp: '2025-01-15T00:00:00' } },
      '/metadata/timestamp',
      /is not a date-time/,
    ],
    [
      'a day that does not exist',
      { metadata: { timestamp: '2025-02-29T00:00:00Z' } },
      '/metadata/timestamp',
      /is not a date-time/,
    ],
    ['a version of zero', { version: 0 }, '/version', /0 is out of bounds \(at least 1\)/],
    [
      'a dependency without ref',
      { dependencies: [{ dependsOn: [] }] },
      '/dependencies/0',
      /"ref" is missing/,
    ],
    [
      'the same component twice',
      { components: [library({}), library({})] },
      '/components/1',
      /equal to an item/,
    ],
    [
      'two components with one bom-ref',
      { components: [library({ 'bom-ref': 'r' }), library({ name: 'b', 'bom-ref': 'r' })] },
      '/components/1/bom-ref',
      /another element has the bom-ref "r" already/,
    ],
    [
      'a service with the bom-ref of a nested component',
      {
        components: [library({ components: [library({ 'bom-ref': 'r' })] })],
        services: [{ name: 's', 'bom-ref': 'r' }],
      },
      '/services/0/bom-ref',
      /another element has the bom-ref "r" already/,
    ],
    [
      'a component and a described one with one bom-ref but different versions',
      {
        metadata: { component: library({ 'bom-ref': 'r', version: '1' }) },
        components: [library({ 'bom-ref': 'r', version: '2' })],
      },
      '/components/0/bom-ref',
      /another element has the bom-ref "r" already/,
    ],
    [
      'version and versionRange together, in 1.7',
      {
        specVersion: '1.7',
        components: [library({ version: '1', versionRange: 'vers:npm/*', isExternal: true })],
      },
      '/components/0',
      /not allowed: .*versionRange/,
    ],
  ];
  for (const [name, members, place, message] of cases) {
    test(name, () => {
      assertRefused(JSON.stringify(document(members)), place, message);
    });
  }

  test('a member name with slashes, tildes and control characters', () => {
    const text = JSON.stringify(document({ 'a/b~\n': 1 }));
    assertRefused(text, '/a~1b~0\n', /no member of this name/);
  });

  test('a value and a name of a megabyte, with a short message', () => {
    const long = 'x'.repeat(1 << 20);
    assertRefused(
      JSON.stringify(document({ bomFormat: 'CycloneDX', [long]: 1 })),
      `/${long.slice(0, 999)}…`,
      /no member/,
    );
    const components = [library({ type: long })];
    assertRefused(JSON.stringify(document({ components })), '/components/0/type', /is not one of/);
  });
});

describe('a CycloneDX version', () => {
  for (const version of ['1.0', '1.1', '1.8', '2.0', '1.60', '']) {
    test(`${JSON.stringify(version)} is not supported`, () => {
      assert.throws(() => parseValue(document({ specVersion: version })), {
        code: 'UNSUPPORTED_VERSION',
        message: /this program reads 1\.2, 1\.3, 1\.4, 1\.5, 1\.6, 1\.7/,
      });
    });
  }

  test('is not taken from a document without one', () => {
    assertRefused('{"bomFormat":"CycloneDX"}', '/specVersion', /expected a version/);
  });

  test('decides what is allowed: a 1.6 member is refused in 1.5, and unknown members are let be in 1.2 and 1.3', () => {
    const declared = (specVersion: string) => JSON.stringify(document({ specVersion, declarations: {} }));
    assert.equal(parseText(declared('1.6')).specVersion, '1.6');
    assertRefused(declared('1.5'), '/declarations', /no member of this name/);
    assert.equal(parseText(declared('1.3')).specVersion, '1.3');
  });
});

describe('hostile CycloneDX JSON', () => {
  test('with a member given twice is refused', () => {
    const text = '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[],\n"components":[]}';
    assert.throws(() => parseText(text), {
      code: 'INPUT_INVALID',
      message: /given twice \(line 2, column 1\)/,
    });
  });

  test('nested beyond 128 levels is refused, up to there it is read', () => {
    const nested = (levels: number) => {
      let component: object = library({ name: 'innermost' });
      for (let i = 1; i < levels; i++) component = library({ name: `n${i}`, components: [component] });
      return JSON.stringify(document({ components: [component] }));
    };
    assert.equal(parseText(nested(63)).components.length, 63);
    assert.throws(() => parseText(nested(64)), { code: 'INPUT_INVALID', message: /deeper than 128 levels/ });
    const endless = `{"bomFormat":"CycloneDX","components":[${'{"components":['.repeat(1_000_000)}`;
    assert.throws(() => parseText(endless), { code: 'INPUT_INVALID', message: /deeper than 128/ });
  });

  test('with 100,000 components that differ in one character is read in seconds', () => {
    const components = Array.from({ length: 100_000 }, (_, i) => library({ name: `n${i}` }));
    assert.equal(parseValue(document({ components })).components.length, 100_000);
  });

  test('with members named like those that objects inherit is refused for them', () => {
    const text = '{"bomFormat":"CycloneDX","specVersion":"1.6","__proto__":{"components":[]}}';
    assertRefused(text, '/__proto__', /no member of this name/);
    assertRefused(JSON.stringify(document({ constructor: 1 })), '/constructor', /no member of this name/);
  });

  test('does not get its required members from a prototype', () => {
    const text =
      '{"bomFormat":"CycloneDX","specVersion":"1.2","components":[{"__proto__":{"type":"file","name":"a","version":""}}]}';
    assertRefused(text, '/components/0', /"type" is missing/);
  });
});
