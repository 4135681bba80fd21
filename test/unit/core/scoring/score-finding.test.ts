import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCvss } from '../../../../src/core/cvss/cvss.ts';
import type { Factor } from '../../../../src/core/score/score-document.ts';
import type { FindingFacts } from '../../../../src/core/scoring/factors/facts.ts';
import {
  combineFactors,
  scoreFinding,
  type WeightedFactor,
} from '../../../../src/core/scoring/score-finding.ts';
import { CLOCK_MS, CRITICAL_V31, DEFAULT_RULES, REFERENCE_RULES } from '../../../helpers/scoring.ts';

const NOTHING: FindingFacts = {
  cvss: null,
  qualitative: null,
  epss: null,
  kev: null,
  evidence: [],
  provenance: null,
  clockMs: CLOCK_MS,
};
const CVSS_98: FindingFacts = { ...NOTHING, cvss: { cvss: parseCvss(CRITICAL_V31), recordId: 'GHSA-1' } };

function shown(factors: readonly Factor[]): string[] {
  return factors.map((each) => `${each.name} ${each.value} x ${each.weightBps} = ${each.contributionBps}`);
}

function factor(value: number, weightBps: number): WeightedFactor {
  return { name: 'f', value, weightBps, reason: 'r' };
}

describe('scoreFinding with stella-default', () => {
  it('shares the weight of what is not known among the rest', () => {
    // 98 × 4500 + 40 × 3500 = 581000; / 8000 = 72.625 → 73.
    // 7300 × 441000 / 581000 = 5540.96, 7300 × 140000 / 581000 = 1759.04; 5540 + 1759 leave 1 for the largest.
    const epss = { cve: 'CVE-1', probability: '0.05123', percentile: '0.9251' };
    const { scoreTenths, factors } = scoreFinding(DEFAULT_RULES, { ...CVSS_98, epss });
    assert.equal(scoreTenths, 73);
    assert.deepEqual(shown(factors), ['severity 98 x 4500 = 5541', 'exploitation 40 x 3500 = 1759']);
    assert.deepEqual(
      factors.map(({ reason }) => reason),
      ['CVSS 3.1 base score 9.8 from GHSA-1', 'EPSS probability 0.05123 for CVE-1 is at least 0.01'],
    );
  });

  it('weighs everything that is known', () => {
    // Reached in 3 hops: 70, times 0.8 for authRequired = 56. Signed: 70.
    // 98 × 4500 + 100 × 3500 + 56 × 1500 + 70 × 500 = 910000; / 10000 = 91.
    const { scoreTenths, factors } = scoreFinding(DEFAULT_RULES, {
      ...CVSS_98,
      kev: { cve: 'CVE-1', dateAdded: '2024-12-01' },
      evidence: [{ purl: 'pkg:npm/a', id: 'CVE-1', hops: 3, gates: ['authRequired'] }],
      provenance: { signed: true },
    });
    assert.equal(scoreTenths, 91);
    assert.deepEqual(shown(factors), [
      'severity 98 x 4500 = 4410',
      'exploitation 100 x 3500 = 3500',
      'reachability 56 x 1500 = 840',
      'provenance 70 x 500 = 350',
    ]);
  });

  it('takes the value of the rules for a severity that nobody gives', () => {
    const { scoreTenths, factors } = scoreFinding(DEFAULT_RULES, NOTHING);
    assert.equal(scoreTenths, 50);
    assert.deepEqual(shown(factors), ['severity 50 x 4500 = 5000']);
    assert.match(factors[0]?.reason ?? '', /rules/);
  });
});

describe('scoreFinding with stella-reference', () => {
  it('weighs reachability and evidence before severity', () => {
    // 98; 3 hops: 85, adminOnly × 0.85 = 72.25 → 72; (20 + 10) × 0.9 for 20 days = 27; signed: 30.
    // 98 × 1000 + 72 × 4500 + 27 × 3000 + 30 × 1500 = 548000; / 10000 = 54.8 → 55.
    // Of 5500: 983.57, 3251.82, 812.95, 451.64; 983 + 3251 + 812 + 451 leave 3 for the largest.
    const { scoreTenths, factors } = scoreFinding(REFERENCE_RULES, {
      ...CVSS_98,
      evidence: [
        {
          purl: 'pkg:npm/a',
          id: 'CVE-1',
          hops: 3,
          gates: ['adminOnly'],
          observations: ['sast', 'sca'],
          observedAt: '2024-12-26T00:00:00Z',
        },
      ],
      provenance: { signed: true, sbomLinked: false },
    });
    assert.equal(scoreTenths, 55);
    assert.deepEqual(shown(factors), [
      'baseSeverity 98 x 1000 = 983',
      'reachability 72 x 4500 = 3254',
      'evidence 27 x 3000 = 812',
      'provenance 30 x 1500 = 451',
    ]);
  });
});

describe('combineFactors', () => {
  it('gives the remainder to the first of the largest contributions', () => {
    const { scoreTenths, factors } = combineFactors([
      factor(10, 1000),
      factor(50, 3000),
      factor(50, 3000),
      factor(50, 3000),
    ]);
    // 460000 / 10000 = 46; of 4600: 100, 1500, 1500, 1500.
    assert.equal(scoreTenths, 46);
    assert.deepEqual(
      factors.map(({ contributionBps }) => contributionBps),
      [100, 1500, 1500, 1500],
    );
    const uneven = combineFactors([factor(50, 1), factor(50, 1), factor(50, 1)]).factors;
    assert.deepEqual(
      uneven.map(({ contributionBps }) => contributionBps),
      [1668, 1666, 1666],
    );
  });

  it('rounds the score half up', () => {
    assert.equal(combineFactors([factor(0, 1), factor(1, 1)]).scoreTenths, 1);
    assert.equal(combineFactors([factor(0, 2), factor(1, 1)]).scoreTenths, 0);
    assert.equal(combineFactors([factor(100, 1), factor(99, 1)]).scoreTenths, 100);
  });

  it('has contributions that add up where the score is rounded to 0', () => {
    const { scoreTenths, factors } = combineFactors([factor(0, 9), factor(1, 1)]);
    assert.equal(scoreTenths, 0);
    assert.deepEqual(
      factors.map(({ contributionBps }) => contributionBps),
      [0, 0],
    );
  });

  it('is 0.0 where nothing is left to weigh', () => {
    assert.deepEqual(combineFactors([]), { scoreTenths: 0, factors: [] });
    assert.equal(combineFactors([factor(100, 0)]).scoreTenths, 0);
    assert.equal(combineFactors([factor(100, 0)]).factors[0]?.contributionBps, 0);
  });
});
