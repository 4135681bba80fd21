import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type CvssScore, isCvss, parseCvss } from '../../src/core/cvss/cvss.ts';
import { V2_GRAMMAR } from '../../src/core/cvss/v2.ts';
import { V4_GRAMMAR } from '../../src/core/cvss/v4.ts';
import { V30 } from '../../src/core/cvss/v30.ts';
import { V31 } from '../../src/core/cvss/v31.ts';
import type { VectorGrammar } from '../../src/core/cvss/vector.ts';
import { isStellaError } from '../../src/core/errors.ts';

const GRAMMARS = [V2_GRAMMAR, V30.grammar, V31.grammar, V4_GRAMMAR];

/** The metrics of a valid vector: all mandatory ones, any of the optional ones. */
function metricsOf(grammar: VectorGrammar): fc.Arbitrary<readonly string[]> {
  const metric = ([name, values]: readonly [string, readonly string[]]) =>
    fc.constantFrom(...values).map((value) => `${name}:${value}`);
  return fc
    .tuple(
      fc.tuple(...grammar.mandatory.map(metric)),
      fc.tuple(...grammar.optional.map((definition) => fc.option(metric(definition)))),
    )
    .map(([mandatory, optional]) => [...mandatory, ...optional.filter((given) => given !== null)]);
}

function vectorOf(grammar: VectorGrammar, metrics: readonly string[]): string {
  return grammar.prefix + metrics.join('/');
}

function scores({ baseScoreTenths, overallScoreTenths }: CvssScore): readonly number[] {
  return [baseScoreTenths, overallScoreTenths];
}

/** v3.1's own pseudocode in floating point, appendix A's Roundup included: the base score of a vector in the usual order. */
function floatingPointBase(metrics: readonly string[]): number {
  const value = new Map(metrics.map((metric) => metric.split(':') as [string, string]));
  const weight = (name: string, weights: Record<string, number>) =>
    weights[value.get(name) ?? ''] ?? Number.NaN;
  const isChanged = value.get('S') === 'C';
  const impactWeights = { H: 0.56, L: 0.22, N: 0 };
  const [c = 0, i = 0, a = 0] = ['C', 'I', 'A'].map((name) => weight(name, impactWeights));
  const iss = 1 - (1 - c) * (1 - i) * (1 - a);
  const impact = isChanged ? 7.52 * (iss - 0.029) - 3.25 * (iss - 0.02) ** 15 : 6.42 * iss;
  if (impact <= 0) return 0;
  const privileges = isChanged ? { N: 0.85, L: 0.68, H: 0.5 } : { N: 0.85, L: 0.62, H: 0.27 };
  const exploitability =
    8.22 *
    weight('AV', { N: 0.85, A: 0.62, L: 0.55, P: 0.2 }) *
    weight('AC', { L: 0.77, H: 0.44 }) *
    weight('PR', privileges) *
    weight('UI', { N: 0.85, R: 0.62 });
  const input = Math.round(Math.min((isChanged ? 1.08 : 1) * (impact + exploitability), 10) * 100_000);
  return input % 10_000 === 0 ? input / 10_000 : Math.floor(input / 10_000) + 1;
}

describe('CVSS', () => {
  it('answers any text with a score or with INPUT_INVALID', () => {
    const nearly = fc
      .constantFrom(...GRAMMARS)
      .chain((grammar) => fc.tuple(fc.constant(grammar), metricsOf(grammar), fc.string(), fc.nat(60)))
      .map(([grammar, metrics, junk, at]) => {
        const vector = vectorOf(grammar, metrics);
        return vector.slice(0, at) + junk + vector.slice(at);
      });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), nearly), (text) => {
        try {
          assert.equal(parseCvss(text).vector, text);
          assert.equal(isCvss(text), true);
        } catch (error) {
          assert.ok(isStellaError(error) && error.code === 'INPUT_INVALID', String(error));
          assert.equal(isCvss(text), false);
        }
      }),
    );
  });

  for (const grammar of GRAMMARS) {
    const name = grammar.prefix || 'v2';

    it(`gives whole tenths from 0 to 100: ${name}`, () => {
      fc.assert(
        fc.property(metricsOf(grammar), (metrics) => {
          for (const tenths of scores(parseCvss(vectorOf(grammar, metrics))))
            assert.ok(Number.isInteger(tenths) && tenths >= 0 && tenths <= 100, String(tenths));
        }),
      );
    });

    it(`has a base score that the optional metrics do not move: ${name}`, () => {
      fc.assert(
        fc.property(metricsOf(grammar), (metrics) => {
          const base = parseCvss(vectorOf(grammar, metrics.slice(0, grammar.mandatory.length)));
          assert.equal(base.baseScoreTenths, base.overallScoreTenths);
          assert.equal(parseCvss(vectorOf(grammar, metrics)).baseScoreTenths, base.baseScoreTenths);
        }),
      );
    });

    it(`${grammar.isOrdered ? 'refuses' : 'scores alike'} another order: ${name}`, () => {
      const shuffled = metricsOf(grammar).chain((metrics) =>
        fc.tuple(fc.constant(metrics), fc.shuffledSubarray([...metrics], { minLength: metrics.length })),
      );
      fc.assert(
        fc.property(shuffled, ([metrics, others]) => {
          const vector = vectorOf(grammar, metrics);
          const other = vectorOf(grammar, others);
          if (grammar.isOrdered) assert.equal(isCvss(other), other === vector);
          else assert.deepEqual(scores(parseCvss(other)), scores(parseCvss(vector)));
        }),
      );
    });
  }

  it('scores a v3.1 base vector as the specification does in floating point', () => {
    fc.assert(
      fc.property(metricsOf({ ...V31.grammar, optional: [] }), (metrics) => {
        assert.equal(parseCvss(vectorOf(V31.grammar, metrics)).baseScoreTenths, floatingPointBase(metrics));
      }),
      { numRuns: 500 },
    );
  });

  it('never scores more for a lesser exploit maturity in v4', () => {
    fc.assert(
      fc.property(metricsOf({ ...V4_GRAMMAR, optional: [] }), (metrics) => {
        const [attacked = 0, proof = 0, unreported = 0] = ['A', 'P', 'U'].map(
          (maturity) => parseCvss(vectorOf(V4_GRAMMAR, [...metrics, `E:${maturity}`])).overallScoreTenths,
        );
        assert.ok(attacked >= proof && proof >= unreported, `${attacked} ${proof} ${unreported}`);
      }),
    );
  });
});
