import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Advisory } from '../../../../src/core/feed/feed-view.ts';
import { type FindingGroup, groupFindings } from '../../../../src/core/matching/group-findings.ts';
import {
  CvssReader,
  findingCvss,
  findingQualitativeSeverity,
} from '../../../../src/core/scoring/severity.ts';
import { CRITICAL_V31, npmAdvisory } from '../../../helpers/scoring.ts';

const HIGH_V31 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H';
const HIGH_V30 = 'CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const LOW_V4 = 'CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N';
const V2 = 'AV:N/AC:L/Au:N/C:C/I:C/A:C';

/** One group of all these records. */
function group(...advisories: Advisory[]): FindingGroup {
  const matches = advisories.map((advisory) => ({
    advisory,
    entries: advisory.record.affected,
    fixedIn: [],
  }));
  const [only, ...more] = groupFindings(matches);
  assert.ok(only !== undefined && more.length === 0);
  return only;
}

const record = (id: string, more: object = {}): Advisory =>
  npmAdvisory(id, 'a', { aliases: ['CVE-2024-0001'], ...more });
const rated = (id: string, ...vectors: string[]): Advisory =>
  record(id, { severity: vectors.map((score) => ({ type: 'CVSS_V3', score })) });

function cvssOf(...advisories: Advisory[]): string | null {
  const found = findingCvss(group(...advisories), new CvssReader());
  return found === null ? null : `${found.cvss.vector} of ${found.recordId}`;
}

describe('findingCvss', () => {
  it('takes the newest version, also where an older one is higher', () => {
    assert.equal(cvssOf(rated('A', CRITICAL_V31, LOW_V4), rated('B', V2)), `${LOW_V4} of A`);
    assert.equal(cvssOf(rated('A', HIGH_V30, V2), rated('B', HIGH_V31)), `${HIGH_V31} of B`);
    assert.equal(cvssOf(rated('A', V2)), `${V2} of A`);
  });

  it('then the highest base score', () => {
    assert.equal(cvssOf(rated('A', HIGH_V31), rated('B', CRITICAL_V31)), `${CRITICAL_V31} of B`);
  });

  it('then the first vector and the first record by bytes', () => {
    const other = 'CVSS:3.1/A:H/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H';
    assert.equal(cvssOf(rated('B', other), rated('A', CRITICAL_V31)), `${other} of B`);
    assert.equal(cvssOf(rated('B', CRITICAL_V31), rated('A', CRITICAL_V31)), `${CRITICAL_V31} of A`);
  });

  it('looks at the entries that affect the version', () => {
    const [entry] = npmAdvisory('A', 'a').record.affected;
    const affected = [{ ...entry, severity: [{ type: 'CVSS_V3', score: CRITICAL_V31 }] }];
    assert.equal(cvssOf(record('A', { affected })), `${CRITICAL_V31} of A`);
    const advisory = record('A', { affected });
    const found = groupFindings([{ advisory, entries: [], fixedIn: [] }])[0];
    assert.ok(found !== undefined);
    assert.equal(findingCvss(found, new CvssReader()), null);
  });

  it('leaves out a vector that is none and says so, each time', () => {
    const reader = new CvssReader();
    const bad = 'CVSS:3.1/AV:N';
    const found = findingCvss(group(rated('A', bad, CRITICAL_V31), rated('B', bad)), reader);
    assert.equal(found?.cvss.vector, CRITICAL_V31);
    assert.deepEqual(
      reader.warnings.map(({ kind, ref }) => [kind, ref]),
      [
        ['cvss-not-parsable', 'A'],
        ['cvss-not-parsable', 'B'],
      ],
    );
  });

  it('believes no number beside a vector, and no severity that is not CVSS', () => {
    const severity = [{ type: 'Ubuntu', score: 'high' }];
    const reader = new CvssReader();
    assert.equal(findingCvss(group(record('A', { severity })), reader), null);
    assert.deepEqual(reader.warnings, []);
    assert.equal(cvssOf(rated('A', '9.8')), null);
  });
});

describe('findingQualitativeSeverity', () => {
  const worded = (id: string, word: unknown): Advisory =>
    record(id, { database_specific: { severity: word } });

  for (const [word, severity] of [
    ['CRITICAL', 'critical'],
    ['HIGH', 'high'],
    ['MODERATE', 'medium'],
    ['MEDIUM', 'medium'],
    ['Medium', 'medium'],
    ['LOW', 'low'],
    ['UNKNOWN', undefined],
    [7, undefined],
  ] as const) {
    it(`takes ${word} for ${severity ?? 'nothing'}`, () => {
      assert.equal(findingQualitativeSeverity(group(worded('A', word)))?.severity, severity);
    });
  }

  it('takes the highest of several records, and the first that has it', () => {
    const found = findingQualitativeSeverity(
      group(worded('A', 'LOW'), worded('C', 'HIGH'), worded('B', 'HIGH')),
    );
    assert.deepEqual(found, { severity: 'high', recordId: 'B' });
  });
});
