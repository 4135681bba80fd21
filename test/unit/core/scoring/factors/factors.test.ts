import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCvss } from '../../../../../src/core/cvss/cvss.ts';
import type { EvidenceFinding, Provenance } from '../../../../../src/core/evidence/evidence-document.ts';
import type { FactorRule, FactorRuleOf } from '../../../../../src/core/rules/factor-rule.ts';
import { cvssFactor } from '../../../../../src/core/scoring/factors/cvss-factor.ts';
import { evidenceFactor } from '../../../../../src/core/scoring/factors/evidence-factor.ts';
import { exploitationFactor } from '../../../../../src/core/scoring/factors/exploitation-factor.ts';
import type { FindingFacts } from '../../../../../src/core/scoring/factors/facts.ts';
import { provenanceFactor } from '../../../../../src/core/scoring/factors/provenance-factor.ts';
import { reachabilityFactor } from '../../../../../src/core/scoring/factors/reachability-factor.ts';
import { CLOCK_MS, CRITICAL_V31, DEFAULT_RULES, REFERENCE_RULES } from '../../../../helpers/scoring.ts';

const NOTHING: FindingFacts = {
  cvss: null,
  qualitative: null,
  epss: null,
  kev: null,
  evidence: [],
  provenance: null,
  clockMs: CLOCK_MS,
};

function ruleOf<S extends FactorRule['source']>(rules: typeof DEFAULT_RULES, source: S): FactorRuleOf<S> {
  const rule = rules.factors.find((each): each is FactorRuleOf<S> => each.source === source);
  assert.ok(rule !== undefined);
  return rule;
}

const entry = (more: Partial<EvidenceFinding>): EvidenceFinding => ({
  purl: 'pkg:npm/a',
  id: 'CVE-1',
  ...more,
});

describe('cvssFactor', () => {
  it('is the base score × 10, whatever the words say', () => {
    const cvss = { cvss: parseCvss(CRITICAL_V31), recordId: 'GHSA-1' };
    const qualitative = { severity: 'low', recordId: 'GHSA-2' } as const;
    assert.deepEqual(cvssFactor(DEFAULT_RULES, { ...NOTHING, cvss, qualitative }), {
      value: 98,
      reason: 'CVSS 3.1 base score 9.8 from GHSA-1',
    });
  });

  it('writes a whole score with its decimal', () => {
    const cvss = { cvss: parseCvss('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H'), recordId: 'X' };
    assert.equal(cvssFactor(DEFAULT_RULES, { ...NOTHING, cvss })?.reason, 'CVSS 3.1 base score 10.0 from X');
  });

  for (const [severity, value] of [
    ['critical', 95],
    ['high', 80],
    ['medium', 55],
    ['low', 20],
  ] as const) {
    it(`is ${value} for the word ${severity}`, () => {
      const qualitative = { severity, recordId: 'GHSA-2' };
      assert.equal(cvssFactor(DEFAULT_RULES, { ...NOTHING, qualitative })?.value, value);
    });
  }

  it('is nothing without both, or without a table', () => {
    assert.equal(cvssFactor(DEFAULT_RULES, NOTHING), null);
    const { qualitativeSeverity: _, ...rules } = DEFAULT_RULES;
    assert.equal(cvssFactor(rules, { ...NOTHING, qualitative: { severity: 'low', recordId: 'X' } }), null);
  });
});

describe('exploitationFactor', () => {
  const rule = ruleOf(DEFAULT_RULES, 'exploitation');
  const epss = (probability: string) => ({ cve: 'CVE-1', probability, percentile: '0.5' });

  for (const [probability, value] of [
    ['0.5', 90],
    ['0.50', 90],
    ['0.49999999999999999999', 70],
    ['0.1', 70],
    ['0.01', 40],
    ['0.00999', 15],
    ['0', 15],
    ['1e-05', 15],
    ['1', 90],
  ] as const) {
    it(`is ${value} for the probability ${probability}`, () => {
      assert.equal(exploitationFactor(rule, { ...NOTHING, epss: epss(probability) })?.value, value);
    });
  }

  it('is that of KEV for what is in it, whatever EPSS says', () => {
    const kev = { cve: 'CVE-1', dateAdded: '2024-12-01' };
    assert.deepEqual(exploitationFactor(rule, { ...NOTHING, kev, epss: epss('0') }), {
      value: 100,
      reason: 'CVE-1 is in KEV since 2024-12-01',
    });
  });

  it('is 0 below every row, and nothing where nobody knows', () => {
    const low = { ...rule, epss: [{ atLeast: '0.9', value: 90 }] };
    assert.equal(exploitationFactor(low, { ...NOTHING, epss: epss('0.8') })?.value, 0);
    assert.equal(exploitationFactor(low, NOTHING), null);
  });
});

