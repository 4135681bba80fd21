import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ecosystemCoverageOf } from '../../../../src/core/feed/ecosystem-coverage.ts';

function covers(name: string, ecosystem: string): boolean {
  return ecosystemCoverageOf([{ name, kind: 'osv', records: 1 }], () => true)(ecosystem);
}

describe('ecosystemCoverageOf', () => {
  for (const [name, ecosystem, expected] of [
    ['osv/npm', 'npm', true],
    ['osv/npm', 'PyPI', false],
    ['osv/npm', 'NPM', false],
    ['osv/Debian', 'Debian', true],
    ['osv/Debian', 'Debian:12', true],
    ['osv/Debian:12', 'Debian:12', true],
    ['osv/Debian:12', 'Debian:11', false],
    ['osv/Debian:12', 'Debian', false],
    ['osv/Debian:1', 'Debian:12', false],
    ['osv/Ubuntu', 'Ubuntu:22.04:LTS', true],
    ['osv/Ubuntu:22.04:LTS', 'Ubuntu:22.04:LTS', true],
    ['osv/Ubuntu:22.04:LTS', 'Ubuntu:24.04:LTS', false],
    ['osv/Ubuntu:22.04:LTS', 'Ubuntu:Pro:22.04:LTS', false],
    ['osv/Ubuntu:22.04', 'Ubuntu:22.04:LTS', false],
    ['osv/Red Hat', 'Red Hat:enterprise_linux:9::baseos', true],
    ['osv/Maven', 'Maven:https://maven.google.com', true],
    ['npm', 'npm', false],
  ] as const) {
    it(`${name} ${expected ? 'covers' : 'does not cover'} ${JSON.stringify(ecosystem)}`, () => {
      assert.equal(covers(name, ecosystem), expected);
    });
  }

  it('takes only sources of kind osv that have records', () => {
    const isCovered = ecosystemCoverageOf(
      [
        { name: 'osv/npm', kind: 'kev', records: 5 },
        { name: 'osv/PyPI', kind: 'osv', records: 0 },
      ],
      () => true,
    );
    assert.equal(isCovered('npm'), false);
    assert.equal(isCovered('PyPI'), false);
  });

  it('covers a release only where a record names it, and asks once', () => {
    const asked: string[] = [];
    const isCovered = ecosystemCoverageOf([{ name: 'osv/Debian', kind: 'osv', records: 1 }], (prefix) => {
      asked.push(prefix);
      return prefix === 'Debian:12:';
    });
    assert.deepEqual(['Debian', 'Debian:12', 'Debian:99', 'Debian:99'].map(isCovered), [
      true,
      true,
      false,
      false,
    ]);
    assert.deepEqual(asked, ['Debian:12:', 'Debian:99:']);
  });

  it('covers nothing without sources', () => assert.equal(ecosystemCoverageOf([], () => true)('npm'), false));
});
