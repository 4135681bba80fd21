import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { debian } from '../../../../src/core/version/debian.ts';
import { semver } from '../../../../src/core/version/semver.ts';
import { isInVersRange, isVersText } from '../../../../src/core/vex/version-range.ts';

describe('isInVersRange', () => {
  const cases: readonly (readonly [range: string, inside: string, outside: string])[] = [
    ['vers:npm/1.0.0', '1.0.0', '1.0.1 0.9.0'],
    ['vers:npm/=1.0.0|=2.0.0', '1.0.0 2.0.0', '1.5.0'],
    ['vers:semver/>=2.2.0|<=2.4.0', '2.2.0 2.3.9 2.4.0', '2.1.9 2.4.1'],
    ['vers:semver/<7.0.0|>=1.5.0', '1.5.0 6.9.9', '1.4.9 7.0.0'],
    ['vers:semver/<1.5.0|>=7.0.0', '1.0.0 7.0.0 8.0.0', '1.5.0 6.0.0'],
    ['vers:npm/>1.0.0', '1.0.1', '1.0.0 0.9.0'],
    ['vers:npm/<2.0.0', '1.0.0', '2.0.0 2.0.1'],
    ['vers:npm/>2.0.0|<3.0.0', '2.0.1', '2.0.0 3.0.0'],
    ['vers:npm/>=1.0.0|<2.0.0|>=3.0.0|<4.0.0', '1.0.0 3.5.0', '2.0.0 2.5.0 4.0.0 0.1.0'],
    ['vers:npm/>=1.0.0|!=1.5.0|<2.0.0', '1.4.0 1.6.0', '1.5.0 2.0.0'],
    ['vers:npm/!=1.5.0', '1.4.0 9.0.0', '1.5.0'],
    ['vers:npm/0.5.0|>=1.0.0|<2.0.0', '0.5.0 1.5.0', '0.6.0'],
    ['vers:npm/*', '0.0.0 9.9.9', ''],
    ['vers:npm/ >= 1.0.0 | < 2.0.0 ', '1.5.0', '2.0.0'],
    ['vers:npm/1.0.0%2Bbuild', '1.0.0', '1.0.1'],
  ];
  for (const [range, inside, outside] of cases) {
    it(range, () => {
      for (const version of inside.split(' '))
        assert.equal(isInVersRange(range, version, semver), true, version);
      for (const version of outside.split(' ').filter((text) => text !== ''))
        assert.equal(isInVersRange(range, version, semver), false, version);
    });
  }

  it("orders as the component's ecosystem does", () => {
    assert.equal(isInVersRange('vers:deb/>=1:1.0', '2:0.5-1', debian), true);
    assert.equal(isInVersRange('vers:deb/<1.0', '1.0~rc1-1', debian), true);
  });

  it('cannot tell where a version is none of the scheme', () => {
    assert.equal(isInVersRange('vers:generic/>=abc', '1.0.0', semver), null);
    assert.equal(isInVersRange('vers:npm/>=1.0.0', 'abc', semver), null);
    assert.equal(isInVersRange('vers:npm/', '1.0.0', semver), null);
    assert.equal(isInVersRange('vers:npm/>=%zz', '1.0.0', semver), null);
    assert.equal(isInVersRange(`vers:npm/${'1.0.0|'.repeat(2000)}1.0.0`, '1.0.0', semver), null);
  });
});

describe('isVersText', () => {
  it('is true for a range and nothing else', () => {
    assert.equal(isVersText('vers:npm/>=1'), true);
    for (const text of ['1.0', 'vers:', 'vers:npm', '>=1', 'VERS:npm/1'])
      assert.equal(isVersText(text), false);
  });
});
