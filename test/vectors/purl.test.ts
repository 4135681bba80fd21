/** The purl specification's own cases: parse, build, and `validate`, which is a text and its canonical form. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { formatPurl, type Purl, parsePurl } from '../../src/core/purl/purl.ts';
import { corpusPath, corpusSkip } from '../helpers/corpora.ts';

type Components = { readonly [K in keyof Purl]: Purl[K] | null };

interface Case {
  readonly description: string;
  readonly test_type: 'parse' | 'build' | 'validate';
  readonly input: string | Components;
  readonly expected_output?: string | Components | null;
  readonly expected_failure: boolean;
}

const CASE_OF_KEYS =
  'The corpus contradicts itself on upper case in a qualifier key: as a parse case this must fail, as a validate case the same text must give ' +
  'lower case, and maven-test.json must parse repositorY_url. "How to parse" lowercases keys, and so do we.';

/** The cases that we answer otherwise, and why. */
const OTHERWISE: ReadonlyMap<string, string> = new Map([
  ['parse pkg:gem/jruby-launcher@1.1.2?Platform=java', CASE_OF_KEYS],
  ['parse pkg:Rpm/fedora/curl@7.50.3-1.fc25?Arch=i386&Distro=fedora-25', CASE_OF_KEYS],
]);

const FILES = existsSync(corpusPath('purl/types'))
  ? ['specification-test.json', ...readdirSync(corpusPath('purl/types')).map((name) => `types/${name}`)]
  : [];

function casesOf(file: string): readonly Case[] {
  return JSON.parse(readFileSync(corpusPath(`purl/${file}`), 'utf8')).tests;
}

function answer({ test_type, input }: Case): unknown {
  if (typeof input !== 'string') {
    const { type, name, qualifiers, ...others } = input;
    return formatPurl({ ...others, type: type ?? '', name: name ?? '', qualifiers: qualifiers ?? {} });
  }
  const purl = parsePurl(input);
  if (test_type === 'validate') return formatPurl(purl);
  const qualifiers = Object.keys(purl.qualifiers).length === 0 ? null : { ...purl.qualifiers };
  return { ...purl, qualifiers };
}

function isAnswered(testCase: Case): boolean {
  try {
    assert.deepEqual(answer(testCase), testCase.expected_output);
    return !testCase.expected_failure;
  } catch (error) {
    if (error instanceof assert.AssertionError) return false;
    return testCase.expected_failure;
  }
}

describe('purl specification cases', { skip: corpusSkip('purl') }, () => {
  for (const file of FILES)
    it(`answers ${file}`, () => {
      const cases = casesOf(file);
      assert.ok(cases.length > 0);
      for (const testCase of cases) {
        assert.match(testCase.test_type, /^(parse|build|validate)$/);
        const { test_type, input, description } = testCase;
        const isOtherwise = OTHERWISE.has(`${test_type} ${input}`);
        assert.equal(
          isAnswered(testCase),
          !isOtherwise,
          `${description}: ${test_type} ${JSON.stringify(input)}`,
        );
      }
    });

  it('has all 230 cases, of which 2 are answered otherwise', () => {
    const cases = FILES.flatMap(casesOf);
    assert.equal(cases.length, 230);
    assert.equal(
      cases.filter((testCase) => OTHERWISE.has(`${testCase.test_type} ${testCase.input}`)).length,
      2,
    );
  });
});
