/** The score is a function of what its inputs say, never of their order, and always adds up. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Advisory } from '../../src/core/feed/feed-view.ts';
import { canonicalJson } from '../../src/core/json/canonical-json.ts';
import type { JsonObject } from '../../src/core/json/json-value.ts';
import { matchesGlob } from '../../src/core/policy/purl-glob.ts';
import { verifyScoreConsistency } from '../../src/core/proof/score-consistency.ts';
import type { SbomComponent } from '../../src/core/sbom/component.ts';
import type { ScanInput } from '../../src/core/scoring/scan-input.ts';
import { combineFactors } from '../../src/core/scoring/score-finding.ts';
import { scoreScan } from '../../src/core/scoring/score-scan.ts';
import { productIdentity } from '../../src/core/vex/product-identity.ts';
import type { VexStatement } from '../../src/core/vex/statement.ts';
import {
  CLOCK_MS,
  CRITICAL_V31,
  DEFAULT_RULES,
  feedWith,
  npmAdvisory,
  REFERENCE_RULES,
  scanInput,
} from '../helpers/scoring.ts';

const SEED = 20260102;

const VECTORS = [
  CRITICAL_V31,
  'CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N',
  'AV:N/AC:L/Au:N/C:P/I:P/A:P',
  'none',
];
const cve = fc.integer({ min: 1, max: 4 }).map((n) => `CVE-2024-000${n}`);
const name = fc.constantFrom('a', 'b', 'c');
const version = fc.constantFrom('1.0.0', '1.5.0', '2.0.0', 'odd');

const advisory = fc
  .record({
    id: fc.integer({ min: 1, max: 9 }),
    name,
    aliases: fc.uniqueArray(cve, { maxLength: 2 }),
    vectors: fc.subarray(VECTORS, { maxLength: 2 }),
    word: fc.constantFrom('LOW', 'HIGH', null),
  })
  .map(({ id, name: packageName, aliases, vectors, word }): Advisory => {
    const severity = vectors.map((score) => ({ type: 'CVSS_V3', score }));
    const more: JsonObject = { aliases, severity, database_specific: { severity: word } };
    return npmAdvisory(`GHSA-${id}`, packageName, more);
  });
const advisories = fc.uniqueArray(advisory, { maxLength: 10, selector: ({ digest }) => digest });

const purl = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(name, version).map(([n, v]) => `pkg:npm/${n}@${v}`) },
  { weight: 1, arbitrary: fc.constantFrom(null, 'pkg:', 'pkg:npm/a', 'pkg:pypi/a@1', 'pkg:generic/x@1') },
);
const component: fc.Arbitrary<SbomComponent> = fc.record({
  bomRef: fc.constantFrom('r1', 'r2', 'r3', null),
  name: fc.constant('n'),
  version: fc.constantFrom('1.0.0', '1.5.0', null),
  purl,
});

const statement: fc.Arbitrary<VexStatement> = fc
  .record({
    cve,
    product: fc.record({ n: name, v: fc.constantFrom('', '@1.0.0') }),
    status: fc.constantFrom('not_affected', 'affected', 'fixed', 'under_investigation'),
    age: fc.integer({ min: -1, max: 2 }),
    at: fc.nat(99),
  })
  .map(({ cve: id, product: { n, v }, status, age, at }) => ({
    vulnerabilities: [id],
    products: [{ product: productIdentity({ purls: [`pkg:npm/${n}${v}`] }), within: null, versions: null }],
    unrecognised: [],
    status,
    reason: status,
    timestampMs: CLOCK_MS - age,
    document: `sha256:${'a'.repeat(64)}`,
    ref: `sha256:${'a'.repeat(64)}#/statements/${at}`,
  }));

const rows = fc.record({
  epss: fc.uniqueArray(
    fc.record({
      cve,
      probability: fc.constantFrom('0.9', '0.05', '0.0001', '1e-05'),
      percentile: fc.constant('0.5'),
    }),
    { selector: (row) => row.cve, maxLength: 4 },
  ),
  kev: fc.uniqueArray(
    fc.record({ cve, dateAdded: fc.constantFrom('2024-01-01', '2025-01-15', '2025-01-16') }),
    {
      selector: (row) => row.cve,
      maxLength: 2,
    },
  ),
});

const observation = fc.record(
  {
    purl: name.map((n) => `pkg:npm/${n}`),
    id: cve,
    hops: fc.nat(9),
    observations: fc.subarray(['runtime', 'dast', 'sast', 'sca'] as const),
    observedAt: fc.constantFrom('2025-01-14T00:00:00Z', '2024-01-01T00:00:00Z', '2025-02-01T00:00:00Z'),
  },
  { requiredKeys: ['purl', 'id', 'observedAt'] },
);

const parts = fc.record({
  advisories,
  components: fc.array(component, { maxLength: 10 }),
  statements: fc.array(statement, { maxLength: 6 }),
  rows,
  observations: fc.array(observation, { maxLength: 4 }),
  isReference: fc.boolean(),
});

type Parts = typeof parts extends fc.Arbitrary<infer T> ? T : never;

function inputOf(from: Parts): ScanInput {
  return scanInput({
    feed: feedWith(from.advisories, from.rows),
    components: from.components,
    vex: from.statements,
    rules: from.isReference ? REFERENCE_RULES : DEFAULT_RULES,
    evidence: { schema: 'stella.evidence/v1', findings: from.observations },
  });
}

const shuffled = <T>(items: readonly T[]): fc.Arbitrary<T[]> =>
  fc.shuffledSubarray([...items], { minLength: items.length });

test('no order of components, records, statements or evidence changes the score', () => {
  const pair = parts.chain((one) =>
    fc
      .record({
        advisories: shuffled(one.advisories),
        components: shuffled(one.components),
        statements: shuffled(one.statements),
        observations: shuffled(one.observations),
      })
      .map((other) => [one, { ...one, ...other }] as const),
  );
  fc.assert(
    fc.property(pair, ([one, other]) => {
      const expected = scoreScan(inputOf(one));
      const actual = scoreScan(inputOf(other));
      assert.equal(canonicalJson(actual.score), canonicalJson(expected.score));
      assert.deepEqual(actual.warnings, expected.warnings);
    }),
    { seed: SEED, numRuns: 400 },
  );
});

test('every score is consistent: contributions add up, scores lie between 0 and 10, every component is accounted for', () => {
  fc.assert(
    fc.property(parts, (from) => {
      const { score } = scoreScan(inputOf(from));
      verifyScoreConsistency(score);
      for (const finding of score.findings) {
        const sum = finding.factors.reduce((all, { contributionBps }) => all + contributionBps, 0);
        assert.equal(sum, Math.round(finding.score * 1000));
        assert.ok(finding.score >= 0 && finding.score <= 10);
        assert.equal(finding.status === 'suppressed', finding.suppressedBy !== null);
      }
      assert.equal(score.summary.components, score.coverage.covered + score.coverage.uncovered.length);
      assert.ok(score.summary.components <= from.components.length);
      assert.equal(score.summary.components === 0, from.components.length === 0);
    }),
    { seed: SEED, numRuns: 400 },
  );
});

test('a record of another package changes nothing', () => {
  fc.assert(
    fc.property(parts, cve, (from, alias) => {
      const unrelated = npmAdvisory('GHSA-99', 'unrelated', { aliases: [alias] });
      const before = scoreScan(inputOf(from));
      const after = scoreScan(inputOf({ ...from, advisories: [...from.advisories, unrelated] }));
      assert.deepEqual(after, before);
    }),
    { seed: SEED, numRuns: 200 },
  );
});

test('a suppression never raises a score, and no other finding changes', () => {
  fc.assert(
    fc.property(parts, (from) => {
      const without = scoreScan(inputOf({ ...from, statements: [] })).score;
      const withVex = scoreScan(inputOf(from)).score;
      assert.ok(withVex.score <= without.score);
      const bare = (findings: typeof without.findings) =>
        findings.map((finding) => ({ ...finding, status: null, suppressedBy: null }));
      assert.deepEqual(bare(withVex.findings), bare(without.findings));
    }),
    { seed: SEED, numRuns: 200 },
  );
});

test('contributions are whole, never negative, and add up to the rounded mean', () => {
  const factor = fc.record({
    name: fc.constant('f'),
    value: fc.integer({ min: 0, max: 100 }),
    weightBps: fc.integer({ min: 0, max: 10_000 }),
    reason: fc.constant('r'),
  });
  fc.assert(
    fc.property(fc.array(factor, { maxLength: 6 }), (weighted) => {
      const { scoreTenths, factors } = combineFactors(weighted);
      const weight = weighted.reduce((sum, each) => sum + BigInt(each.weightBps), 0n);
      const product = weighted.reduce((sum, each) => sum + BigInt(each.value) * BigInt(each.weightBps), 0n);
      const expected = weight === 0n ? 0n : (2n * product + weight) / (2n * weight);
      assert.equal(BigInt(scoreTenths), expected);
      for (const { contributionBps, value } of factors) {
        assert.ok(Number.isInteger(contributionBps) && contributionBps >= 0);
        if (value === 0) assert.equal(contributionBps, 0);
      }
      const sum = factors.reduce((all, { contributionBps }) => all + contributionBps, 0);
      assert.equal(sum, scoreTenths * 100);
    }),
    { seed: SEED, numRuns: 2000 },
  );
});

test('a glob matches what the same regular expression matches', () => {
  const text = fc.array(fc.constantFrom('a', 'b', '/', '.'), { maxLength: 8 }).map((all) => all.join(''));
  const glob = fc
    .array(fc.constantFrom('a', 'b', '*', '/', '.'), { maxLength: 6 })
    .map((all) => all.join(''));
  fc.assert(
    fc.property(glob, text, (pattern, subject) => {
      const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*');
      assert.equal(matchesGlob(pattern, subject), new RegExp(`^${source}$`).test(subject));
    }),
    { seed: SEED, numRuns: 3000 },
  );
});
