import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { distinctComponents, sortedUncovered } from '../../../../src/core/scoring/components.ts';
import { component } from '../../../helpers/scoring.ts';

describe('distinctComponents', () => {
  it('has the same purl once, with all its places, by purl', () => {
    const { components } = distinctComponents([
      component('pkg:npm/b@1', { bomRef: 'r1' }),
      component('pkg:npm/a@1', { bomRef: null }),
      component('pkg:NPM//b@1', { bomRef: 'r2' }),
    ]);
    assert.deepEqual(
      components.map(({ purlText, bomRefs }) => [purlText, ...bomRefs]),
      [
        ['pkg:npm/a@1', null],
        ['pkg:npm/b@1', 'r1', 'r2'],
      ],
    );
  });

  it("completes a purl without version with the SBOM's version", () => {
    const { components } = distinctComponents([
      component('pkg:npm/a', { version: '1.0.0' }),
      component('pkg:npm/a', { version: '2.0.0' }),
      component('pkg:npm/a@1.0.0', { version: '9' }),
      component('pkg:npm/b', { version: '' }),
    ]);
    assert.deepEqual(
      components.map(({ purlText, purl }) => [purlText, purl.version]),
      [
        ['pkg:npm/a@1.0.0', '1.0.0'],
        ['pkg:npm/a@2.0.0', '2.0.0'],
        ['pkg:npm/b', null],
      ],
    );
  });

  it('normalises the version that it completes as its type demands', () => {
    const commit = 'ABCDEF0123456789ABCDEF0123456789ABCDEF01';
    const { components } = distinctComponents([component('pkg:github/o/r', { version: commit })]);
    assert.equal(components[0]?.purl.version, components[0]?.purlText.split('@')[1]);
  });

  it('names components without a purl by bom-ref, else by name, each once', () => {
    const { components, withoutPurl } = distinctComponents([
      component(null, { bomRef: 'r1' }),
      component(null, { bomRef: null, name: 'n' }),
      component(null, { bomRef: null, name: 'n' }),
    ]);
    assert.deepEqual(components, []);
    assert.deepEqual(withoutPurl, ['r1', 'n']);
  });

  it('takes a malformed purl for none, and says so', () => {
    const { withoutPurl, warnings } = distinctComponents([component('pkg:npm', { bomRef: 'r1' })]);
    assert.deepEqual(withoutPurl, ['r1']);
    assert.deepEqual(
      warnings.map(({ kind, ref }) => [kind, ref]),
      [['purl-malformed', 'r1']],
    );
  });
});

describe('a version beside a purl', () => {
  const warned = (purl: string, version: string): string[] =>
    distinctComponents([component(purl, { version })]).warnings.map(({ kind, ref }) => `${kind} ${ref}`);

  it('that is another is told of: the purl counts', () => {
    assert.deepEqual(warned('pkg:npm/a@1.0.0', '2.0.0'), ['version-differs pkg:npm/a@1.0.0']);
    const same = distinctComponents(
      ['1.0.0', '2.0.0'].map((version) => component('pkg:npm/a@1.0.0', { version })),
    );
    assert.deepEqual([same.components.length, same.warnings.length], [1, 1]);
  });

  for (const [purl, version] of [
    ['pkg:npm/a@1.0.0', '1.0.0'],
    ['pkg:pypi/a@1.0', '1.0.0'],
    ['pkg:golang/x.org/a@v1.0.0', '1.0.0'],
    ['pkg:rpm/redhat/openssl@1.1.1k-6.el8?distro=rhel-8.5&epoch=1', '1:1.1.1k-6.el8'],
    ['pkg:deb/debian/a@1%3A2.0-1?distro=debian-12&upstream=a', '1:2.0-1'],
    ['pkg:rpm/mageia/a@2.0-1?distro=mageia-9&epoch=1&upstream=a', '1:2.0-1'],
    ['pkg:npm/a', '2.0.0'],
    ['pkg:npm/a@1.0.0', ''],
    ['pkg:npm/a@1.0.0', 'unknown'],
    ['pkg:generic/a@1', '2'],
  ] as const)
    it(`${JSON.stringify(version)} is not told of beside ${purl}`, () => {
      assert.deepEqual(warned(purl, version), []);
    });
});

describe('sortedUncovered', () => {
  it('sorts by purl or ref, then reason', () => {
    const reason = 'no-purl';
    assert.deepEqual(
      sortedUncovered([
        { ref: 'z', reason },
        { purl: 'pkg:npm/b', reason: 'version-not-parsable' },
        { ref: 'pkg', reason },
        { purl: 'pkg:npm/b', reason: 'ecosystem-not-in-feed' },
      ]).map((each) => Object.values(each).join(' ')),
      ['pkg no-purl', 'pkg:npm/b ecosystem-not-in-feed', 'pkg:npm/b version-not-parsable', 'z no-purl'],
    );
  });
});
