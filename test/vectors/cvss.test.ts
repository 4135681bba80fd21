/**
 * Every vector of the CVSS corpus: one line is `VECTOR - (scores)`: v2 and v3 base, temporal, environmental (None:
 * not given); v4 one.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { isCvss, parseCvss } from '../../src/core/cvss/cvss.ts';
import { tenthsOf } from '../../src/core/cvss/decimal.ts';
import { type V3Edition, v3EnvironmentalScore, v3TemporalScore } from '../../src/core/cvss/v3.ts';
import { V30 } from '../../src/core/cvss/v30.ts';
import { V31 } from '../../src/core/cvss/v31.ts';
import { parseVector } from '../../src/core/cvss/vector.ts';
import { corpusPath, corpusSkip } from '../helpers/corpora.ts';

interface Line {
  readonly vector: string;
  readonly scores: readonly (number | null)[];
}

function readLines(file: string): readonly Line[] {
  const lines = readFileSync(corpusPath(`cvss/${file}`), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => {
    const [, vector, tuple] = /^(\S+) - \((.*)\)$/.exec(line) ?? [];
    assert.ok(vector !== undefined && tuple !== undefined, `a line of another form: ${line}`);
    const members = tuple.split(',').map((member) => member.trim());
    return { vector, scores: members.filter((member) => member !== '').map(tenths) };
  });
}

function tenths(member: string): number | null {
  if (member === 'None') return null;
  // v2 has a -0.0.
  return Math.abs(Math.round(Number(member) * 10));
}

describe('CVSS corpus', { skip: corpusSkip('cvss') }, () => {
  it('scores all 729 base vectors of v2', () => {
    const lines = readLines('vectors_simple2.txt');
    assert.equal(lines.length, 729);
    for (const { vector, scores } of lines) {
      const score = parseCvss(vector);
      assert.deepEqual([score.version, score.baseScoreTenths, null, null], ['2.0', ...scores], vector);
      assert.equal(score.overallScoreTenths, score.baseScoreTenths);
    }
  });

  for (const [version, file, edition] of [
    ['3.0', 'vectors_simple3.txt', V30],
    ['3.1', 'vectors_simple31.txt', V31],
  ] as readonly (readonly [string, string, V3Edition])[])
    it(`scores all 2,592 base vectors of v${version}, with their temporal and environmental scores`, () => {
      const lines = readLines(file);
      assert.equal(lines.length, 2592);
      for (const { vector, scores } of lines) {
        const score = parseCvss(vector);
        const metrics = parseVector(vector, edition.grammar);
        assert.equal(score.version, version);
        assert.deepEqual(
          [
            score.baseScoreTenths,
            tenthsOf(v3TemporalScore(metrics, edition)),
            tenthsOf(v3EnvironmentalScore(metrics, edition)),
          ],
          scores,
          vector,
        );
        assert.equal(score.overallScoreTenths, score.baseScoreTenths);
      }
    });

  it('scores all 1,058 base vectors of v4.0', () => {
    const lines = readLines('vectors_simple4.txt');
    assert.equal(lines.length, 1058);
    for (const { vector, scores } of lines) {
      const score = parseCvss(vector);
      assert.deepEqual([score.version, score.baseScoreTenths], ['4.0', ...scores], vector);
      assert.equal(score.overallScoreTenths, score.baseScoreTenths);
      assert.equal(isCvss(vector), true);
    }
  });
});
