import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../../../src/core/json/json-value.ts';
import { groupFindings } from '../../../../src/core/matching/group-findings.ts';
import { CvssReader } from '../../../../src/core/scoring/severity.ts';
import { statedScoreWarnings, statedSeverityWarnings } from '../../../../src/core/scoring/stated-severity.ts';
import { CRITICAL_V31, npmAdvisory, severity } from '../../../helpers/scoring.ts';

const MEDIUM_V31 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:L/I:L/A:N';
const V4_WITH_THREAT = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:P';

/** The warnings of a record of its own. */
function warnings(more: JsonObject): string[] {
  const advisory = npmAdvisory('GHSA-1', 'a', more);
  const matches = [{ advisory, entries: advisory.record.affected, fixedIn: [] }];
  const [group] = groupFindings(matches);
  assert.ok(group !== undefined);
  return statedSeverityWarnings(group, new CvssReader()).map(({ kind, message, ref }) => {
    assert.equal(ref, 'GHSA-1');
    return `${kind}: ${message}`;
  });
}

const own = (members: JsonObject): JsonObject => ({ database_specific: members });

describe('statedSeverityWarnings', () => {
  it('reports a number that its vector does not give, with both', () => {
    const [only, ...more] = warnings({
      ...severity(CRITICAL_V31),
      ...own({ cvss: { score: 7.5, vectorString: CRITICAL_V31 } }),
    });
    assert.deepEqual(more, []);
    assert.equal(
      only,
      `cvss-score-differs: the score 7.5 is stated at /database_specific/cvss/score, but the vector ${CRITICAL_V31} gives 9.8`,
    );
  });

  it('holds a number without a vector against those of the record', () => {
    assert.match(
      String(warnings({ ...severity(CRITICAL_V31), ...own({ cvss_score: 5 }) })),
      /^cvss-score-differs.* 5 /,
    );
    assert.deepEqual(warnings({ ...severity(CRITICAL_V31), ...own({ cvss_score: 9.8 }) }), []);
    assert.deepEqual(warnings({ ...severity(MEDIUM_V31, CRITICAL_V31), ...own({ cvss_score: '5.4' }) }), []);
  });

  it('reports a number beside the vector in the severity itself', () => {
    const rated = (baseScore: number): JsonObject => ({
      severity: [{ type: 'CVSS_V3', score: CRITICAL_V31, baseScore }],
    });
    assert.match(
      String(warnings(rated(9.9))),
      /^cvss-score-differs: .* 9\.9 is stated at \/severity\/0\/baseScore/,
    );
    assert.deepEqual(warnings(rated(9.8)), []);
  });

  it('lets a v4 number be that of the base metrics or that of all', () => {
    const stated = (score: number): JsonObject => ({
      severity: [{ type: 'CVSS_V4', score: V4_WITH_THREAT }],
      ...own({ cvss: { score, vectorString: V4_WITH_THREAT } }),
    });
    assert.deepEqual([...warnings(stated(9.3)), ...warnings(stated(8.9))], []);
    assert.match(String(warnings(stated(9.2))), /gives 8\.9$/);
  });

  it('says that a number without any vector does not count', () => {
    assert.deepEqual(warnings(own({ cvss: 9.8 })), [
      'cvss-score-alone: the score 9.8 at /database_specific/cvss has no vector, and does not count',
    ]);
  });

  it('says that a vector outside the severities does not count', () => {
    assert.deepEqual(warnings({ ...severity(CRITICAL_V31), ...own({ cvss: CRITICAL_V31 }) }), []);
    assert.deepEqual(warnings(own({ cvss: CRITICAL_V31 })), [
      `cvss-outside-severity: the vector "${CRITICAL_V31}" at /database_specific/cvss is not among the severities of the record, and does not count`,
    ]);
  });

  it('reports a vector beside a number that is none', () => {
    const stated = own({ cvss: { score: 5, vector: 'CVSS:3.1/AV:N' } });
    assert.deepEqual(
      warnings(stated).map((text) => text.split(':')[0]),
      ['cvss-outside-severity', 'cvss-not-parsable'],
    );
  });

  it('reports a word of another band, and only then', () => {
    assert.deepEqual(warnings({ ...severity(MEDIUM_V31), ...own({ severity: 'CRITICAL' }) }), [
      'severity-word-differs: the severity critical is stated in words, but the vectors give medium',
    ]);
    for (const word of ['MODERATE', 'medium', 'UNKNOWN'])
      assert.deepEqual(warnings({ ...severity(MEDIUM_V31), ...own({ severity: word }) }), []);
    assert.deepEqual(
      warnings({ ...severity(MEDIUM_V31, CRITICAL_V31), ...own({ severity: 'CRITICAL' }) }),
      [],
    );
    assert.deepEqual(warnings(own({ severity: 'CRITICAL' })), []);
  });
});

describe('statedScoreWarnings', () => {
  it('holds a number of a VEX document against the vector beside it', () => {
    const stated = (score: string) => [
      { score, vector: CRITICAL_V31, pointer: '/vulnerabilities/0/ratings/0/score' },
    ];
    assert.deepEqual(statedScoreWarnings(stated('9.8'), 'sha256:1'), []);
    const [warning] = statedScoreWarnings(stated('9.1'), 'sha256:1');
    assert.deepEqual([warning?.kind, warning?.ref], ['cvss-score-differs', 'sha256:1']);
    assert.deepEqual(statedScoreWarnings([{ score: '5', vector: null, pointer: '/x' }], 'sha256:1'), []);
  });
});
