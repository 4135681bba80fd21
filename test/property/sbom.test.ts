/** Readers of one SBOM in different formats and orders against each other, and the schema check against a general validator. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import type { JsonValue } from '../../src/core/json/json-value.ts';
import bom14 from '../../src/core/sbom/cyclonedx/schema/bom-1.4.json' with { type: 'json' };
import bom16 from '../../src/core/sbom/cyclonedx/schema/bom-1.6.json' with { type: 'json' };
import bom17 from '../../src/core/sbom/cyclonedx/schema/bom-1.7.json' with { type: 'json' };
import cryptographyDefs from '../../src/core/sbom/cyclonedx/schema/cryptography-defs.json' with {
  type: 'json',
};
import jsf from '../../src/core/sbom/cyclonedx/schema/jsf-0.82.json' with { type: 'json' };
import spdx from '../../src/core/sbom/cyclonedx/schema/spdx.json' with { type: 'json' };
import { cycloneDxJsonCheck, isCycloneDxVersion } from '../../src/core/sbom/cyclonedx/schemas.ts';
import { isInFormat } from '../../src/core/sbom/json-schema/formats.ts';
import {
  CYCLONEDX_VERSIONS,
  cycloneDxJson,
  cycloneDxXml,
  type Part,
  parseText,
  parseValue,
  spdx2Json,
  spdx3Json,
  spdxTagValue,
} from '../helpers/sboms.ts';

const RUNS = { numRuns: 150 };
const word = fc.stringMatching(/^[A-Za-z0-9@/._<&>"é日😀-]{1,12}$/u);
const version = fc.constantFrom(...CYCLONEDX_VERSIONS);

/** Components with names that are all different, so that no two are equal. */
function partsOf(depth: number): fc.Arbitrary<Part[]> {
  const inner = depth === 0 ? fc.constant([]) : partsOf(depth - 1);
  const part = fc.record({ name: word, version: word, purl: word, parts: inner }, { requiredKeys: ['name'] });
  return fc.array(part, { maxLength: 5 });
}
const numbered = (parts: readonly Part[], prefix = ''): Part[] =>
  parts.map((part, i) => ({
    ...part,
    ref: `SPDXRef-${prefix}${i}`,
    ...(part.parts && { parts: numbered(part.parts, `${prefix}${i}.`) }),
  }));
const nested = partsOf(2).map((parts) => numbered(parts));
const flat = partsOf(0).map((parts) => numbered(parts).map(({ parts: _, ...part }) => part));

test('CycloneDX in JSON and in XML gives the same components', () => {
  fc.assert(
    fc.property(version, nested, (specVersion, parts) => {
      const fromJson = parseValue(cycloneDxJson(specVersion, { parts })).components;
      assert.deepEqual(parseText(cycloneDxXml(specVersion, { parts })).components, fromJson);
    }),
    RUNS,
  );
});

test('every format gives the components in the order of the document', () => {
  fc.assert(
    fc.property(flat, (parts) => {
      const expected = parts.map(({ ref, name, version: v = null, purl = null }) => ({
        ...{ bomRef: ref, name, version: v, purl },
      }));
      assert.deepEqual(parseValue(cycloneDxJson('1.6', { parts })).components, expected);
      assert.deepEqual(parseValue(spdx2Json('2.3', { parts })).components, expected);
      assert.deepEqual(parseText(spdxTagValue('2.3', { parts })).components, expected);
      assert.deepEqual(parseValue(spdx3Json({ parts })).components, expected);
    }),
    RUNS,
  );
});

test('the order of components in the document changes nothing but the order of the result', () => {
  const shuffled = flat.chain((parts) =>
    fc.tuple(fc.constant(parts), fc.shuffledSubarray(parts, { minLength: parts.length })),
  );
  fc.assert(
    fc.property(shuffled, ([parts, reordered]) => {
      for (const read of [
        (list: Part[]) => parseValue(cycloneDxJson('1.6', { parts: list })),
        (list: Part[]) => parseText(cycloneDxXml('1.6', { parts: list })),
        (list: Part[]) => parseValue(spdx2Json('2.3', { parts: list })),
        (list: Part[]) => parseText(spdxTagValue('2.3', { parts: list })),
        (list: Part[]) => parseValue(spdx3Json({ parts: list })),
      ]) {
        const { components, ...rest } = read(parts);
        const { components: others, ...otherRest } = read(reordered);
        assert.deepEqual(rest, otherRest);
        const places = reordered.map((part) => parts.indexOf(part));
        assert.deepEqual(
          others,
          places.map((place) => components[place]),
        );
      }
    }),
    RUNS,
  );
});

