import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  assertRefused,
  CYCLONEDX_VERSIONS,
  cycloneDxJson,
  cycloneDxXml,
  type Described,
  parseText,
  parseValue,
} from '../../../../helpers/sboms.ts';

const NAMESPACE = 'http://cyclonedx.org/schema/bom/1.6';
const bom = (content: string, attributes = '', version = '1.6') =>
  `<bom xmlns="http://cyclonedx.org/schema/bom/${version}" xmlns:x="urn:other"${attributes}>${content}</bom>`;
const components = (content: string, version = '1.6') =>
  bom(`<components>${content}</components>`, '', version);
const component = (content: string, attributes = '') =>
  `<component type="library"${attributes}><name>a</name>${content}</component>`;

const NESTED: Described = {
  described: { name: 'app', version: '1', sha256: 'ab'.repeat(32), parts: [{ name: 'inside' }] },
  parts: [
    {
      ref: 'a&b',
      name: 'a <b>',
      version: '1',
      purl: 'pkg:npm/a@1?x="1"&y',
      parts: [{ name: 'a1', parts: [{ name: 'a11' }] }],
    },
    { name: 'b' },
  ],
};

describe('CycloneDX XML', () => {
  for (const version of CYCLONEDX_VERSIONS) {
    test(`${version} gives what the same document in JSON gives`, () => {
      const { mediaType: xmlType, ...fromXml } = parseText(cycloneDxXml(version, NESTED));
      const { mediaType: jsonType, ...fromJson } = parseValue(cycloneDxJson(version, NESTED));
      assert.deepEqual(fromXml, fromJson);
      assert.deepEqual(
        [xmlType, jsonType],
        ['application/vnd.cyclonedx+xml', 'application/vnd.cyclonedx+json'],
      );
    });
  }

  test('may use a prefix for its namespace', () => {
    const text = `<c:bom xmlns:c="${NAMESPACE}"><c:components><c:component type="file"><c:name>f</c:name></c:component></c:components></c:bom>`;
    assert.deepEqual(
      parseText(text).components.map(({ name }) => name),
      ['f'],
    );
  });

  test('may have comments, processing instructions, CDATA and character references', () => {
    const text = `<?xml version="1.0"?><!-- c --><?p i?>${components(
      component('<version><![CDATA[<1>]]>&#x41;<!-- in the middle -->&amp;</version>'),
    )}<!-- end -->`;
    assert.equal(parseText(text).components[0]?.version, '<1>A&');
  });

  test('brings texts to the form of their types: a purl is trimmed, a name keeps its spaces', () => {
    const text = components(
      '<component type="library"><name> a\n b </name><purl>\n  pkg:npm/a@1\n  </purl></component>',
    );
    const [first] = parseText(text).components;
    assert.deepEqual([first?.name, first?.purl], [' a  b ', 'pkg:npm/a@1']);
  });

  test('does not count elements of other namespaces, tools, ancestors or services', () => {
    const inner = '<components><component type="library"><name>no</name></component></components>';
    const text = bom(
      `<metadata><tools>${inner}</tools></metadata>
       <components>${component(`<pedigree><ancestors>${component('')}</ancestors></pedigree>`)}</components>
       <services><service><name>s</name></service></services>
       <x:components><x:component/>${inner}</x:components>`,
      ' x:attribute="1"',
    );
    assert.equal(parseText(text).components.length, 1);
  });

  test('takes the first SHA-256 hash of the described component', () => {
    const hash = (alg: string, digit: string, length: number) =>
      `<hash alg="${alg}">${digit.repeat(length)}</hash>`;
    const hashes = hash('SHA-1', '0', 40) + hash('SHA-256', 'A', 64) + hash('SHA-256', 'b', 64);
    const text = bom(`<metadata>${component(`<hashes>${hashes}</hashes>`)}</metadata>`);
    assert.equal(parseText(text).subject?.sha256, 'a'.repeat(64));
  });

  test('gives its vulnerabilities the form that they have in JSON', () => {
    const xml = bom(`<vulnerabilities>
      <vulnerability bom-ref="v">
        <id>CVE-2024-1</id>
        <source><name>NVD</name><url>https://example.org/</url></source>
        <references><reference><id>GHSA-1</id><source><name>G</name></source></reference></references>
        <ratings><rating><score>9.8</score><severity>critical</severity><method>CVSSv31</method></rating></ratings>
        <cwes><cwe>79</cwe><cwe>80</cwe></cwes>
        <description>text</description>
        <analysis>
          <state>not_affected</state><justification>code_not_reachable</justification>
          <responses><response>update</response></responses><detail>why</detail>
        </analysis>
        <affects>
          <target><ref>r</ref><versions><version><version>1</version><status>affected</status></version>
            <version><range>vers:npm/&lt;2</range></version></versions></target>
          <target><ref>s</ref></target>
        </affects>
        <properties><property name="n">value</property></properties>
      </vulnerability>
      <vulnerability/>
    </vulnerabilities>`);
    const vulnerabilities = [
      {
        'bom-ref': 'v',
        id: 'CVE-2024-1',
        source: { name: 'NVD', url: 'https://example.org/' },
        references: [{ id: 'GHSA-1', source: { name: 'G' } }],
        ratings: [{ score: 9.8, severity: 'critical', method: 'CVSSv31' }],
        cwes: [79, 80],
        description: 'text',
        analysis: {
          state: 'not_affected',
          justification: 'code_not_reachable',
          response: ['update'],
          detail: 'why',
        },
        affects: [
          { ref: 'r', versions: [{ version: '1', status: 'affected' }, { range: 'vers:npm/<2' }] },
          { ref: 's' },
        ],
        properties: [{ name: 'n', value: 'value' }],
      },
      {},
    ];
    assert.deepEqual(parseText(xml).vulnerabilities, vulnerabilities);
    const json = { bomFormat: 'CycloneDX', specVersion: '1.6', vulnerabilities };
    assert.deepEqual(parseValue(json).vulnerabilities, vulnerabilities);
  });
});

