/** Generated pairs, ordered by the schemes and by the real programs where they are on this machine. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import npmSemver from 'semver';
import { debian } from '../../src/core/version/debian.ts';
import { maven } from '../../src/core/version/maven.ts';
import { packagist } from '../../src/core/version/packagist.ts';
import { pep440 } from '../../src/core/version/pep440.ts';
import { rpm } from '../../src/core/version/rpm.ts';
import { rubygems } from '../../src/core/version/rubygems.ts';
import type { VersionScheme } from '../../src/core/version/scheme.ts';
import { semver } from '../../src/core/version/semver.ts';
import { versionsOf } from '../helpers/version-arbitraries.ts';
import {
  dpkg,
  dpkgPerl,
  mavenProgram,
  type Pair,
  php,
  pythonPackaging,
  rpmProgram,
  rubyGems,
  type VersionProgram,
} from '../helpers/version-programs.ts';

const SEED = 20260202;

function ours(scheme: VersionScheme, [a, b]: Pair): string {
  return scheme.isValid(a) && scheme.isValid(b) ? String(Math.sign(scheme.compare(a, b))) : 'x';
}

function assertSame(pairs: readonly Pair[], expected: readonly string[], scheme: VersionScheme): void {
  assert.equal(expected.length, pairs.length);
  const different = pairs.flatMap((pair, i) => {
    const answer = ours(scheme, pair);
    return answer === expected[i] ? [] : [`${pair.join(' ? ')}: ${answer}, the program says ${expected[i]}`];
  });
  assert.deepEqual(different, []);
}

/** A version and what one edit makes of it: most mistakes are about neighbours. */
function neighbours(version: fc.Arbitrary<string>): fc.Arbitrary<Pair> {
  const piece = fc.constantFrom(
    '',
    '',
    '0',
    '1',
    '10',
    '.',
    '-',
    '~',
    '+',
    '^',
    'a',
    'rc1',
    '.0',
    '-0',
    '.1',
    '-1',
  );
  return fc.tuple(version, fc.nat(30), fc.nat(1), piece).map(([text, at, cut, put]): Pair => {
    const from = Math.min(at, text.length);
    return [text, text.slice(0, from) + put + text.slice(from + cut)];
  });
}

/** Pairs of versions of which the program may be asked. */
function pairsOf(
  version: fc.Arbitrary<string>,
  count: number,
  { isValid }: VersionScheme,
  mayAsk: (version: string) => boolean,
): Pair[] {
  const asked = version.filter(mayAsk);
  const near = neighbours(asked).filter(([, text]) => isValid(text) && mayAsk(text));
  return fc.sample(fc.oneof(fc.tuple(asked, asked), near), { seed: SEED, numRuns: count });
}

interface Comparison {
  readonly scheme: VersionScheme;
  readonly program: VersionProgram;
  readonly count: number;
  /** Where the two differ on purpose; each case has its row in the scheme's unit test. */
  readonly mayAsk?: (version: string) => boolean;
}

const COMPARISONS: readonly Comparison[] = [
  { scheme: debian, program: dpkg, count: 300 },
  // Perl keeps numbers in doubles.
  {
    scheme: debian,
    program: dpkgPerl,
    count: 5000,
    mayAsk: (version) => !version.includes('900719925474099'),
  },
  { scheme: rpm, program: rpmProgram, count: 1500 },
  { scheme: pep440, program: pythonPackaging, count: 3000 },
  // RubyGems wants the first part to be digits only; we order 1beta as 1.beta.
  { scheme: rubygems, program: rubyGems, count: 3000, mayAsk: (version) => /^[0-9]+([.-]|$)/.test(version) },
  // PHP's numbers end at 2^63.
  { scheme: packagist, program: php, count: 3000, mayAsk: (version) => !/[0-9]{19}/.test(version) },
  {
    scheme: maven,
    program: mavenProgram,
    count: 3000,
    // Where Maven 3 has no order (maven.ts): a word between points, zeros alone before a word, `-ga` before more.
    mayAsk: (version) =>
      !/\.[^0-9.-]+[.-]|(^|[^0-9.])[0.-]+[^0-9.-]|(ga|final|release)[0-9.-]/i.test(version),
  },
];

for (const { scheme, program, count, mayAsk = () => true } of COMPARISONS) {
  test(`${scheme.name}: ${count} generated pairs as ${program.name} orders them`, {
    skip: program.skip,
  }, () => {
    const pairs = pairsOf(versionsOf(scheme), count, scheme, mayAsk);
    assertSame(pairs, program.answer(pairs), scheme);
  });
}

test("pep440: takes and refuses the strings that Python's packaging does", {
  skip: pythonPackaging.skip,
}, () => {
  const pieces = fc.constantFrom(
    ...'0 1 . - _ + ! a b rc c dev post r pre rev v alpha beta preview local x'.split(' '),
  );
  const text = fc.array(pieces, { minLength: 1, maxLength: 7 }).map((parts) => parts.join(''));
  const started = fc.tuple(fc.constantFrom('', '1', '1.0'), text).map((parts) => parts.join(''));
  const pairs = fc.sample(started, { seed: SEED, numRuns: 4000 }).map((version): Pair => [version, version]);
  assertSame(pairs, pythonPackaging.answer(pairs), pep440);
});

test('debian: takes and refuses the strings that dpkg does', { skip: dpkg.skip }, () => {
  const text = fc.string({ unit: fc.constantFrom(...'01aZ.-+~:_!'), minLength: 1, maxLength: 8 });
  const pairs = fc.sample(text, { seed: SEED, numRuns: 300 }).map((version): Pair => [version, version]);
  assertSame(pairs, dpkg.answer(pairs), debian);
});

test("semver: 3000 generated pairs as npm's semver orders them, and whatever it takes is taken", () => {
  // Of 1.0.10.2 npm's loose mode makes 1.0.1-0.2, because its expression gives the last digit back.
  const hasFourNumbers = /^v?\d+\.\d+\.\d+\./;
  const version = versionsOf(semver).filter(
    (text) => !hasFourNumbers.test(text) && npmSemver.valid(text, { loose: true }) !== null,
  );
  const pairs = fc
    .sample(fc.tuple(version, version), { seed: SEED, numRuns: 3000 })
    // npm's semver reads identifiers into doubles.
    .filter((pair) => !pair.some((text) => text.includes('900719925474099')));
  const npmAnswers = pairs.map(([a, b]) => String(npmSemver.compare(a, b, { loose: true })));
  assertSame(pairs, npmAnswers, semver);
});
