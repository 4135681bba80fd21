import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as v from 'valibot';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { isStellaError } from '../../../../src/core/errors.ts';
import { checkDocument, checkShape, parseCanonicalDocument } from '../../../../src/core/json/document.ts';

const FORMAT = {
  schemaName: 'stella.test/v1',
  what: 'test.json',
  shape: v.strictObject({
    schema: v.literal('stella.test/v1'),
    items: v.array(v.strictObject({ 'a/b~c': v.number() })),
    optional: v.exactOptional(v.string()),
  }),
  code: 'KIT_INVALID',
} as const;

const parse = (text: string) => parseCanonicalDocument(FORMAT, utf8Encode(text));
const GOOD = '{"items":[{"a/b~c":1}],"schema":"stella.test/v1"}';

describe('parseCanonicalDocument', () => {
  test('reads the canonical bytes of a document', () => {
    assert.deepEqual(parse(GOOD), { items: [{ 'a/b~c': 1 }], schema: 'stella.test/v1' });
  });

  const refused: readonly (readonly [string, string, string, RegExp])[] = [
    ['text that is not strict JSON', `${GOOD}x`, 'INPUT_INVALID', /^test\.json is not strict JSON/],
    ['a newline at the end', `${GOOD}\n`, 'KIT_INVALID', /^test\.json is not canonical JSON \(RFC 8785\)/],
    ['members in another order', '{"schema":"stella.test/v1","items":[]}', 'KIT_INVALID', /not canonical/],
    ['1.0 for 1', GOOD.replace('1}', '1.0}'), 'KIT_INVALID', /not canonical/],
    [
      'another major version',
      GOOD.replace('v1', 'v2'),
      'UNSUPPORTED_VERSION',
      /the schema "stella\.test\/v2"/,
    ],
    [
      'another name',
      GOOD.replace('test/', 'other/'),
      'UNSUPPORTED_VERSION',
      /this program reads stella\.test\/v1/,
    ],
    ['no schema', '{"items":[]}', 'UNSUPPORTED_VERSION', /names no schema, this program reads/],
    ['a schema that is no text', '{"items":[],"schema":{}}', 'UNSUPPORTED_VERSION', /the schema {}/],
    ['null', 'null', 'KIT_INVALID', /at its top level/],
    ['a string', '"stella.test/v1"', 'KIT_INVALID', /at its top level/],
    ['an unknown member', GOOD.replace('"schema"', '"other":1,"schema"'), 'KIT_INVALID', /at \/other/],
    ['a missing member', '{"schema":"stella.test/v1"}', 'KIT_INVALID', /at \/items/],
    [
      'null for an absent member',
      GOOD.replace('"schema"', '"optional":null,"schema"'),
      'KIT_INVALID',
      /at \/optional/,
    ],
    [
      'a member of another kind, by its place',
      GOOD.replace(':1}', ':"1"}'),
      'KIT_INVALID',
      /at \/items\/0\/a~1b~0c/,
    ],
  ];
  for (const [what, text, code, message] of refused) {
    test(`refuses ${what}`, () => {
      assert.throws(() => parse(text), { code, message });
    });
  }

  test('tells the place apart from the message', () => {
    assert.throws(() => parse(GOOD.replace(':1}', ':"1"}')), { details: { place: '/items/0/a~1b~0c' } });
  });
});

describe('errors about hostile members', () => {
  const hostile = 'x\u001b[2J\n\u009b31m';

  test('show control characters as escapes, in the place and in the value', () => {
    for (const value of [
      { schema: 'stella.test/v1', items: [], [hostile]: 1 },
      { schema: 'stella.test/v1', items: hostile },
    ]) {
      assert.throws(
        () => checkDocument(FORMAT, value),
        (error) =>
          isStellaError(error) &&
          !/[\u0000-\u001f\u007f-\u009f]/.test(error.message + JSON.stringify(error.details)),
      );
    }
  });

  test('show a bounded part of a long value, name or schema', () => {
    const long = 'x'.repeat(10_000);
    for (const value of [
      { schema: long },
      { schema: 'stella.test/v1', items: long },
      { schema: 'stella.test/v1', items: [], [long]: 1 },
    ]) {
      assert.throws(
        () => checkDocument(FORMAT, value),
        (error) => isStellaError(error) && error.message.length < 500,
      );
    }
  });
});

test('checkShape gives the code that it is told, and the value when it fits', () => {
  assert.equal(checkShape(v.number(), 1, 'x', 'USAGE'), 1);
  assert.throws(() => checkShape(v.number(), '1', 'x', 'USAGE'), {
    code: 'USAGE',
    message: /^x is malformed/,
  });
});
