import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MAX_YAML_LENGTH, parseYaml } from '../../../../src/core/operator/yaml-source.ts';

function refuses(text: string, message: RegExp): void {
  assert.throws(() => parseYaml(text, 'it'), { code: 'INPUT_INVALID', message });
}

describe('parseYaml', () => {
  it('reads the core schema', () => {
    const text = 'a: 1\nb: [x, "y", true, null]\nc: { d: 0x10, e: 4.0, f: 2025-06-30, g: yes }\n';
    assert.deepEqual(parseYaml(text, 'it').value, {
      a: 1,
      b: ['x', 'y', true, null],
      c: { d: 16, e: 4, f: '2025-06-30', g: 'yes' },
    });
  });

  it('keeps a key that is a name of the prototype', () => {
    const value = parseYaml('__proto__: 1\nconstructor: 2\n', 'it').value as object;
    assert.deepEqual(Object.keys(value), ['__proto__', 'constructor']);
  });

  it('reads an empty text as null', () => assert.equal(parseYaml('', 'it').value, null));

  it('refuses a duplicate key with its place', () => {
    refuses('a: 1\nb: 2\na: 3\n', /the key a is given twice \(line 3, column 1\)/);
    refuses('{ a: 1, "a": 2 }', /the key a is given twice \(line 1, column 9\)/);
  });

  it('refuses aliases', () => refuses('a: &x [1]\nb: *x\n', /an alias is not allowed \(line 2, column 4\)/));

  it('refuses an alias of a document that would grow without bound', () => {
    const lines = ['a0: &a0 [x, x]'];
    for (let i = 1; i < 40; i++) lines.push(`a${i}: &a${i} [*a${i - 1}, *a${i - 1}]`);
    refuses(lines.join('\n'), /an alias is not allowed/);
  });

  it('refuses tags', () => {
    refuses('a: !!binary aGk=\n', /tag/i);
    refuses('a: !own x\n', /tag/i);
    refuses('a: !!str 1\n', /a tag is not allowed/);
  });

  it('refuses a directive, which could change how scalars read', () => {
    refuses('%YAML 1.1\n---\na: yes\n', /a directive is not allowed \(line 1, column 1\)/);
  });

  it('refuses keys that are no strings', () => refuses('? [1]\n: 2\n', /all keys must be strings/));

  it('refuses a second document', () =>
    refuses('a: 1\n---\nb: 2\n', /not one document \(line 2, column 1\)/));

  it('refuses a byte order mark', () => refuses('\ufeffa: 1', /byte order mark/));

  it('refuses broken YAML with its place and no raw control character', () => {
    refuses('a: b: c\n', /\(line 1, column 4\)/);
    try {
      parseYaml('a: !t\u0007g x', 'it');
      assert.fail('it was accepted');
    } catch (error) {
      assert.doesNotMatch((error as Error).message, /[\u0000-\u001f]/);
    }
  });

  for (const [shape, text] of [
    ['flow', `a: ${'['.repeat(200_000)}`],
    ['sequences on one line', '- '.repeat(200_000)],
    ['explicit keys', '? '.repeat(200_000)],
    ['lines', Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ] as const) {
    it(`refuses nesting without bound: ${shape}`, () => refuses(text, /nested deeper than 128 levels/));
  }

  it('reads the deepest nesting that JSON may have', () => {
    const text = `${'['.repeat(128)}${']'.repeat(128)}`;
    assert.equal(JSON.stringify(parseYaml(text, 'it').value), text);
    refuses(`[${text}]`, /nested deeper/);
  });

  it('finds a duplicate among very many keys in linear time', () => {
    const keys = Array.from({ length: 80_000 }, (_, i) => `k${i}: 1`);
    refuses([...keys, 'k5: 2'].join('\n'), /the key k5 is given twice/);
  });

  it('refuses a text beyond the limit', () => {
    assert.throws(() => parseYaml(`# ${'x'.repeat(MAX_YAML_LENGTH)}`, 'it'), { code: 'LIMIT_EXCEEDED' });
  });
});

describe('placeOf', () => {
  const source = parseYaml('a:\n  - b: 1\n    "c/d~e": 2\n', 'it');

  it('is the place of the node that the pointer names', () => {
    assert.equal(source.placeOf('/a/0/b'), 'line 2, column 8');
    assert.equal(source.placeOf('/a/0/c~1d~0e'), 'line 3, column 14');
  });

  it('is that of the nearest node above where there is none', () => {
    assert.equal(source.placeOf('/a/0/x/y'), 'line 2, column 5');
    assert.equal(source.placeOf('/a/7'), 'line 2, column 3');
  });
});
