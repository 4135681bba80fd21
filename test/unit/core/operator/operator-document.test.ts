import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as v from 'valibot';
import { digestOf } from '../../../../src/core/digest/sha256.ts';
import { parseOperatorDocument } from '../../../../src/core/operator/operator-document.ts';

const FORMAT = {
  schemaName: 'stella.test/v1',
  what: 'the test document',
  shape: v.strictObject({ schema: v.literal('stella.test/v1'), n: v.number(), list: v.array(v.string()) }),
  code: 'INPUT_INVALID',
} as const;

const read = (text: string) => parseOperatorDocument(FORMAT, text, 'my.yaml');

describe('parseOperatorDocument', () => {
  const yaml = '# why\nlist: [b, a]\nn: 4.0\nschema: stella.test/v1\n';
  const json = '\n {"schema": "stella.test/v1", "n": 4, "list": ["b", "a"]}';

  it('gives YAML and JSON of one value the same bytes, whatever their comments and order', () => {
    const text = '{"list":["b","a"],"n":4,"schema":"stella.test/v1"}';
    for (const { document, canonicalBytes, digest } of [read(yaml), read(json)]) {
      assert.deepEqual(document, { schema: 'stella.test/v1', n: 4, list: ['b', 'a'] });
      assert.equal(new TextDecoder().decode(canonicalBytes), text);
      assert.equal(digest, digestOf(new TextEncoder().encode(text)));
    }
  });

  it('names the document, the member and the line', () => {
    assert.throws(() => read('schema: stella.test/v1\nn: 1\nlist:\n  - a\n  - 7\n'), {
      code: 'INPUT_INVALID',
      message: /^my\.yaml is malformed at \/list\/1: .*\(line 5, column 5\)$/,
      details: { place: '/list/1', position: 'line 5, column 5' },
    });
  });

  it('names the line in JSON too', () => {
    assert.throws(() => read('{"schema": "stella.test/v1",\n "n": "x", "list": []}'), {
      message: /\/n: .*\(line 2, column 7\)$/,
    });
  });

  it('reports the fault of JSON that is too long to be read as YAML', () => {
    const list = JSON.stringify(Array.from({ length: 200_000 }, () => 'text'));
    assert.throws(() => read(`{"schema": "stella.test/v1", "n": "x", "list": ${list}}`), {
      code: 'INPUT_INVALID',
      message: /at \/n: /,
    });
  });

  it('refuses a member that is not known', () => {
    assert.throws(() => read(`${yaml}more: 1\n`), { code: 'INPUT_INVALID', message: /\/more.*line 5/ });
  });

  it('takes text that begins with a brace as strict JSON', () => {
    assert.throws(() => read('{schema: stella.test/v1}'), { code: 'INPUT_INVALID', message: /strict JSON/ });
    assert.throws(() => read('{"n": 1, "n": 2}'), { code: 'INPUT_INVALID', message: /given twice/ });
  });

  it('tells another schema apart from a broken document', () => {
    assert.throws(() => read(yaml.replace('v1', 'v2')), { code: 'UNSUPPORTED_VERSION' });
    assert.throws(() => read('schema: other.thing/v1\n'), {
      code: 'UNSUPPORTED_VERSION',
      hint: /version of stella/,
    });
    assert.throws(() => read('n: 1\n'), {
      code: 'UNSUPPORTED_VERSION',
      message: /names no schema, this program reads stella\.test\/v1/,
      hint: 'begin it with the line: schema: stella.test/v1',
    });
    assert.throws(() => read('just text'), { code: 'INPUT_INVALID' });
  });
});
