import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PackageCoordinate } from '../../../../src/core/ecosystem/coordinate.ts';
import { packageKey } from '../../../../src/core/ecosystem/ecosystem.ts';
import { isStellaError } from '../../../../src/core/errors.ts';
import type { Advisory } from '../../../../src/core/feed/feed-view.ts';
import type { JsonObject } from '../../../../src/core/json/json-value.ts';
import {
  existsAt,
  findAdvisories,
  type MatchedAdvisory,
} from '../../../../src/core/matching/find-advisories.ts';
import { advisory, feedOf, osvDocument } from '../../../helpers/osv-records.ts';

const CLOCK = '2025-01-15T00:00:00Z';
const BELOW_2 = { ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '2.0.0' }] }] };

function component(ecosystem: string, name: string, version: string): PackageCoordinate {
  return { ecosystem, name, version, key: packageKey(ecosystem, name) };
}

const PAD = component('npm', 'left-pad', '1.0.0');

function matchesOf(advisories: readonly Advisory[], wanted = PAD): readonly MatchedAdvisory[] {
  const search = findAdvisories(wanted, feedOf(advisories, [wanted.ecosystem]), CLOCK);
  assert.equal(search.uncovered, null);
  return search.matches;
}

function idsOf(documents: readonly JsonObject[], wanted = PAD): string[] {
  return matchesOf(documents.map(advisory), wanted).map((match) => match.advisory.record.id);
}

describe('findAdvisories', () => {
  it('finds the records that affect the version, with the versions that fix it', () => {
    const hit = advisory(osvDocument('A', 'npm', 'left-pad', BELOW_2));
    const miss = advisory(osvDocument('B', 'npm', 'left-pad', { versions: ['0.1.0'] }));
    const other = advisory(osvDocument('C', 'npm', 'right-pad', BELOW_2));
    const expected = { advisory: hit, entries: hit.record.affected, fixedIn: ['2.0.0'] };
    assert.deepEqual(matchesOf([hit, miss, other]), [expected]);
  });

  it('finds a package whose record spells its name in another way', () => {
    const flask = component('PyPI', 'flask-babel', '1.0');
    const range = { ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }] };
    assert.deepEqual(idsOf([osvDocument('A', 'PyPI', 'Flask_Babel', range)], flask), ['A']);
  });

  it('finds a distribution package by its release, and no other', () => {
    const range = { ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '3.0.11-1' }] }] };
    const documents = ['Debian:12', 'Debian:11', 'Debian'].map((it) => osvDocument(it, it, 'openssl', range));
    assert.deepEqual(idsOf(documents, component('Debian:12', 'openssl', '3.0.9-1')), ['Debian:12']);
  });

  it('takes the entries of the package that affect it, and the fixes of all of them', () => {
    const entryOf = (name: string, introduced: string, fixed: string): JsonObject => ({
      package: { ecosystem: 'npm', name },
      ranges: [{ type: 'SEMVER', events: [{ introduced }, { fixed }] }],
    });
    const one = advisory({
      id: 'A',
      affected: [
        entryOf('left-pad', '0', '1.5.0'),
        entryOf('right-pad', '0', '7.0.0'),
        entryOf('left-pad', '0', '1.4.9'),
        entryOf('left-pad', '3.0.0', '3.1.0'),
        { ranges: [{ type: 'GIT', events: [{ introduced: '0' }] }] },
      ],
    });
    const [match, ...more] = matchesOf([one]);
    assert.equal(more.length, 0);
    assert.deepEqual(match?.entries, [one.record.affected[0], one.record.affected[2]]);
    assert.deepEqual(match?.fixedIn, ['1.5.0', '1.4.9']);
  });

  for (const [title, members, isFound] of [
    ['has no times', {}, true],
    ['was published before the clock', { published: '2025-01-14T23:59:59Z' }, true],
    ['was published at the clock', { published: '2025-01-15T01:00:00+01:00' }, true],
    ['was published after the clock', { published: '2025-01-15T00:00:00.001Z' }, false],
    ['was withdrawn before the clock', { withdrawn: '2025-01-14T23:59:59Z' }, false],
    ['was withdrawn at the clock', { withdrawn: '2025-01-15T00:00:00Z' }, false],
    ['was withdrawn after the clock', { withdrawn: '2025-01-15T00:00:01Z' }, true],
    ['has a publication that cannot be read', { published: 'soon' }, true],
    ['has a withdrawal that cannot be read', { withdrawn: '2024-01-01' }, true],
    ['was modified after the clock', { modified: '2026-01-01T00:00:00Z' }, true],
  ] as const) {
    it(`${isFound ? 'finds' : 'does not find'} a record that ${title}`, () => {
      const document = { ...osvDocument('A', 'npm', 'left-pad', BELOW_2), ...members };
      assert.deepEqual(idsOf([document]), isFound ? ['A'] : []);
    });
  }

  for (const [reason, wanted, ecosystems] of [
    ['type-not-supported', component('ConanCenter', 'zlib', '1.0'), ['ConanCenter']],
    ['ecosystem-not-in-feed', PAD, ['PyPI']],
    ['ecosystem-not-in-feed', component('Debian:12', 'openssl', '1.0'), ['Debian:11']],
    ['version-not-parsable', component('npm', 'left-pad', 'latest'), ['npm']],
    ['version-not-parsable', component('npm', 'left-pad', ''), ['npm']],
    ['ecosystem-not-in-feed', component('npm', 'left-pad', 'latest'), []],
  ] as const) {
    it(`says ${reason} for ${wanted.key}@${wanted.version} where the feed has ${ecosystems.join() || 'nothing'}`, () => {
      const feed = feedOf([advisory(osvDocument('A', 'npm', 'left-pad', BELOW_2))], ecosystems);
      assert.equal(findAdvisories(wanted, feed, CLOCK).uncovered, reason);
    });
  }

  for (const [title, wanted, ecosystems] of [
    ['cannot be ordered', component('PyPI', 'pytz', '2004d'), ['PyPI']],
    ['is of an ecosystem without an order', component('ConanCenter', 'pytz', '2004d'), ['ConanCenter']],
    ['is of an ecosystem that the feed has no source of', component('PyPI', 'pytz', '2004d'), []],
  ] as const) {
    it(`finds a record that lists a version by its text, also one that ${title}`, () => {
      const listed = advisory(osvDocument('A', wanted.ecosystem, 'pytz', { versions: ['2004b', '2004d'] }));
      const other = advisory(osvDocument('B', wanted.ecosystem, 'pytz', { versions: ['2004b'] }));
      const search = findAdvisories(wanted, feedOf([listed, other], ecosystems), CLOCK);
      assert.notEqual(search.uncovered, null);
      assert.deepEqual(search.matches, [{ advisory: listed, entries: listed.record.affected, fixedIn: [] }]);
    });
  }

  it('rejects a clock that is no time', () => {
    assert.throws(
      () => findAdvisories(PAD, feedOf([], ['npm']), 'now'),
      (error) => isStellaError(error) && error.code === 'INPUT_INVALID',
    );
  });
});

describe('existsAt', () => {
  it('follows a record from its publication to its withdrawal', () => {
    const { record } = advisory({
      id: 'A',
      published: '2025-01-01T00:00:00Z',
      withdrawn: '2025-02-01T00:00:00Z',
    });
    const at = (day: string): boolean => existsAt(record, Date.parse(`${day}T00:00:00Z`));
    const days = ['2024-12-31', '2025-01-01', '2025-01-31', '2025-02-01'];
    assert.deepEqual(days.map(at), [false, true, true, false]);
  });
});
