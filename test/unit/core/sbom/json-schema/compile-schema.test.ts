import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JsonValue } from '../../../../../src/core/json/json-value.ts';
import { compileSchema } from '../../../../../src/core/sbom/json-schema/compile-schema.ts';
import type { JsonSchema, JsonSchemaObject } from '../../../../../src/core/sbom/json-schema/json-schema.ts';
import { jsonPointer } from '../../../../../src/core/sbom/json-schema/violation.ts';

const check = (schema: JsonSchemaObject, value: JsonValue) => compileSchema({ root: schema }, 'root')(value);
const object = (members: Record<string, JsonSchema>): JsonSchemaObject => ({ properties: members });

const CASES: readonly (readonly [JsonSchemaObject, readonly JsonValue[], readonly JsonValue[]])[] = [
  [{}, [null, 1, 'a', [], {}], []],
  [{ type: 'object' }, [{}], [[], null, 'a']],
  [{ type: 'array' }, [[]], [{}, null]],
  [{ type: 'string' }, ['', 'a'], [1, null]],
  [{ type: 'integer' }, [0, -1, 1.0, 1e20], [1.5, '1']],
  [{ type: 'number' }, [0, 1.5], ['1', null]],
  [{ type: 'boolean' }, [true, false], [0, null]],
  [{ type: 'null' }, [null], [0, false]],
  [{ enum: ['a', 1, null] }, ['a', 1, null], ['b', true, '1', []]],
  [{ const: false }, [false], [0, null, 'false']],
  [{ minimum: 0, maximum: 1 }, [0, 0.5, 1, 'a'], [-0.1, 1.1]],
  [{ minLength: 1, maxLength: 2 }, ['a', '😀😀', 5], ['', 'abc', '😀😀😀']],
  [{ pattern: '^[a-z]+$' }, ['abc', 1], ['', 'aB', 'a\n']],
  [
    { format: 'date-time' },
    ['2025-01-15T00:00:00Z', '2025-01-15t00:00:00.5+01:00', 1],
    ['2025-01-15', '2025-02-30T00:00:00Z', ''],
  ],
  [{ format: 'date' }, ['2024-02-29'], ['2025-02-29', '2025-1-1', '2025-01-01T00:00:00Z']],
  [{ format: 'uri' }, ['urn:a', 'https://e.org/%20?a#b'], ['ES256', '/path', 'a b:c', 'x:%zz', 'x:é']],
  [{ format: 'iri-reference' }, ['git@host:path', ''], []],
  [{ format: 'idn-email' }, ['not an address'], []],
  [{ required: ['a', 'toString'] }, [{ a: 1, toString: 1 }, []], [{ a: 1 }, {}]],
  [object({ a: { type: 'string' }, b: false }), [{}, { a: 'x', c: 1 }, 'a'], [{ a: 1 }, { b: 1 }]],
  [{ ...object({ a: {} }), additionalProperties: false }, [{}, { a: 1 }], [{ b: 1 }, { a: 1, toString: 1 }]],
  [{ additionalProperties: false }, [{}, []], [{ a: 1 }]],
  [{ items: { type: 'string' } }, [[], ['a', 'b'], {}], [['a', 1]]],
  [{ items: [{ type: 'string' }, { type: 'number' }] }, [[], ['a'], ['a', 1, null]], [[1], ['a', 'b']]],
  [{ items: [{}], additionalItems: false }, [[], [1]], [[1, 2]]],
  [{ minItems: 1, maxItems: 2 }, [[1], [1, 2], {}], [[], [1, 2, 3]]],
  [
    { uniqueItems: true },
    [[], [1, '1', true, null], [{ a: 1 }, { a: 2 }], 'aa'],
    [
      [1, 1],
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    ],
  ],
  [{ uniqueItems: false }, [[1, 1]], []],
  [{ allOf: [{ minimum: 0 }, { maximum: 1 }] }, [0, 1], [-1, 2]],
  [{ anyOf: [{ type: 'string' }, { minimum: 5 }] }, ['a', 5, null], [4]],
  [{ oneOf: [{ required: ['a'] }, { required: ['b'] }] }, [{ a: 1 }, { b: 1 }], [{}, { a: 1, b: 1 }]],
  [{ not: { required: ['a', 'b'] } }, [{}, { a: 1 }], [{ a: 1, b: 1 }]],
  [
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    { if: object({ a: { const: 1 } }), then: { required: ['b'] } },
    [{ a: 2 }, { a: 1, b: 1 }],
    [{ a: 1 }, {}],
  ],
  [{ if: { type: 'string' }, else: { type: 'number' } }, ['a', 1], [null]],
  [{ $ref: '#/definitions/x', definitions: { x: { type: 'string' } } }, ['a'], [1]],
];

for (const [schema, valid, invalid] of CASES) {
  test(`${JSON.stringify(schema)} accepts ${valid.length} values and refuses ${invalid.length}`, () => {
    for (const value of valid) assert.equal(check(schema, value), null, JSON.stringify(value));
    for (const value of invalid) assert.notEqual(check(schema, value), null, JSON.stringify(value));
  });
}

describe('a violation', () => {
  const place = (schema: JsonSchemaObject, value: JsonValue) => {
    const found = check(schema, value);
    assert.ok(found);
    return jsonPointer(found.path);
  };

  test('has a JSON pointer to the value, with ~ and / escaped', () => {
    const schema = object({ 'a/b': { items: object({ '~': { type: 'string' } }) } });
    assert.equal(place(schema, { 'a/b': [{}, { '~': 1 }] }), '/a~1b/1/~0');
  });

  test('of alternatives is that of the one that came furthest', () => {
    const schema: JsonSchemaObject = {
      oneOf: [
        { required: ['x'] },
        object({ a: object({ b: { type: 'string' } }) }),
        object({ a: { type: 'string' } }),
      ],
    };
    assert.equal(place(schema, { a: { b: 1 } }), '/a/b');
  });

  test('of the second of two equal items points at it', () => {
    assert.equal(place({ uniqueItems: true }, [1, 2, [], [], 2]), '/3');
  });
});

describe('$ref', () => {
  test('may be circular, and is followed into other documents and back into their own definitions', () => {
    const documents = {
      root: {
        ...object({ next: { $ref: '#' }, name: { $ref: 'other#/definitions/name' } }),
        additionalProperties: false,
      },
      other: {
        type: 'string',
        definitions: { name: { $ref: '#/definitions/short' }, short: { maxLength: 3 } },
      },
    } as const;
    const checkRoot = compileSchema(documents, 'root');
    assert.equal(checkRoot({ next: { next: { name: 'abc' } } }), null);
    assert.notEqual(checkRoot({ next: { next: { name: 'abcd' } } }), null);
    assert.notEqual(checkRoot({ next: { other: 1 } }), null);
  });

  test('to nothing is a defect of the schemas, not of the value', () => {
    assert.throws(() => check({ $ref: '#/definitions/x' }, 1), RangeError);
    assert.throws(() => check({ $ref: 'other' }, 1), RangeError);
  });
});
