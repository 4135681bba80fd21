/** Vectors with the scores that another implementation gives them (`fixtures/cvss/scores.txt`). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseCvss } from '../../src/core/cvss/cvss.ts';
import { effectiveMetrics, V4_GRAMMAR } from '../../src/core/cvss/v4.ts';
import { macroVectorOf } from '../../src/core/cvss/v4-macrovector.ts';
import { parseVector } from '../../src/core/cvss/vector.ts';

const rows = readFileSync(new URL('../../fixtures/cvss/scores.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(' ') as [vector: string, score: string]);

describe('the scores of another implementation', () => {
  for (const version of ['2.0', '3.0', '3.1', '4.0'])
    it(`are ours: v${version}`, () => {
      const scores = rows.map(([vector, score]) => ({ score, ours: parseCvss(vector) }));
      const ofVersion = scores.filter(({ ours }) => ours.version === version);
      assert.ok(ofVersion.length >= 150);
      for (const { score, ours } of ofVersion)
        assert.equal((ours.scoreTenths / 10).toFixed(1), score, ours.vector);
    });

  it('are of every MacroVector of v4', () => {
    const vectors = rows.map(([vector]) => vector).filter((vector) => vector.startsWith(V4_GRAMMAR.prefix));
    const reached = new Set(
      vectors.map((vector) => macroVectorOf(effectiveMetrics(parseVector(vector, V4_GRAMMAR))).join('')),
    );
    assert.equal(reached.size, 270);
  });
});
