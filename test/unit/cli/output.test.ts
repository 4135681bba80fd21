import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { requestedFormat, serialize } from '../../../src/cli/output.ts';

const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029]/;

describe('serialize', () => {
  test('writes JSON with a newline at its end', async () => {
    assert.equal(await serialize({ a: [1], b: undefined }, 'json'), '{\n  "a": [\n    1\n  ]\n}\n');
  });

  test('writes YAML of the same document', async () => {
    assert.equal(
      await serialize({ a: ['x: y'], b: undefined, c: null }, 'yaml'),
      'a:\n  - "x: y"\nc: null\n',
    );
  });

  const hostile = {
    escape: '\u001b[31m',
    c1: '\u009b31m',
    turned: 'a\u202eb',
    lines: `${'long enough to be folded '.repeat(8)}\n\u009b2J\n`,
    'key\u009b': '\u2028\u0085\u007f',
    plain: 'yes',
    number: 1.5,
  };
  for (const format of ['json', 'yaml'] as const) {
    test(`writes nothing in ${format} that a terminal obeys, and loses nothing`, async () => {
      const text = await serialize(hostile, format);
      assert.doesNotMatch(text, UNSAFE);
      assert.deepEqual(format === 'json' ? JSON.parse(text) : parse(text), hostile);
    });
  }

  test('writes both forms so that they read back, whatever is in them', async () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom('\n', '\u009b', '\u001b', ' ', '#', ': ', '- ', '"', '\u2028', '\t'),
        fc.string({ unit: 'grapheme', maxLength: 1 }),
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(text, fc.oneof(text, fc.array(text), fc.integer())),
        async (document) => {
          const [json, yaml] = [await serialize(document, 'json'), await serialize(document, 'yaml')];
          assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(document)));
          assert.deepEqual(parse(yaml), JSON.parse(json));
          assert.doesNotMatch(json + yaml, UNSAFE);
        },
      ),
      { numRuns: 500, seed: 3 },
    );
  });
});

describe('requestedFormat', () => {
  const lines: readonly (readonly [string, string])[] = [
    ['proof verify --bundle x', 'table'],
    ['proof verify --output json', 'json'],
    ['proof verify --output=yaml', 'yaml'],
    ['proof verify -o json', 'json'],
    ['proof verify -ojson', 'json'],
    ['proof verify --output table', 'table'],
    ['proof verify --output json --output yaml', 'yaml'],
    ['score bundle --format json --output b.tar.gz', 'json'],
    ['score bundle --output b.tar.gz', 'table'],
    ['score bundle --output=b.tar.gz --format=yaml', 'yaml'],
    ['proof verify --output', 'table'],
    ['proof verify --output xml', 'table'],
    ['', 'table'],
  ];
  for (const [line, format] of lines) {
    test(`is ${format} in "${line}"`, () => assert.equal(requestedFormat(line.split(' '), {}), format));
  }
});
