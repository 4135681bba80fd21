import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../../../src/core/json/json-value.ts';
import type { MatchedAdvisory } from '../../../../src/core/matching/find-advisories.ts';
import { type FindingGroup, groupFindings } from '../../../../src/core/matching/group-findings.ts';
import { advisory } from '../../../helpers/osv-records.ts';

function match(
  id: string,
  aliases: string[],
  fixedIn: string[] = [],
  more: JsonObject = {},
): MatchedAdvisory {
  return { advisory: advisory({ id, aliases, ...more }), entries: [], fixedIn };
}

/** Groups as `id | other ids | records`. */
function summary(groups: readonly FindingGroup[]): string[] {
  return groups.map(({ id, aliases, matches }) => {
    const records = matches.map(({ advisory: { record } }) => record.id);
    return [id, aliases.join(' '), records.join(' ')].join(' | ');
  });
}

describe('groupFindings', () => {
  it('has no finding without a match', () => assert.deepEqual(groupFindings([]), []));

  it('keeps records apart that share no id', () => {
    const groups = groupFindings([match('B', ['CVE-2']), match('A', ['CVE-1'])]);
    assert.deepEqual(summary(groups), ['A | CVE-1 | A', 'B | CVE-2 | B']);
  });

  it('joins a record with one that names it', () => {
    const groups = groupFindings([match('PYSEC-1', ['GHSA-1']), match('GHSA-1', [])]);
    assert.deepEqual(summary(groups), ['GHSA-1 | PYSEC-1 | GHSA-1 PYSEC-1']);
  });

  it('joins records by an alias that is no record here', () => {
    const groups = groupFindings([match('PYSEC-1', ['CVE-1']), match('GHSA-1', ['CVE-1', 'SNYK-1'])]);
    assert.deepEqual(summary(groups), ['GHSA-1 | CVE-1 PYSEC-1 SNYK-1 | GHSA-1 PYSEC-1']);
  });

  it('joins transitively, also by a record that comes last', () => {
    const groups = groupFindings([
      match('A', ['X']),
      match('B', ['Y']),
      match('C', ['Z']),
      match('D', ['Z', 'Y', 'X']),
    ]);
    assert.deepEqual(summary(groups), ['A | B C D X Y Z | A B C D']);
  });

  it('has the first of the records for id, also where an alias comes before it', () => {
    assert.deepEqual(summary(groupFindings([match('GHSA-1', ['CVE-1'])])), ['GHSA-1 | CVE-1 | GHSA-1']);
  });

  it('leaves out an alias that is the record itself, and one that stands twice', () => {
    assert.deepEqual(summary(groupFindings([match('A', ['A', 'X', 'X'])])), ['A | X | A']);
  });

  it('has both versions of a record that two sources have in different states, by digest', () => {
    const older = match('A', [], [], { modified: '2024-01-01T00:00:00Z' });
    const newer = match('A', [], [], { modified: '2025-01-01T00:00:00Z' });
    const [group, ...more] = groupFindings([older, newer]);
    assert.equal(more.length, 0);
    const digests = group?.matches.map((one) => one.advisory.digest);
    assert.deepEqual(digests, [older.advisory.digest, newer.advisory.digest].sort());
  });

  it('has a record once that two sources have', () => {
    assert.equal(groupFindings([match('A', []), match('A', [])])[0]?.matches.length, 1);
  });

  it('unites the fixed versions, sorted by bytes', () => {
    const groups = groupFindings([match('A', ['X'], ['9.1', '10.0']), match('B', ['X'], ['10.0', '2.0'])]);
    assert.deepEqual(groups[0]?.fixedIn, ['10.0', '2.0', '9.1']);
  });

  it('sorts by the bytes of UTF-8, not by UTF-16', () => {
    const groups = groupFindings([match('\u{1f600}', []), match('\uff5e', [])]);
    assert.deepEqual(summary(groups), ['\uff5e |  | \uff5e', '\u{1f600} |  | \u{1f600}']);
  });

  it('takes a chain of twenty thousand records in its stride', () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => match(`A-${i}`, [`A-${i + 1}`]));
    assert.equal(groupFindings(chain).length, 1);
  });
});
