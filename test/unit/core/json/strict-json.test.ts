import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { parseStrictJson, parseStrictJsonText } from '../../../../src/core/json/strict-json.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

describe('parseStrictJson', () => {
  const accepted: readonly (readonly [string, unknown])[] = [
    ['null', null],
    [' \t\r\n true \n', true],
    ['-0', -0],
    ['1e2', 100],
    ['123456789012345678901234567890', 1.2345678901234568e29],
    ['"\\u0041\\n\\ud83d\\ude00"', 'A\n😀'],
    ['{"a":{"a":1},"b":[{"a":2},{"a":3}]}', { a: { a: 1 }, b: [{ a: 2 }, { a: 3 }] }],
    ['{"a":1,"A":2,"á":3,"":4}', { a: 1, A: 2, á: 3, '': 4 }],
    ['{"a:b":"c:d","e\\"f":":"}', { 'a:b': 'c:d', 'e"f': ':' }],
    ['"{[:\\\\"', '{[:\\'],
    ['[]', []],
  ];
  for (const [text, value] of accepted) {
    test(`reads ${text.trim()}`, () => {
      assert.deepEqual(parseStrictJson(utf8Encode(text), 'x'), value);
    });
  }

  test('reads members whose names objects inherit as members', () => {
    const value = parseStrictJsonText('{"__proto__":{"x":1},"constructor":2,"toString":3}', 'x') as object;
    assert.deepEqual(Object.keys(value), ['__proto__', 'constructor', 'toString']);
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
  });

  test('reads 128 levels and refuses 129', () => {
    assert.ok(Array.isArray(parseStrictJsonText(nested(128), 'x')));
    assert.throws(() => parseStrictJsonText(nested(129), 'x'), {
      code: 'INPUT_INVALID',
      message: 'x is nested deeper than 128 levels (line 1, column 129)',
    });
  });

  test('does not count brackets in strings as levels', () => {
    assert.equal(parseStrictJsonText(JSON.stringify('['.repeat(1000)), 'x'), '['.repeat(1000));
  });

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['a member given twice', '{"a":1,"b":2,"a":1}', /"a" is given twice \(line 1, column 14\)/],
    ['a name given twice, once escaped', '{"a":1,"\\u0061":1}', /"a" is given twice/],
    ['a member given twice inside', '[{"x":{"y":1,\n"y":2}}]', /"y" is given twice \(line 2, column 1\)/],
    ['__proto__ given twice', '{"__proto__":1,"__proto__":{}}', /"__proto__" is given twice/],
    ['a number and its duplicate as an array index', '{"1":1,"1":2}', /"1" is given twice/],
    ['a comma too many in an array', '[1,]', /expected a value, received "\]"/],
    ['a comma too many in an object', '{"a":1,}', /expected a member name, received "}"/],
    ['a missing colon', '{"a" 1}', /expected ":", received "1"/],
    ['a name without quotes', '{a:1}', /expected a member name, received "a"/],
    ['single quotes', "{'a':1}", /expected a member name/],
    ['a comment', '/* */1', /expected a value, received "\/"/],
    ['a leading zero', '01', /expected the end of the document, received "1"/],
    ['a plus sign', '+1', /expected a value/],
    ['a point without digits', '1.', /expected the end of the document, received "\."/],
    ['a minus sign alone', '-', /expected a value/],
    ['hexadecimal', '0x1', /expected the end of the document, received "x"/],
    ['NaN', 'NaN', /expected a value/],
    ['Infinity', '[-Infinity]', /expected a value/],
    ['a number beyond a double', '1e400', /has a number beyond a double/],
    ['undefined', 'undefined', /expected a value/],
    ['text after the document', '{} {}', /expected the end of the document, received "{"/],
    ['a raw newline in a string', '"a\nb"', /expected the rest of a string, received "\\n"/],
    ['a raw NUL in a string', '"\0"', /expected the rest of a string/],
    ['an unknown escape', '"\\x41"', /expected the rest of a string/],
    ['half an escape', '"\\u00g0"', /expected the rest of a string/],
    ['a string without its end', '"abc', /expected the rest of a string, received the end/],
    ['a string whose last quote is escaped', '"abc\\"', /expected the rest of a string/],
    ['the start of a word', 'tru', /expected a value/],
    ['a closing bracket of the other kind', '[1}', /expected "," or "]", received "}"/],
    ['a closing bracket too many', '[]]', /expected the end of the document/],
    ['nothing', '', /expected a value, received the end of the document \(line 1, column 1\)/],
    ['a no-break space', '\u00a01', /expected a value/],
    ['a byte order mark', '\ufeff{}', /begins with a byte order mark/],
    ['a high surrogate alone', '"\\ud800"', /lone surrogate/],
    ['a low surrogate alone', '"\\udc00"', /lone surrogate/],
    ['surrogates in the wrong order', '"\\udc00\\ud800"', /lone surrogate/],
    ['a lone surrogate in a name', '{"\\ud800":1}', /lone surrogate/],
  ];
  for (const [what, text, message] of refused) {
    test(`refuses ${what}`, () => {
      assert.throws(() => parseStrictJson(utf8Encode(text), 'the file'), { code: 'INPUT_INVALID', message });
    });
  }

  test('reads escaped names for what they are, whatever was read before (nodejs/node#63785)', () => {
    for (const poison of ['{"h":1,"\\\\":2}', '{"h":1,"purl\\\\":2}', '{"h":1,"\\u0061\\\\":2}'])
      JSON.parse(poison);
    const text = '{"h":1,"\\u0061":2}';
    assert.deepEqual(parseStrictJsonText(text, 'x'), { h: 1, a: 2 });
    assert.deepEqual(parseStrictJsonText('{"h":1,"\\n":2}', 'x'), { h: 1, '\n': 2 });
    assert.deepEqual(parseStrictJsonText('{"h":1,"purl\\u0061":2}', 'x'), { h: 1, purla: 2 });
  });

  test('refuses a name given twice with an escape although the text prepares V8 to overlook it', () => {
    const text = '{"x":{"payload":1,"payloa\\\\":2},"y":{"payload":1,"payloa\\u0064":2}}';
    assert.throws(() => parseStrictJsonText(text, 'x'), {
      code: 'INPUT_INVALID',
      message: /"payload" is given twice/,
    });
  });

  const illFormed: readonly (readonly [string, Uint8Array])[] = [
    ['a stray byte', bytes(0x22, 0xff, 0x22)],
    ['an overlong encoding', bytes(0x22, 0xc0, 0xaf, 0x22)],
    ['a surrogate', bytes(0x22, 0xed, 0xa0, 0x80, 0x22)],
    ['a code point beyond U+10FFFF', bytes(0x22, 0xf4, 0x90, 0x80, 0x80, 0x22)],
    ['a sequence cut short', bytes(0x22, 0xe2, 0x82)],
  ];
  for (const [what, input] of illFormed) {
    test(`refuses UTF-8 with ${what}`, () => {
      assert.throws(() => parseStrictJson(input, 'the file'), {
        code: 'INPUT_INVALID',
        message: /not valid UTF-8/,
      });
    });
  }

  test('shows no raw control character of a name in the message', () => {
    assert.throws(
      () => parseStrictJsonText('{"\\u001b[31m":1,"\\u001b[31m":2}', 'x'),
      (error: Error) => error.message.includes('\\u001b') && !error.message.includes('\u001b'),
    );
  });

  test('refuses a million brackets, and as many after a quote, without overflow', () => {
    const brackets = '['.repeat(1_000_000);
    for (const text of [brackets, '{"a":'.repeat(1_000_000), `"${brackets}`]) {
      assert.throws(() => parseStrictJsonText(text, 'x'), { code: 'INPUT_INVALID' });
    }
  });

  test('reads and refuses long strings without overflow', () => {
    const long = 'x'.repeat(20_000_000);
    assert.equal(parseStrictJsonText(`"${long}"`, 'x'), long);
    assert.throws(() => parseStrictJsonText(`"${long}\n"`, 'x'), { code: 'INPUT_INVALID' });
    assert.throws(() => parseStrictJsonText(`{"${long}":1,"${long}":1}`, 'x'), { code: 'INPUT_INVALID' });
    assert.throws(() => parseStrictJsonText(`"${'\\n'.repeat(5_000_000)}`, 'x'), { code: 'INPUT_INVALID' });
    assert.throws(() => parseStrictJsonText(`"${'\\'.repeat(5_000_001)}"`, 'x'), { code: 'INPUT_INVALID' });
    assert.throws(() => parseStrictJsonText(`${'1'.repeat(5_000_000)}x`, 'x'), { code: 'INPUT_INVALID' });
  });
});