/** `¶` marks the place that the error is to name. */
function placeOfMark(text: string): string {
  const lines = text.slice(0, text.indexOf('¶')).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}

describe('CycloneDX XML is refused, with its place, for', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['another root', '¶<sbom/>', /the element "sbom" of "", expected bom/],
    ['a root of another namespace', '¶<bom xmlns="urn:x"/>', /of "urn:x", expected bom/],
    [
      'an element that does not exist',
      components('\n ¶<part/>'),
      /"part" is not allowed here, expected component/,
    ],
    ['an element of no namespace', components(component('¶<y xmlns=""/>')), /"y" is not allowed here/],
    [
      'elements out of order',
      components(component('\n<purl>p</purl>\n\t¶<version>1</version>')),
      /"version" is not allowed here/,
    ],
    [
      'an element that is missing',
      components('<component type="file">¶<version/></component>'),
      /"version" is not allowed here/,
    ],
    [
      'an attribute that is missing',
      components('¶<component><name>a</name></component>'),
      /"type" is missing/,
    ],
    [
      'an attribute that does not exist',
      bom('<metadata>¶<supplier bar="1"/></metadata>'),
      /"bar" is not allowed here/,
    ],
    [
      'an unknown type',
      components('¶<component type="x"><name>a</name></component>'),
      /attribute "type": "x" is not one of/,
    ],
    [
      'an unknown licence',
      components(component('<licenses><license><id>Mit</id¶></license></licenses>')),
      /the element "id": "Mit" is not one of/,
    ],
    [
      'a hash that is none',
      components(component('<hashes>\n<hash alg="MD5">x</hash¶></hashes>')),
      /the element "hash": "x" does not have the form/,
    ],
    ['text between elements', components('stray¶'), /text in the element "components"/],
    [
      'a time that is none',
      bom('<metadata><timestamp>2025-02-30T00:00:00Z</timestamp¶></metadata>'),
      /not a valid date and time/,
    ],
    [
      'two elements with one bom-ref',
      components(`${component('', ' bom-ref="r"')}\n¶${component('', ' bom-ref="r"')}`),
      /another element has the bom-ref "r" already/,
    ],
    [
      'an element that ends too early',
      components('<component type="file"></component¶>'),
      /ends too early, expected supplier/,
    ],
  ];
  for (const [name, marked, message] of cases) {
    test(name, () => assertRefused(marked.replace('¶', ''), placeOfMark(marked), message));
  }

  test('text that is not well-formed', () => {
    for (const [text, message] of [
      [`${bom('')}<bom/>`, /not well-formed/],
      [`<bom xmlns="${NAMESPACE}">`, /not well-formed: .*unclosed tag/],
      [`<bom xmlns="${NAMESPACE}" a="1" a="2"/>`, /not well-formed: .*duplicate attribute/],
      [`<bom xmlns="${NAMESPACE}">&undefined;</bom>`, /not well-formed: .*entity/],
      [`<bom xmlns="${NAMESPACE}">\u0001</bom>`, /not well-formed: .*disallowed character/],
      [`<p:bom xmlns="${NAMESPACE}"/>`, /not well-formed: .*unbound namespace prefix/],
    ] as const) {
      assert.throws(() => parseText(text), { code: 'INPUT_INVALID', message });
    }
  });

  for (const version of ['1.0', '1.1', '1.8', '']) {
    test(`the version ${JSON.stringify(version)}`, () => {
      assert.throws(() => parseText(bom('', '', version)), { code: 'UNSUPPORTED_VERSION' });
    });
  }
});

