import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OsvAffected, OsvRange } from '../../../../src/core/feed/osv-record.ts';
import { affectedVerdict } from '../../../../src/core/matching/affected-version.ts';
import { debian } from '../../../../src/core/version/debian.ts';
import { pep440 } from '../../../../src/core/version/pep440.ts';
import { semver } from '../../../../src/core/version/semver.ts';

function entry(members: Partial<OsvAffected>): OsvAffected {
  return {
    package: { ecosystem: 'x', name: 'y' },
    ranges: [],
    versions: [],
    severity: [],
    qualitativeSeverity: null,
    statedScores: [],
    ...members,
  };
}

function range(type: string, ...stretches: [string, string][]): OsvRange {
  return { type, events: stretches.flatMap(([introduced, fixed]) => [{ introduced }, { fixed }]) };
}

describe('affectedVerdict', () => {
  it('is null for an entry that says nothing of versions', () => {
    assert.equal(affectedVerdict(entry({}), '1.0.0', semver), null);
  });

  it('holds a listed version for affected, and no other', () => {
    const listed = entry({ versions: ['1.0.0', '1.0.1'] });
    assert.deepEqual(affectedVerdict(listed, '1.0.1', semver), { fixedIn: [] });
    assert.equal(affectedVerdict(listed, '1.0.2', semver), null);
  });

  it('knows a listed version in another spelling', () => {
    assert.ok(affectedVerdict(entry({ versions: ['1.0'] }), '1.0.0', pep440));
    assert.ok(affectedVerdict(entry({ versions: ['2.0.0rc1'] }), '2.0.0-RC.1', pep440));
    assert.ok(affectedVerdict(entry({ versions: ['1.2-3'] }), '0:1.2-3', debian));
    assert.equal(affectedVerdict(entry({ versions: ['1.0'] }), '1.0.post1', pep440), null);
  });

  it('looks past listed versions that the scheme cannot order', () => {
    assert.ok(affectedVerdict(entry({ versions: ['1.0-broken!', '1.0'] }), '1.0.0', pep440));
    assert.equal(affectedVerdict(entry({ versions: ['1.0-broken!'] }), '1.0.0', pep440), null);
  });

  it('knows a version that the scheme cannot order only where it is listed', () => {
    const listed = entry({ versions: ['0.1-bulbasaur'], ranges: [range('ECOSYSTEM', ['0', '9'])] });
    assert.equal(pep440.isValid('0.1-bulbasaur'), false);
    assert.deepEqual(affectedVerdict(listed, '0.1-bulbasaur', pep440), { fixedIn: [] });
    assert.equal(affectedVerdict(listed, '0.1-charmander', pep440), null);
  });

  it('evaluates ECOSYSTEM ranges in the order of the ecosystem', () => {
    const affected = entry({ ranges: [range('ECOSYSTEM', ['0', '1.10-1~deb12u1'])] });
    assert.ok(affectedVerdict(affected, '1.9-1', debian));
    assert.equal(affectedVerdict(affected, '1.10-1', debian), null);
  });

  it('evaluates SEMVER ranges by SemVer where the version is SemVer', () => {
    const affected = entry({ ranges: [range('SEMVER', ['0', '1.0.0'])] });
    assert.ok(
      affectedVerdict(affected, '1.0.0-rc.1', debian),
      'dpkg would hold 1.0.0-rc.1 for later than 1.0.0',
    );
    assert.equal(affectedVerdict(affected, '1.0.0', debian), null);
  });

  it('evaluates SEMVER ranges in the order of the ecosystem where the version is not SemVer', () => {
    const affected = entry({ ranges: [range('SEMVER', ['0', '2.0.0'])] });
    assert.equal(semver.isValid('1.1.1.post1'), false);
    assert.ok(affectedVerdict(affected, '1.1.1.post1', pep440));
    assert.equal(affectedVerdict(affected, '2.1.1.post1', pep440), null);
  });

  for (const type of ['GIT', 'semver', 'CALVER', '']) {
    it(`does not apply a range of type ${JSON.stringify(type)}`, () => {
      assert.equal(affectedVerdict(entry({ ranges: [range(type, ['0', '9.0.0'])] }), '1.0.0', semver), null);
    });
  }

  it('goes on to the other ranges after one that does not apply', () => {
    const affected = entry({ ranges: [range('GIT', ['0', 'abc']), range('SEMVER', ['0', '2.0.0'])] });
    assert.deepEqual(affectedVerdict(affected, '1.0.0', semver), { fixedIn: ['2.0.0'] });
  });
});

describe('fixedIn', () => {
  it('has the fixes after the version, of each branch', () => {
    const affected = entry({ ranges: [range('SEMVER', ['0', '1.2.3'], ['2.0.0', '2.1.5'])] });
    assert.deepEqual(affectedVerdict(affected, '1.0.0', semver), { fixedIn: ['1.2.3', '2.1.5'] });
    assert.deepEqual(affectedVerdict(affected, '2.0.1', semver), { fixedIn: ['2.1.5'] });
  });

  it('has no fix of a range that the version is not in', () => {
    const affected = entry({
      ranges: [range('SEMVER', ['0', '1.2.3']), range('SEMVER', ['2.0.0', '2.1.5'])],
    });
    assert.deepEqual(affectedVerdict(affected, '1.0.0', semver), { fixedIn: ['1.2.3'] });
  });

  it('has each fix once, and none that cannot be ordered', () => {
    const ranges = [
      range('SEMVER', ['0', '1.2.3']),
      range('SEMVER', ['0.5.0', '1.2.3']),
      range('SEMVER', ['0', '?']),
    ];
    assert.deepEqual(affectedVerdict(entry({ ranges }), '1.0.0', semver), { fixedIn: ['1.2.3'] });
  });

  it('has none for a version that is listed against its range', () => {
    const affected = entry({ versions: ['1.2.3'], ranges: [range('SEMVER', ['0', '1.2.3'])] });
    assert.deepEqual(affectedVerdict(affected, '1.2.3', semver), { fixedIn: [] });
  });
});
