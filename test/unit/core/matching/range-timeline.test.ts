import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OsvEvent } from '../../../../src/core/feed/osv-record.ts';
import { isInRange } from '../../../../src/core/matching/range-timeline.ts';
import { debian } from '../../../../src/core/version/debian.ts';
import { rpm } from '../../../../src/core/version/rpm.ts';
import { semver } from '../../../../src/core/version/semver.ts';

const introduced = (version: string): OsvEvent => ({ introduced: version });
const fixed = (version: string): OsvEvent => ({ fixed: version });
const lastAffected = (version: string): OsvEvent => ({ last_affected: version });
const limit = (version: string): OsvEvent => ({ limit: version });

function isIn(version: string, ...events: OsvEvent[]): boolean {
  return isInRange({ type: 'SEMVER', events }, version, semver);
}

/** One test a range: the versions in it and those outside, whatever the order of its events. */
function testRange(title: string, events: OsvEvent[], inside: string[], outside: string[]): void {
  it(title, () => {
    for (const order of [events, events.toReversed(), [...events.slice(1), ...events.slice(0, 1)]]) {
      for (const version of inside) assert.equal(isIn(version, ...order), true, `${version} is inside`);
      for (const version of outside) assert.equal(isIn(version, ...order), false, `${version} is outside`);
    }
  });
}

describe('isInRange', () => {
  testRange('holds every version after introduced 0', [introduced('0')], ['0.0.0-0', '0.0.0', '9.9.9'], []);
  testRange('holds no version without events', [], [], ['0.0.0', '1.0.0']);
  testRange(
    'ends before the version that fixes it',
    [introduced('0'), fixed('1.0.2')],
    ['0.1.0', '1.0.1', '1.0.2-rc.1'],
    ['1.0.2', '1.0.2+build', '2.0.0'],
  );
  testRange(
    'begins with the version that introduces it',
    [introduced('1.0.0'), fixed('1.0.2')],
    ['1.0.0', '1.0.1'],
    ['0.9.9', '1.0.0-rc.1', '1.0.2'],
  );
  testRange(
    'ends with the last affected version',
    [introduced('1.0.0'), lastAffected('1.5.0')],
    ['1.0.0', '1.5.0', '1.5.0+build'],
    ['1.5.1', '0.9.0'],
  );
  testRange(
    'has several stretches',
    [introduced('1.0.0'), fixed('1.0.2'), introduced('3.0.0'), fixed('3.2.5')],
    ['1.0.0', '1.0.1', '3.0.0', '3.2.4'],
    ['0.9.0', '1.0.2', '2.0.0', '3.2.5', '4.0.0'],
  );
  testRange(
    'is open again after the last stretch',
    [introduced('0'), fixed('1.0.0'), introduced('2.0.0')],
    ['0.5.0', '2.0.0', '9.0.0'],
    ['1.0.0', '1.9.9'],
  );
  testRange(
    'goes on where one version fixes and introduces it',
    [introduced('0'), fixed('3.1.1'), introduced('3.1.1'), fixed('3.1.3')],
    ['3.1.0', '3.1.1', '3.1.2'],
    ['3.1.3'],
  );
  testRange(
    'is empty where it is introduced and fixed at one version',
    [introduced('1.0.0'), fixed('1.0.0')],
    [],
    ['0.9.0', '1.0.0', '1.0.1'],
  );
  testRange(
    'holds one version alone where that is introduced and the last affected',
    [introduced('1.0.0'), lastAffected('1.0.0')],
    ['1.0.0'],
    ['0.9.0', '1.0.1'],
  );
  testRange(
    'takes the members of one event for events',
    [{ introduced: '1.0.0', fixed: '2.0.0' }],
    ['1.0.0', '1.9.0'],
    ['0.9.0', '2.0.0'],
  );
  testRange('holds nothing where nothing introduces it', [fixed('1.0.0')], [], ['0.5.0', '1.0.0', '2.0.0']);
  testRange(
    'needs every end to be passed only once, however often it is named',
    [introduced('0'), introduced('0'), fixed('1.0.0'), fixed('1.0.0'), fixed('1.0')],
    ['0.9.0'],
    ['1.0.0', '2.0.0'],
  );
});

describe('limits', () => {
  testRange('end the range', [introduced('0'), limit('2.0.0')], ['1.0.0'], ['2.0.0', '3.0.0']);
  testRange(
    'hold together: below any of them is below',
    [introduced('0'), limit('1.0.0'), limit('2.0.0')],
    ['0.5.0', '1.5.0'],
    ['2.0.0'],
  );
  testRange('of * end nothing', [introduced('0'), limit('*')], ['0.0.1', '999.0.0'], []);
  testRange('of * go before any other', [introduced('0'), limit('1.0.0'), limit('*')], ['2.0.0'], []);

  it('of * end nothing where the ecosystem orders * before the version', () => {
    assert.ok(rpm.compare('*', '1.0-1') < 0);
    const range = { type: 'ECOSYSTEM', events: [introduced('0'), limit('*')] };
    assert.equal(isInRange(range, '1.0-1', rpm), true);
  });
});

describe('versions that cannot be ordered', () => {
  testRange('close nothing as fixed', [introduced('1.0.0'), fixed('soon')], ['1.0.0', '9.0.0'], ['0.9.0']);
  testRange('close nothing as last affected', [introduced('0'), lastAffected('?')], ['1.0.0', '9.0.0'], []);
  testRange(
    'leave the readable ends as they are',
    [introduced('0'), fixed('soon'), fixed('2.0.0')],
    ['1.0.0'],
    ['2.0.0'],
  );
  testRange('limit nothing', [introduced('0'), limit('soon')], ['1.0.0', '9.0.0'], []);
  testRange(
    'may stand anywhere as introduced',
    [introduced('sometime'), fixed('2.0.0')],
    ['0.0.1', '2.0.0', '9.0.0'],
    [],
  );
  testRange(
    'stay below the limits as introduced',
    [introduced('sometime'), limit('2.0.0')],
    ['0.0.1', '1.9.0'],
    ['2.0.0'],
  );
  testRange('are no introduction when empty', [introduced(''), fixed('2.0.0')], ['1.0.0'], []);
});

describe('introduced 0', () => {
  it('comes before versions that the scheme orders below 0', () => {
    const range = { type: 'ECOSYSTEM', events: [introduced('0'), fixed('1.0')] };
    assert.equal(isInRange(range, '0~~', debian), true);
    assert.ok(debian.compare('0~~', '0') < 0);
  });

  it('with fixed 0 is how Debian says: never affected', () => {
    const range = { type: 'ECOSYSTEM', events: [introduced('0'), fixed('0')] };
    for (const version of ['0', '1.0-1', '1:2.0']) assert.equal(isInRange(range, version, debian), false);
  });
});

it('takes a hundred thousand events in its stride', () => {
  const events = Array.from({ length: 100_000 }, (_, i) =>
    i % 2 === 0 ? introduced(`${i}.0.0`) : fixed(`${i}.0.0`),
  );
  assert.equal(isIn('50000.5.0', ...events.reverse()), true);
  assert.equal(isIn('50001.5.0', ...events), false);
});