describe('the XML schema of every version', () => {
  const inComponent = (content: string) => `<components>${component(content)}</components>`;
  const license = (content: string) => inComponent(`<licenses>${content}</licenses>`);
  const service = (content: string) => `<services><service><name>s</name>${content}</service></services>`;
  const pairs: readonly (readonly [string, string, string])[] = [
    [
      'a scope',
      inComponent('<version>1</version><scope>required</scope>'),
      inComponent('<version>1</version><scope>all</scope>'),
    ],
    [
      'a licence or an expression',
      license('<expression>MIT</expression>'),
      license('<expression>MIT</expression><license/>'),
    ],
    [
      'a licence by its id or its name',
      license('<license><name>n</name></license>'),
      license('<license><id>MIT</id><name>n</name></license>'),
    ],
    [
      'an encoding',
      license('<license><name>n</name><text encoding="base64">eA==</text></license>'),
      license('<license><name>n</name><text encoding="base85">eA==</text></license>'),
    ],
    [
      'a media type',
      '<components><component type="file" mime-type="text/plain"><name>f</name><version/></component></components>',
      '<components><component type="file" mime-type="text"><name>f</name><version/></component></components>',
    ],
    [
      'a SWID tag with its id',
      inComponent('<version/><swid tagId="t" name="n"/>'),
      inComponent('<version/><swid name="n"/>'),
    ],
    [
      'a patch of a type',
      inComponent('<version/><pedigree><patches><patch type="backport"/></patches></pedigree>'),
      inComponent('<version/><pedigree><patches><patch type="other"/></patches></pedigree>'),
    ],
    [
      'a commit with its uid alone',
      inComponent('<version/><pedigree><commits><commit><uid>u</uid></commit></commits></pedigree>'),
      inComponent('<version/><pedigree><commits><uid>u</uid></commits></pedigree>'),
    ],
    [
      'the flow of data',
      service('<data><classification flow="inbound">x</classification></data>'),
      service('<data><classification flow="sideways">x</classification></data>'),
    ],
    [
      'what a service is',
      service('<authenticated>true</authenticated>'),
      service('<authenticated>maybe</authenticated>'),
    ],
    [
      'a dependency with its ref',
      '<dependencies><dependency ref="a"/></dependencies>',
      '<dependencies><dependency/></dependencies>',
    ],
    [
      'a reference of a type',
      '<externalReferences><reference type="vcs"><url>u</url></reference></externalReferences>',
      '<externalReferences><reference type="zzz"><url>u</url></reference></externalReferences>',
    ],
    [
      'a CPE',
      inComponent('<version/><cpe>cpe:2.3:a:acme:x\\!:1.0:*:*:en-US:*:*:*:*</cpe>'),
      inComponent('<version/><cpe>acme</cpe>'),
    ],
    ['a BOM in its place', '<metadata/><components/><x:any/>', '<components/><metadata/>'],
  ];
  for (const version of CYCLONEDX_VERSIONS) {
    test(`${version} tells right from wrong for ${pairs.length} rules`, () => {
      const withVersion = (content: string) =>
        // 1.2 and 1.3 demand a version of every component.
        bom(content.replaceAll(/<name>a<\/name>(?!<version)/g, '<name>a</name><version/>'), '', version);
      for (const [rule, right, wrong] of pairs) {
        assert.equal(parseText(withVersion(right)).specVersion, version, rule);
        assert.throws(() => parseText(withVersion(wrong)), { code: 'INPUT_INVALID' }, rule);
      }
    });
  }

  test('holds the serial number and the version of the BOM to their forms', () => {
    const uuid = '3e671687-395b-41f5-a30f-a58921a69b79';
    for (const right of [` serialNumber="urn:uuid:${uuid}"`, ` serialNumber="{${uuid}}"`, ' version="7"']) {
      assert.equal(parseText(bom('', right)).components.length, 0);
    }
    for (const wrong of [` serialNumber="${uuid}"`, ' serialNumber=""', ' version="0"', ' version="1.0"']) {
      assert.throws(() => parseText(bom('', wrong)), { code: 'INPUT_INVALID', message: /attribute/ });
    }
  });
});