describe('the schema check agrees with ajv about documents that were damaged at random:', () => {
  const schemas: Readonly<Record<string, object>> = { '1.4': bom14, '1.6': bom16, '1.7': bom17 };
  const full = {
    ...cycloneDxJson('1.6', {
      described: { name: 'app', version: '1', sha256: 'ab'.repeat(32) },
      parts: numbered([
        { name: 'a', purl: 'pkg:npm/a@1', parts: [{ name: 'b', version: '1' }] },
        { name: 'c' },
      ]),
    }),
    serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
    services: [
      { name: 's', data: [{ flow: 'inbound', classification: 'x' }], licenses: [{ license: { id: 'MIT' } }] },
    ],
    dependencies: [{ ref: 'SPDXRef-0', dependsOn: ['SPDXRef-1'] }],
    compositions: [{ aggregate: 'complete', assemblies: ['SPDXRef-0'] }],
    vulnerabilities: [
      {
        id: 'CVE-2024-1',
        ratings: [{ score: 5, severity: 'low' }],
        analysis: { state: 'in_triage' },
        affects: [{ ref: 'a' }],
      },
    ],
    signature: { algorithm: 'ES256', value: 'x', publicKey: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' } },
  } as JsonValue;
  const values: JsonValue[] = [
    ...[
      null,
      true,
      0,
      1,
      1.5,
      '',
      'x',
      [],
      {},
      'MIT',
      'library',
      'urn:a',
      'required',
      ['a', 'a'],
      '2025-01-15T00:00:00Z',
    ],
    ...[{ license: { id: 'MIT' } }, { expression: 'MIT' }, { type: 'library', name: 'a' }],
  ];

  for (const [specVersion, schema] of Object.entries(schemas)) {
    test(`CycloneDX ${specVersion}`, () => {
      assert.ok(isCycloneDxVersion(specVersion));
      const check = cycloneDxJsonCheck(specVersion);
      const ajv = new Ajv({ strict: false, meta: false, validateSchema: false, logger: false });
      for (const format of ['date-time', 'date', 'uri'])
        ajv.addFormat(format, (text: string) => isInFormat(format, text));
      for (const format of ['iri-reference', 'idn-email']) ajv.addFormat(format, true);
      ajv.addSchema(spdx, 'spdx').addSchema(jsf, 'jsf-0.82').addSchema(cryptographyDefs, 'cryptography-defs');
      const validate = ajv.compile(schema);
      let refused = 0;
      const damage = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(3), fc.nat()), {
        minLength: 1,
        maxLength: 3,
      });
      fc.assert(
        fc.property(damage, (steps) => {
          const damaged = steps.reduce((value, step) => damageOnce(value, ...step, values), full);
          const found = check(damaged);
          assert.equal(found === null, validate(damaged), JSON.stringify([found, validate.errors, damaged]));
          if (found !== null) refused++;
        }),
        { numRuns: 1500 },
      );
      assert.ok(refused > 300 && refused < 1490, `${refused} were refused`);
    });
  }
});

/** A copy with one container changed: a member or item removed, replaced, added under a name that occurs, or doubled. */
function damageOnce(
  value: JsonValue,
  where: number,
  which: number,
  how: number,
  what: number,
  values: readonly JsonValue[],
): JsonValue {
  const copy = structuredClone(value);
  const containers: (JsonValue[] | Record<string, JsonValue>)[] = [];
  const names = new Set<string>(['version', 'expression', 'versionRange', 'isExternal', 'chain']);
  const collect = (item: JsonValue): void => {
    if (typeof item !== 'object' || item === null) return;
    containers.push(item as JsonValue[] | Record<string, JsonValue>);
    if (!Array.isArray(item)) for (const name of Object.keys(item)) names.add(name);
    Object.values(item).forEach(collect);
  };
  collect(copy);
  const container = containers[where % containers.length] ?? [];
  const filler = structuredClone(values[what % values.length] ?? null);
  if (Array.isArray(container)) {
    const place = which % (container.length + 1);
    if (how === 0) container.splice(place, 1);
    else if (how === 1) container.splice(place, 1, filler);
    else if (how === 2) container.splice(place, 0, filler);
    else container.push(structuredClone(container[place] ?? filler));
    return copy;
  }
  const own = Object.keys(container);
  const name = own[which % own.length] ?? 'name';
  if (how === 0) delete container[name];
  else container[how === 1 ? name : ([...names][which % names.size] ?? name)] = filler;
  return copy;
}
