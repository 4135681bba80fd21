import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { recordQuestions } from '../../../../src/core/feed/recorded-questions.ts';
import { indexKeysOf } from '../../../../src/core/matching/index-keys.ts';
import { scoreScan } from '../../../../src/core/scoring/score-scan.ts';
import { component, feedWith, npmAdvisory, scanInput } from '../../../helpers/scoring.ts';

const PURLS = [
  'pkg:npm/lodash@1.0.0',
  'pkg:npm/%40scope/name@1.0.0',
  'pkg:npm/Lodash@1.0.0',
  'pkg:pypi/Foo.Bar@1.0',
  'pkg:pypi/foo_bar@1.0',
  'pkg:nuget/Newtonsoft.Json@12.0.1',
  'pkg:composer/Vendor/Package@1.0.0',
  'pkg:golang/github.com/Owner/repo@v1.0.0',
  'pkg:maven/org.example/parser@2.14.1',
  'pkg:cargo/regex@1.0.0',
  'pkg:gem/rails@6.0.0',
  'pkg:deb/debian/openssl@3.0.11-1~deb12u2?distro=debian-12',
  'pkg:apk/alpine/busybox@1.36.1-r15?distro=alpine-3.19',
  'pkg:generic/firmware@3',
];

/** The keys that scoring asks a feed for that covers everything. */
function askedBy(purls: readonly string[]): string[] {
  const feed = { ...feedWith([npmAdvisory('GHSA-1', 'lodash')]), hasEcosystem: () => true };
  const { view, questions } = recordQuestions(feed);
  scoreScan(scanInput({ components: purls.map((purl) => component(purl)), feed: view }));
  return [...questions.packages].sort();
}

function keysOf(purl: string): string[] {
  const keys = indexKeysOf(purl);
  return 'uncovered' in keys ? [] : keys.map(({ key }) => key);
}

describe('the index keys of a package', () => {
  for (const purl of PURLS) {
    it(`are those that scoring asks for: ${purl}`, () => {
      assert.deepEqual(askedBy([purl]), keysOf(purl).sort());
    });
  }

  it('are asked once each, whatever the order of the components', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(PURLS), (purls) => {
        assert.deepEqual(askedBy(purls), [...new Set(purls.flatMap(keysOf))].sort());
      }),
      { numRuns: 20 },
    );
  });

  it('do not depend on the version', () => {
    assert.deepEqual(keysOf('pkg:pypi/Foo.Bar'), ['PyPI:foo-bar']);
    assert.deepEqual(keysOf('pkg:pypi/foo_bar@1'), ['PyPI:foo-bar']);
  });

  it('are none for a type that no feed knows', () => {
    assert.deepEqual(indexKeysOf('pkg:generic/firmware@3'), { uncovered: 'type-not-supported' });
  });
});