describe('reachabilityFactor', () => {
  const rule = ruleOf(DEFAULT_RULES, 'reachability');
  const factorOf = (...evidence: EvidenceFinding[]) => reachabilityFactor(rule, { ...NOTHING, evidence });

  for (const [hops, value] of [
    [0, 100],
    [2, 100],
    [3, 70],
    [4, 70],
    [7, 35],
    [8, 20],
    [9999, 20],
  ] as const) {
    it(`is ${value} for ${hops} hops`, () => assert.equal(factorOf(entry({ hops }))?.value, value));
  }

  it('is that of the rules for what is unreachable', () => {
    assert.deepEqual(factorOf(entry({ unreachable: true })), { value: 0, reason: 'unreachable: 0' });
  });

  it('multiplies every gate once, in whatever order they come', () => {
    const gates: EvidenceFinding['gates'] = ['nonDefaultConfig', 'featureFlag', 'featureFlag'];
    const reason = 'reached in 1 hop: 100 x 7000 bps (featureFlag) x 7500 bps (nonDefaultConfig) = 53';
    const expected = { value: 53, reason };
    assert.deepEqual(factorOf(entry({ hops: 1, gates })), expected);
    assert.deepEqual(factorOf(entry({ hops: 1, gates: [...gates].reverse() })), expected);
  });

  it('is not lowered by a gate that the rules do not name', () => {
    const evidence = [entry({ hops: 1, gates: ['adminOnly'] })];
    assert.equal(reachabilityFactor({ ...rule, gatesBps: {} }, { ...NOTHING, evidence })?.value, 100);
  });

  it('goes by the most open of several ways', () => {
    const ways = [entry({ unreachable: true }), entry({ hops: 3 }), entry({ hops: 9 }), entry({})];
    assert.equal(factorOf(...ways)?.value, 70);
    assert.equal(factorOf(...ways.reverse())?.value, 70);
  });

  it('is nothing where no evidence says how far', () => {
    assert.equal(factorOf(), null);
    assert.equal(factorOf(entry({ unreachable: false })), null);
  });
});

