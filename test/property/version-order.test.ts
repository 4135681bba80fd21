/** Every scheme is a total preorder over the versions that it calls valid, and throws nothing but RangeError. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MAX_VERSION_LENGTH } from '../../src/core/version/scheme.ts';
import { SCHEMES_WITH_VERSIONS } from '../helpers/version-arbitraries.ts';

const SEED = 20260101;

for (const { scheme, version } of SCHEMES_WITH_VERSIONS) {
  test(`${scheme.name}: every version equals itself`, () => {
    fc.assert(
      fc.property(version, (a) => scheme.compare(a, a) === 0),
      { seed: SEED, numRuns: 300 },
    );
  });

  test(`${scheme.name}: exchanging the two versions turns the sign around`, () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        assert.equal(Math.sign(scheme.compare(a, b)) + Math.sign(scheme.compare(b, a)), 0, `${a} and ${b}`);
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });

  test(`${scheme.name}: the order is transitive, and so is being equal`, () => {
    fc.assert(
      fc.property(fc.array(version, { minLength: 3, maxLength: 10, size: 'max' }), (versions) => {
        const sorted = versions.toSorted(scheme.compare);
        for (const [i, a] of sorted.entries()) {
          for (const b of sorted.slice(i + 1)) {
            assert.ok(scheme.compare(a, b) <= 0, `${a} sorts before ${b} in ${sorted.join('  ')}`);
          }
          const equal = sorted.filter((b) => scheme.compare(a, b) === 0);
          for (const b of equal)
            for (const c of equal) assert.equal(scheme.compare(b, c), 0, `${b} ${a} ${c}`);
        }
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  test(`${scheme.name}: any string is either ordered or a RangeError`, () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.string({ unit: fc.constantFrom(...'01aZ.-+~^_:!#v \u0000\u00e9'), maxLength: 30 }),
      version,
    );
    fc.assert(
      fc.property(anything, anything, (a, b) => {
        const bothValid = scheme.isValid(a) && scheme.isValid(b);
        try {
          assert.ok(Number.isFinite(scheme.compare(a, b)));
          assert.ok(bothValid);
        } catch (error) {
          assert.ok(error instanceof RangeError && !bothValid, `${JSON.stringify([a, b])}: ${error}`);
        }
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });

  test(`${scheme.name}: refuses a version longer than ${MAX_VERSION_LENGTH} and the empty one`, () => {
    const longest = `1.${'0'.repeat(MAX_VERSION_LENGTH - 2)}`;
    assert.equal(scheme.isValid(longest), true);
    assert.equal(scheme.isValid(`${longest}0`), false);
    assert.throws(() => scheme.compare(longest, `${longest}0`), RangeError);
    assert.equal(scheme.isValid(''), false);
  });

  test(`${scheme.name}: numbers beyond 2^53 are compared digit for digit`, () => {
    assert.ok(scheme.compare('9007199254740992', '9007199254740993') < 0);
    assert.ok(scheme.compare('1.99999999999999999999', '1.100000000000000000000') < 0);
  });

  test(`${scheme.name}: the longest hostile versions take no time`, () => {
    const start = performance.now();
    for (const unit of [
      '1',
      '1.',
      '1-',
      '-',
      'a',
      'a1',
      '1a',
      '~',
      '^',
      '_p',
      '.a',
      '_',
      '+',
      '0',
      '..',
      '1 ',
      'rc-1',
    ]) {
      const hostile = `1${unit.repeat(MAX_VERSION_LENGTH)}`.slice(0, MAX_VERSION_LENGTH);
      for (const end of ['', '!', 'a', '1']) {
        const version = hostile.slice(0, MAX_VERSION_LENGTH - 1) + end;
        if (scheme.isValid(version)) assert.equal(scheme.compare(version, version), 0);
      }
    }
    assert.ok(performance.now() - start < 1000);
  });
}
