import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCvss } from '../../../../src/core/cvss/cvss.ts';
import { isScoreOf, statedScores } from '../../../../src/core/cvss/stated-score.ts';
import type { JsonValue } from '../../../../src/core/json/json-value.ts';

const V31 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const V2 = 'AV:N/AC:L/Au:N/C:P/I:P/A:P';

function found(value: JsonValue, pointer = '/database_specific'): string[] {
  return statedScores(value, pointer).map(
    ({ score, vector, pointer: at }) => `${at} ${score ?? '-'} ${vector === null ? '-' : vector.slice(0, 8)}`,
  );
}

describe('statedScores', () => {
  for (const [publisher, value, expected] of [
    ["GitHub's REST form", { cvss: { score: 9.8, vector_string: V31 } }, ['/cvss/score 9.8 CVSS:3.1']],
    [
      'GitHub, by version',
      { cvss_severities: { cvss_v3: { vector_string: V31, score: 9.8 }, cvss_v4: { score: null } } },
      ['/cvss_severities/cvss_v3/score 9.8 CVSS:3.1'],
    ],
    [
      'NVD and CVE',
      {
        metrics: [
          { cvssV3_1: { version: '3.1', vectorString: V31, baseScore: 9.8, baseSeverity: 'CRITICAL' } },
        ],
      },
      ['/metrics/0/cvssV3_1/baseScore 9.8 CVSS:3.1'],
    ],
    [
      'v2',
      { cvssV2: { vectorString: V2, baseScore: 7.5, impactScore: 6.4 } },
      ['/cvssV2/baseScore 7.5 AV:N/AC:'],
    ],
    ['a number alone', { cvss: 9.8 }, ['/cvss 9.8 -']],
    ['a number as text', { cvss_score: '9.8' }, ['/cvss_score 9.8 -']],
    [
      'several names',
      { cvss3_score: 9.8, 'cvss-base-score': 9 },
      ['/cvss3_score 9.8 -', '/cvss-base-score 9 -'],
    ],
    ['RustSec', { cvss: V31, informational: null }, ['/cvss - CVSS:3.1']],
    ['a vector that is none', { cvss: { score: 1, vector: 'CVSS:3.1/AV:N' } }, ['/cvss/score 1 CVSS:3.1']],
  ] as const) {
    it(`finds what ${publisher} states`, () => {
      assert.deepEqual(
        found(value as JsonValue),
        expected.map((text) => `/database_specific${text}`),
      );
    });
  }

  it('leaves numbers alone that are about something else', () => {
    assert.deepEqual(found({ popularity: { score: 3 }, epss: { score: 0.5 }, impactScore: 5, year: 9 }), []);
    assert.deepEqual(found({ score: 100, cvss: null, cvss_score: 'high', baseScore: {} }), []);
    assert.deepEqual(found({ cvss: { score: { toString: 0 } }, baseScore: ['7.5'] }), []);
    assert.deepEqual(found(null), []);
    assert.deepEqual(found(V31), []);
  });

  it('names the place as a JSON pointer', () => {
    assert.deepEqual(found({ 'a/b~c': [{ cvss: 5 }] }, ''), ['/a~1b~0c/0/cvss 5 -']);
  });

  it('does not search without end', () => {
    const deep = JSON.parse(`${'{"cvss":'.repeat(60)}9.8${'}'.repeat(60)}`);
    assert.deepEqual(found(deep), []);
    assert.equal(found(Array.from({ length: 100_000 }, () => ({ cvss: 1 }))).length, 200);
  });
});

describe('isScoreOf', () => {
  it('takes the base score, and the score over everything that the vector defines', () => {
    const score = parseCvss(`${V31}/E:U/RL:O`);
    for (const text of ['9.8', '9.80', '8.5']) assert.equal(isScoreOf(text, score), true, text);
    for (const text of ['9.7', '9.84', '98', '8.6']) assert.equal(isScoreOf(text, score), false, text);
  });
});
