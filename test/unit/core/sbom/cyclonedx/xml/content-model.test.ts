import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ContentState,
  compileContent,
} from '../../../../../../src/core/sbom/cyclonedx/xml/content-model.ts';
import type { Particle } from '../../../../../../src/core/sbom/cyclonedx/xml/grammar.ts';

type Occurrence = { readonly min?: 0; readonly max?: 'unbounded' };
const optional = { min: 0 } as const;
const many = { min: 0, max: 'unbounded' } as const;
const one = (element: string, occurrence: Occurrence = {}): Particle => ({
  element,
  type: 'xs:string',
  ...occurrence,
});
const sequence = (particles: Particle[], occurrence: Occurrence = {}): Particle => ({
  sequence: particles,
  ...occurrence,
});
const choice = (particles: Particle[], occurrence: Occurrence = {}): Particle => ({
  choice: particles,
  ...occurrence,
});

/** `_` stands for an element of another namespace. */
function accepts(model: Particle, names: string): boolean {
  let state: ContentState | null | undefined = compileContent(model);
  for (const name of names) state = name === '_' ? state?.anyOther : state?.elements.get(name)?.next;
  return state?.accepts === true;
}

const CASES: readonly (readonly [string, Particle, readonly string[], readonly string[]])[] = [
  ['a', one('a'), ['a'], ['', 'aa', 'b']],
  ['a?', one('a', optional), ['', 'a'], ['aa']],
  ['a*', one('a', many), ['', 'a', 'aaaa'], ['ab']],
  ['a+', one('a', { max: 'unbounded' }), ['a', 'aaa'], ['']],
  [
    'a b? c',
    sequence([one('a'), one('b', optional), one('c')]),
    ['ac', 'abc'],
    ['', 'a', 'cb', 'abbc', 'acb'],
  ],
  [
    'a? b* _*',
    sequence([one('a', optional), one('b', many), { anyOther: true, ...many }]),
    ['', 'a', 'abb__', '_'],
    ['ba', '_b'],
  ],
  ['a | b', choice([one('a'), one('b')]), ['a', 'b'], ['', 'ab']],
  [
    '(a | b c)*',
    choice([one('a'), sequence([one('b'), one('c')])], many),
    ['', 'a', 'bcabc'],
    ['b', 'ac', 'cb'],
  ],
  ['(a?)*', sequence([one('a', optional)], many), ['', 'aaa'], ['b']],
  [
    '(a* | b) c',
    sequence([choice([one('a', many), one('b')]), one('c')]),
    ['c', 'aac', 'bc'],
    ['abc', 'bbc', ''],
  ],
  ['nothing', sequence([]), [''], ['a']],
];

for (const [name, model, valid, invalid] of CASES) {
  test(`the content ${name} is what it says`, () => {
    for (const names of valid) assert.ok(accepts(model, names), `"${names}" is ${name}`);
    for (const names of invalid) assert.ok(!accepts(model, names), `"${names}" is not ${name}`);
  });
}
