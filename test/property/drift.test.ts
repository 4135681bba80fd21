/**
 * Drift is explained exactly: a named set of inputs reproduces what it explains, no proper subset does, no smaller set was
 * overlooked, and equal inputs explain nothing. Checked against every subset, one by one, on made-up functions of any
 * shape and on the engine itself.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ExplainedDrift, explainDrift, isSameScore } from '../../src/core/drift/explain-drift.ts';
import { DRIFT_INPUTS, type DriftInput } from '../../src/core/drift/input-changes.ts';
import { mixedFeed } from '../../src/core/drift/mixed-feed.ts';
import { smallestSets } from '../../src/core/drift/smallest-sets.ts';
import type { EvidenceDocument } from '../../src/core/evidence/evidence-document.ts';
import { canonicalJson } from '../../src/core/json/canonical-json.ts';
import type { PolicyDocument } from '../../src/core/policy/policy-document.ts';
import { findingKey, findingsByKey } from '../../src/core/score/score-diff.ts';
import type { ScoreDocument } from '../../src/core/score/score-document.ts';
import type { ScanInput } from '../../src/core/scoring/scan-input.ts';
import { scoreScan } from '../../src/core/scoring/score-scan.ts';
import { productIdentity } from '../../src/core/vex/product-identity.ts';
import type { VexStatement } from '../../src/core/vex/statement.ts';
import {
  CRITICAL_V31,
  component,
  DEFAULT_POLICY,
  DEFAULT_RULES,
  feedWith,
  manifestAt,
  npmAdvisory,
  REFERENCE_RULES,
  scanInput,
  severity,
} from '../helpers/scoring.ts';

const SEED = 20_261_124;

/** Every subset of up to nine names, as bit masks would count them. */
function everySubset<T>(names: readonly T[]): T[][] {
  return Array.from({ length: 2 ** names.length }, (_, mask) =>
    names.filter((_name, i) => (mask >> i) % 2 === 1),
  );
}

/** What a cause must be, told by trying everything. */
function assertSmallest<T>(
  what: string,
  sets: readonly (readonly T[])[] | null | undefined,
  names: readonly T[],
  holds: (set: readonly T[]) => boolean,
): void {
  assert.ok(sets, what);
  const sufficient = everySubset(names).filter(holds);
  const size = Math.min(...sufficient.map((set) => set.length));
  const expected = sufficient.filter((set) => set.length === size).map((set) => set.join());
  assert.deepEqual(sets.map((set) => set.join()).sort(), expected.sort(), what);
}

test('the smallest sets are those that trying everything finds, whatever the function', () => {
  const names = fc.integer({ min: 1, max: 6 }).map((n) => [...'abcdef'].slice(0, n));
  const tables = names.chain((all) =>
    fc.record({
      all: fc.constant(all),
      // For each of three questions, which subsets say yes: any function at all but that all of the changes do, and none do not.
      yes: fc.array(fc.array(fc.boolean(), { minLength: 2 ** all.length, maxLength: 2 ** all.length }), {
        minLength: 3,
        maxLength: 3,
      }),
    }),
  );
  fc.assert(
    fc.property(tables, ({ all, yes }) => {
      const maskOf = (set: readonly string[]) => set.reduce((mask, name) => mask + 2 ** all.indexOf(name), 0);
      const says = (question: number, set: readonly string[]) =>
        set.length === all.length || (set.length > 0 && yes[question]?.[maskOf(set)] === true);
      const seen = new Set<string>();
      const answers = smallestSets(
        all,
        yes.map((_, i) => ({ key: String(i), holds: (set: readonly string[]) => says(i, set) })),
        (set) => {
          assert.ok(!seen.has(set.join()), 'a set was tried twice');
          seen.add(set.join());
          return set;
        },
      );
      assert.ok(!seen.has('') && !seen.has(all.join()), 'both ends are known');
      for (const i of yes.keys())
        assertSmallest(`question ${i}`, answers.get(String(i)), all, (set) => says(i, set));
    }),
    { seed: SEED, numRuns: 300 },
  );
});

const CLOCKS = ['2025-01-15T00:00:00Z', '2025-03-01T00:00:00Z'] as const;