describe('hostile CycloneDX XML', () => {
  const bomb = `<!DOCTYPE bom [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`;

  test('with a document type declaration is refused before any entity is expanded', () => {
    assert.throws(() => parseText(`${bomb}${bom('&b;')}`), {
      code: 'INPUT_INVALID',
      message: /a document type declaration/,
    });
    const external = '<!DOCTYPE bom SYSTEM "file:///etc/passwd">';
    assert.throws(() => parseText(`${external}${bom('')}`), { message: /a document type declaration/ });
  });

  test('in another encoding is refused', () => {
    assert.throws(() => parseText(`<?xml version="1.0" encoding="ISO-8859-1"?>${bom('')}`), {
      code: 'INPUT_INVALID',
      message: /the encoding "ISO-8859-1", expected "UTF-8"/,
    });
    assert.equal(parseText(`<?xml version="1.0" encoding="utf-8"?>${bom('')}`).components.length, 0);
  });

  test('nested beyond 128 levels is refused, also inside elements that are not looked at', () => {
    const foreign = (levels: number) => bom(`${'<x:e>'.repeat(levels)}${'</x:e>'.repeat(levels)}`);
    assert.equal(parseText(foreign(127)).components.length, 0);
    assert.throws(() => parseText(foreign(128)), {
      code: 'INPUT_INVALID',
      message: /deeper than 128 levels/,
    });
    assert.throws(() => parseText('<a>'.repeat(1_000_000)), { code: 'INPUT_INVALID' });
    assert.throws(() => parseText(bom('<x:e>'.repeat(1_000_000))), { message: /deeper than 128 levels/ });
  });

  test('with a CPE made to backtrack is refused at once', () => {
    const cpe = `cpe:2.3:a${':?x?'.repeat(9)}${'?'.repeat(50_000)}!`;
    const start = process.hrtime.bigint();
    assert.throws(() => parseText(components(component(`<cpe>${cpe}</cpe>`).repeat(5))), {
      message: /the element "cpe": .* does not have the form/,
    });
    assert.ok(process.hrtime.bigint() - start < 2_000_000_000n);
  });

  test('with a text, an attribute and a name of a megabyte gets a short message', () => {
    const long = 'x'.repeat(1 << 20);
    for (const text of [
      components(`<component type="${long}"><name>a</name></component>`),
      components(`<${long}/>`),
      components(component(`<hashes><hash alg="MD5">${long}</hash></hashes>`)),
      `<bom xmlns="urn:${long}"/>`,
    ]) {
      assert.throws(
        () => parseText(text),
        (error: Error) => error.message.length < 500,
      );
    }
  });

  test('with 100,000 attributes on an element, which the schema allows, is read in seconds', () => {
    const attributes = Array.from({ length: 100_000 }, (_, i) => ` a${i}="1"`).join('');
    assert.equal(parseText(components(component('', attributes))).components.length, 1);
  });

  test('whose characters lie across the pieces that it is read in is read whole', () => {
    for (const padding of [65_400, 65_401, 65_402, 65_403]) {
      const name = '日本😀'.repeat(60_000);
      const text = bom(
        `<!--${'x'.repeat(padding)}--><components><component type="file"><name>${name}</name></component></components>`,
      );
      assert.equal(parseText(text).components[0]?.name, name);
    }
  });
});