describe('evidenceFactor', () => {
  const rule = ruleOf(REFERENCE_RULES, 'evidence');
  const factorOf = (...evidence: EvidenceFinding[]) => evidenceFactor(rule, { ...NOTHING, evidence });
  const seen = (observedAt: string, ...observations: NonNullable<EvidenceFinding['observations']>) =>
    entry({ observedAt, observations });

  for (const [observedAt, value] of [
    ['2025-01-15T00:00:00Z', 60],
    ['2025-01-08T00:00:00Z', 60],
    ['2025-01-07T23:59:59Z', 54],
    ['2024-12-16T00:00:00Z', 54],
    ['2024-12-15T23:59:59Z', 45],
    ['2024-10-17T00:00:00Z', 45],
    ['2024-07-19T00:00:00Z', 36],
    ['2024-01-16T00:00:00Z', 24],
    ['2024-01-15T23:59:59Z', 12],
    ['1999-01-01T00:00:00Z', 12],
  ] as const) {
    it(`is ${value} for a runtime observation of ${observedAt}`, () => {
      assert.equal(factorOf(seen(observedAt, 'runtime'))?.value, value);
    });
  }

  it('adds the points of every kind, 100 at most, before freshness', () => {
    assert.equal(factorOf(seen('2025-01-15T00:00:00Z', 'dast', 'sast'))?.value, 50);
    assert.equal(factorOf(seen('2025-01-15T00:00:00Z', 'runtime', 'dast', 'sast', 'sca'))?.value, 100);
    assert.equal(factorOf(seen('2024-12-20T00:00:00Z', 'runtime', 'dast', 'sast', 'sca'))?.value, 90);
  });

  it('counts a kind once, with its latest date', () => {
    const observations = [seen('2023-01-01T00:00:00Z', 'sast', 'sast'), seen('2025-01-14T00:00:00Z', 'sast')];
    assert.equal(factorOf(...observations)?.value, 20);
    assert.equal(factorOf(...observations.reverse())?.value, 20);
  });

  it('dates every kind by itself, the freshest points first', () => {
    // sca 10 × 1.0 + runtime 60 × 0.2
    const apart = [seen('2023-01-01T00:00:00Z', 'runtime'), seen('2025-01-14T00:00:00Z', 'sca')];
    assert.equal(factorOf(...apart)?.value, 22);
    // dast 30 + sast 20 + sca 10 at 1.0 leave 40 of runtime's 60 points at 0.2: 60 + 8.
    const over = [
      seen('2023-01-01T00:00:00Z', 'runtime'),
      seen('2025-01-14T00:00:00Z', 'dast', 'sast', 'sca'),
    ];
    assert.deepEqual(factorOf(...over), {
      value: 68,
      reason:
        'observed: dast 30 x 10000 bps + sast 20 x 10000 bps + sca 10 x 10000 bps + runtime 40 of 60 x 2000 bps = 68',
    });
  });

  it('rounds half up, once', () => {
    const rounding = { ...rule, points: { sast: 1, sca: 1 }, freshness: [{ atMostDays: 7, bps: 2500 }] };
    const evidence = [seen('2025-01-14T00:00:00Z', 'sast', 'sca')];
    assert.equal(evidenceFactor(rounding, { ...NOTHING, evidence })?.value, 1);
  });

  it('says what was observed', () => {
    assert.equal(
      factorOf(seen('2025-01-01T00:00:00Z', 'sca', 'runtime'))?.reason,
      'observed: runtime 60 x 9000 bps + sca 10 x 9000 bps = 63',
    );
  });

  it('has no points for a kind that the rules do not name', () => {
    const evidence = [seen('2025-01-14T00:00:00Z', 'sast')];
    assert.equal(evidenceFactor({ ...rule, points: {} }, { ...NOTHING, evidence })?.value, 0);
  });

  it('is nothing where nothing was observed', () => assert.equal(factorOf(entry({ hops: 1 })), null));
});

describe('provenanceFactor', () => {
  const cases: readonly (readonly [Provenance, string, number, number])[] = [
    [{}, 'unsigned', 100, 0],
    [{ signed: false, sbomLinked: true, reproducible: true }, 'unsigned', 100, 0],
    [{ signed: true }, 'signed', 70, 30],
    [{ signed: true, attestations: true }, 'signed', 70, 30],
    [{ signed: true, sbomLinked: true }, 'signedWithSbom', 40, 60],
    [{ signed: true, sbomLinked: true, reproducible: true }, 'signedWithSbom', 40, 60],
    [{ signed: true, sbomLinked: true, attestations: true }, 'signedWithSbomAndAttestations', 20, 80],
    [{ signed: true, sbomLinked: true, attestations: true, reproducible: true }, 'reproducible', 0, 100],
  ];
  for (const [provenance, level, byDefault, byReference] of cases) {
    it(`is ${level} for ${JSON.stringify(provenance)}`, () => {
      const facts = { ...NOTHING, provenance };
      assert.deepEqual(provenanceFactor(ruleOf(DEFAULT_RULES, 'provenance'), facts), {
        value: byDefault,
        reason: `provenance ${level}`,
      });
      assert.equal(provenanceFactor(ruleOf(REFERENCE_RULES, 'provenance'), facts)?.value, byReference);
    });
  }

  it('is nothing where nothing is known', () => {
    assert.equal(provenanceFactor(ruleOf(DEFAULT_RULES, 'provenance'), NOTHING), null);
  });
});