const vexFor = (cve: string, name: string): VexStatement => ({
  vulnerabilities: [cve],
  products: [{ product: productIdentity({ purls: [`pkg:npm/${name}`] }), within: null, versions: null }],
  unrecognised: [],
  status: 'not_affected',
  reason: 'r',
  timestampMs: 0,
  document: `sha256:${'a'.repeat(64)}`,
  ref: `sha256:${'a'.repeat(64)}#/statements/0`,
});

const name = fc.constantFrom('a', 'b', 'c');
const cve = fc.constantFrom('CVE-2024-0001', 'CVE-2024-0002');
const advisory = fc
  .record({
    id: fc.integer({ min: 1, max: 4 }),
    name,
    aliases: fc.uniqueArray(cve, { maxLength: 2 }),
    isScored: fc.boolean(),
    published: fc.constantFrom('2024-01-01T00:00:00Z', '2025-02-01T00:00:00Z'),
  })
  .map(({ id, name: packageName, aliases, isScored, published }) =>
    npmAdvisory(`GHSA-${id}`, packageName, {
      aliases,
      published,
      ...(isScored ? severity(CRITICAL_V31) : {}),
    }),
  );

/** Each of the nine inputs, on one side. */
const side = fc.record({
  components: fc.array(
    fc.tuple(name, fc.constantFrom('1.0.0', '2.0.0')).map(([n, v]) => component(`pkg:npm/${n}@${v}`)),
    { minLength: 1, maxLength: 3 },
  ),
  advisories: fc.uniqueArray(advisory, { minLength: 1, maxLength: 3, selector: ({ digest }) => digest }),
  epss: fc.uniqueArray(
    fc.record({ cve, probability: fc.constantFrom('0.9', '0.05'), percentile: fc.constant('0.5') }),
    { selector: (row) => row.cve },
  ),
  kev: fc.uniqueArray(fc.record({ cve, dateAdded: fc.constantFrom('2024-01-01', '2025-02-01') }), {
    selector: (row) => row.cve,
  }),
  isReference: fc.boolean(),
  policy: fc.constantFrom<Partial<PolicyDocument>>(
    {},
    { suppress: [{ id: 'GHSA-1', purl: 'pkg:npm/*', reason: 'accepted' }] },
    { failOnKev: false },
  ),
  vex: fc.array(
    fc.tuple(cve, name).map(([id, product]) => vexFor(id, product)),
    { maxLength: 1 },
  ),
  evidence: fc.option(
    fc.tuple(name, fc.integer({ min: 1, max: 4 }), fc.nat(9)).map(
      ([n, id, hops]): EvidenceDocument => ({
        schema: 'stella.evidence/v1',
        findings: [{ purl: `pkg:npm/${n}`, id: `GHSA-${id}`, hops, observedAt: '2024-12-01T00:00:00Z' }],
      }),
    ),
  ),
  clock: fc.constantFrom(...CLOCKS),
});
type Side = typeof side extends fc.Arbitrary<infer T> ? T : never;

/** The engine on the inputs of `before`, those named taken from `after`. */
function scoreMixed(before: Side, after: Side, changed: readonly DriftInput[]): ScoreDocument {
  const from = (input: DriftInput): Side => (changed.includes(input) ? after : before);
  const view = ({ advisories, epss, kev }: Side) => feedWith(advisories, { epss, kev });
  const input: ScanInput = scanInput({
    manifest: manifestAt(from('freezeTimestamp').clock),
    components: from('sbom').components,
    feed: mixedFeed({
      advisories: view(from('feed/advisories')),
      epss: view(from('feed/epss')),
      kev: view(from('feed/kev')),
    }),
    rules: from('rules').isReference ? REFERENCE_RULES : DEFAULT_RULES,
    policy: { ...DEFAULT_POLICY, ...from('policy').policy },
    vex: from('vex').vex,
    evidence: from('evidence').evidence,
  });
  return scoreScan(input).score;
}

/** Nine inputs at once would be 512 scores a run; some at a time meet every pair. */
const pair = fc
  .record({
    before: side,
    other: side,
    inputs: fc.subarray([...DRIFT_INPUTS], { minLength: 1, maxLength: 6 }),
  })
  .map(({ before, other, inputs }) => {
    const after: Side = {
      components: inputs.includes('sbom') ? other.components : before.components,
      advisories: inputs.includes('feed/advisories') ? other.advisories : before.advisories,
      epss: inputs.includes('feed/epss') ? other.epss : before.epss,
      kev: inputs.includes('feed/kev') ? other.kev : before.kev,
      isReference: inputs.includes('rules') ? other.isReference : before.isReference,
      policy: inputs.includes('policy') ? other.policy : before.policy,
      vex: inputs.includes('vex') ? other.vex : before.vex,
      evidence: inputs.includes('evidence') ? other.evidence : before.evidence,
      clock: inputs.includes('freezeTimestamp') ? other.clock : before.clock,
    };
    return { before, after, inputs };
  });

