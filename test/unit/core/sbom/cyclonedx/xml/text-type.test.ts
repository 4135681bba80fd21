import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SimpleType } from '../../../../../../src/core/sbom/cyclonedx/xml/grammar.ts';
import {
  builtInTextType,
  compileTextType,
  type TextType,
} from '../../../../../../src/core/sbom/cyclonedx/xml/text-type.ts';

const find = (name: string): TextType => {
  const type = builtInTextType(name);
  assert.ok(type, name);
  return type;
};
const accepts = (type: TextType, text: string) => type.problem(type.normalize(text)) === null;

const BUILT_IN: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['xs:string', ['', ' a\n'], []],
  ['xs:normalizedString', ['', ' a\n'], []],
  ['xs:token', ['', '  a  b '], []],
  ['xs:anyURI', ['', 'https://example.org/é', ' pkg:npm/a ', 'git@host:path'], []],
  ['xs:boolean', ['true', 'false', '1', '0', ' true\n'], ['', 'True', 'yes', '2']],
  ['xs:integer', ['0', '-1', '+1', '007', ' 5 ', '9'.repeat(40)], ['', '1.0', '1e3', '--1', '0x1']],
  ['xs:nonNegativeInteger', ['0', '-0', '+5', '5'], ['-1', '', '1.5']],
  ['xs:positiveInteger', ['1', '+1', '0010'], ['0', '-1', '000', '']],
  ['xs:decimal', ['0', '-1.5', '.5', '5.', '+0.10'], ['', '.', '1e3', 'NaN', '1,5']],
  [
    'xs:dateTime',
    [
      '2024-02-29T12:30:00Z',
      '2024-01-01T00:00:00',
      '2024-01-01T00:00:00.123456+14:00',
      ' 2024-01-01T00:00:00Z ',
    ],
    [
      '2023-02-29T12:30:00Z',
      '2024-01-01',
      '2024-01-01 00:00:00Z',
      '2024-01-01T25:00:00Z',
      '2024-1-1T00:00:00Z',
      '',
    ],
  ],
  [
    'xs:date',
    ['2024-02-29', '2024-02-29Z', '2024-02-29-05:00'],
    ['2023-02-29', '2024-02-29T00:00:00', '2024-2-9', ''],
  ],
];

for (const [name, valid, invalid] of BUILT_IN) {
  test(`${name} accepts ${valid.length} texts and refuses ${invalid.length}`, () => {
    for (const text of valid) assert.ok(accepts(find(name), text), JSON.stringify(text));
    for (const text of invalid) assert.ok(!accepts(find(name), text), JSON.stringify(text));
  });
}

describe('a derived type', () => {
  const compile = (type: SimpleType) => compileTextType(type, find);

  test('brings a text to the form of its base before it compares', () => {
    assert.ok(accepts(compile({ base: 'xs:token', enum: ['a b'] }), '  a \n b '));
    assert.ok(!accepts(compile({ base: 'xs:string', enum: ['a b'] }), ' a b'));
    assert.equal(compile({ base: 'xs:normalizedString' }).normalize('\ta\n'), ' a ');
  });

  test('counts code points in lengths', () => {
    const type = compile({ base: 'xs:string', minLength: 2, maxLength: 3 });
    assert.deepEqual(
      ['😀', '😀😀', '😀😀😀', '😀😀😀😀'].map((text) => accepts(type, text)),
      [false, true, true, false],
    );
  });

  test('holds numbers to their bounds, and to what the base accepts', () => {
    const type = compile({ base: 'xs:decimal', minimum: 0, maximum: 1 });
    assert.deepEqual(
      ['0', '1.0', '1.01', '-0.1', 'x', ''].map((text) => accepts(type, text)),
      [true, true, false, false, false, false],
    );
  });

  test('of a union is a text of any member, each in its own form', () => {
    const union = compile({ union: ['xs:integer', 'xs:boolean'] });
    assert.deepEqual(
      [' 5 ', ' true ', 'x'].map((text) => accepts(union, text)),
      [true, true, false],
    );
  });
});