interface Case {
  readonly before: Side;
  readonly after: Side;
  readonly inputs: readonly DriftInput[];
}

function explained({ before, after, inputs }: Case): {
  drift: ExplainedDrift;
  scored: Map<string, ScoreDocument>;
} {
  const scored = new Map<string, ScoreDocument>(
    everySubset(inputs).map((set) => [set.join(), scoreMixed(before, after, set)]),
  );
  const score = (set: readonly DriftInput[]): ScoreDocument => {
    const ordered = inputs.filter((input) => set.includes(input));
    return scored.get(ordered.join()) as ScoreDocument;
  };
  const drift = explainDrift({ before: score([]), after: score(inputs), inputs, evaluate: score });
  return { drift, scored };
}

test('the causes that are named reproduce the difference on the engine itself, and no proper subset does', () => {
  let different = 0;
  let joint = 0;
  fc.assert(
    fc.property(pair, (from) => {
      const { drift, scored } = explained(from);
      const { inputs } = from;
      const after = scored.get(inputs.join()) as ScoreDocument;
      const at = (set: readonly DriftInput[]) => scored.get(set.join()) as ScoreDocument;
      assertSmallest('everything', drift.causes, inputs, (set) => isSameScore(at(set), after));
      assert.equal(drift.isSameResult, isSameScore(at([]), after));
      if (drift.isSameResult) return;
      different++;
      joint += (drift.interactions ?? []).length;
      assertSmallest('score', drift.score.causes, inputs, (set) => at(set).score === after.score);
      assertSmallest('verdict', drift.verdict.causes, inputs, (set) => at(set).verdict === after.verdict);
      for (const kind of ['added', 'gone', 'suppressed', 'unsuppressed', 'changed'] as const) {
        for (const move of drift[kind]) {
          const whole = (set: readonly DriftInput[]) => findingsByKey(at(set)).get(findingKey(move));
          const text = (set: readonly DriftInput[]) => {
            const finding = whole(set);
            return finding === undefined ? 'absent' : canonicalJson(finding);
          };
          assertSmallest(`${kind} ${move.id}`, move.causes, inputs, (set) => text(set) === text(inputs));
          for (const { name: member, causes } of move.members) {
            const value = (set: readonly DriftInput[]) => {
              const finding = whole(set);
              if (finding === undefined) return 'absent';
              if (member === 'presence') return 'present';
              return canonicalJson(finding[member as keyof typeof finding]);
            };
            assertSmallest(`${move.id} ${member}`, causes, inputs, (set) => value(set) === value(inputs));
          }
        }
      }
    }),
    { seed: SEED, numRuns: 120 },
  );
  assert.ok(different > 40, `only ${different} cases differ: the generator is too tame`);
  assert.ok(joint > 5, `only ${joint} interactions: the generator is too tame`);
});

test('equal inputs explain nothing, without a single replay', () => {
  fc.assert(
    fc.property(side, (one) => {
      const score = scoreMixed(one, one, []);
      const drift = explainDrift({
        before: score,
        after: scoreMixed(one, one, []),
        inputs: [],
        evaluate: () => assert.fail('nothing is to be replayed'),
      });
      assert.equal(drift.isSameResult, true);
      assert.deepEqual(drift.causes, [[]]);
      assert.deepEqual([drift.added, drift.gone, drift.changed], [[], [], []]);
    }),
    { seed: SEED, numRuns: 20 },
  );
});

test('what one input does alone is told for each input', () => {
  fc.assert(
    fc.property(pair, (from) => {
      const { drift, scored } = explained(from);
      if (drift.isSameResult) return;
      assert.deepEqual(
        drift.alone?.map(({ input, score }) => [input, score.after]),
        DRIFT_INPUTS.filter((input) => from.inputs.includes(input)).map((input) => [
          input,
          scored.get(input)?.score,
        ]),
      );
    }),
    { seed: SEED, numRuns: 30 },
  );
});
