/**
 * The rules for one factor: where its value comes from, and the tables that turn evidence into it (scoring.md,
 * "Rules"). Values are integers from 0 to 100, weights and multipliers basis points (10000 is the whole).
 *
 * What the page leaves open:
 * - `missing` may be left out and then means `exclude`.
 * - A table is ordered strictly (`atLeast` falls, `atMost` and `atMostDays` rise); the first row that holds counts. A
 *   probability below every row has the value 0.
 * - A gate that `gatesBps` does not name lowers nothing; an observation that `points` does not name has none.
 * - `levels` of a provenance factor may be left out and then are `DEFAULT_PROVENANCE_LEVELS`.
 */
import * as v from 'valibot';
import { compareProbabilities } from '../feed/probability.ts';
import { documentNameShape } from '../operator/document-name.ts';
import { bpsShape, isStrictlyOrdered, valueShape } from './shapes.ts';

/** The ladder of provenance, from an artifact that nobody signed to one that was built again with the same bytes. */
export const PROVENANCE_LEVELS = [
  'unsigned',
  'signed',
  'signedWithSbom',
  'signedWithSbomAndAttestations',
  'reproducible',
] as const;

/** The kinds of observation that evidence can have (scoring.md, "Evidence"). */
export const OBSERVATION_KINDS = ['runtime', 'dast', 'sast', 'sca'] as const;

/** What can stand between an attacker and the vulnerable code. */
export const GATES = ['featureFlag', 'authRequired', 'adminOnly', 'nonDefaultConfig'] as const;

const commonEntries = {
  name: documentNameShape,
  weightBps: bpsShape,
  missing: v.exactOptional(v.union([valueShape, v.literal('exclude')])),
};

/** A plain decimal from 0 to 1. */
const probabilityShape = v.pipe(v.string(), v.regex(/^(?:0(?:\.[0-9]{1,40})?|1(?:\.0{1,40})?)$/));

const epssTableShape = v.pipe(
  v.array(v.strictObject({ atLeast: probabilityShape, value: valueShape })),
  v.minLength(1),
  v.check(
    (rows) => isStrictlyOrdered(rows, (a, b) => compareProbabilities(b.atLeast, a.atLeast)),
    'expected rows by falling atLeast',
  ),
);

const hopsTableShape = v.pipe(
  v.array(v.strictObject({ atMost: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), value: valueShape })),
  v.minLength(1),
  v.check((rows) => isStrictlyOrdered(rows, (a, b) => a.atMost - b.atMost), 'expected rows by rising atMost'),
);

const freshnessTableShape = v.pipe(
  v.array(v.strictObject({ atMostDays: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), bps: bpsShape })),
  v.minLength(1),
  v.check(
    (rows) => isStrictlyOrdered(rows, (a, b) => a.atMostDays - b.atMostDays),
    'expected rows by rising atMostDays',
  ),
);

const gatesShape = v.strictObject({
  featureFlag: v.exactOptional(bpsShape),
  authRequired: v.exactOptional(bpsShape),
  adminOnly: v.exactOptional(bpsShape),
  nonDefaultConfig: v.exactOptional(bpsShape),
});

const pointsShape = v.strictObject({
  runtime: v.exactOptional(valueShape),
  dast: v.exactOptional(valueShape),
  sast: v.exactOptional(valueShape),
  sca: v.exactOptional(valueShape),
});

const levelsShape = v.strictObject({
  unsigned: valueShape,
  signed: valueShape,
  signedWithSbom: valueShape,
  signedWithSbomAndAttestations: valueShape,
  reproducible: valueShape,
});

export const factorRuleShape = v.variant('source', [
  v.strictObject({ ...commonEntries, source: v.literal('cvss') }),
  v.strictObject({
    ...commonEntries,
    source: v.literal('exploitation'),
    kev: valueShape,
    epss: epssTableShape,
  }),
  v.strictObject({
    ...commonEntries,
    source: v.literal('reachability'),
    hops: hopsTableShape,
    farther: valueShape,
    unreachable: valueShape,
    gatesBps: gatesShape,
  }),
  v.strictObject({
    ...commonEntries,
    source: v.literal('evidence'),
    points: pointsShape,
    freshness: freshnessTableShape,
    stale: bpsShape,
  }),
  v.strictObject({ ...commonEntries, source: v.literal('provenance'), levels: v.exactOptional(levelsShape) }),
]);

export type FactorRule = v.InferOutput<typeof factorRuleShape>;
export type FactorRuleOf<Source extends FactorRule['source']> = Extract<FactorRule, { source: Source }>;
export type ProvenanceLevels = v.InferOutput<typeof levelsShape>;
export type ObservationKind = (typeof OBSERVATION_KINDS)[number];

/**
 * Provenance as a risk: the less is known of where an artifact comes from, the more. The mirror of
 * `stella-reference`'s levels.
 */
export const DEFAULT_PROVENANCE_LEVELS: ProvenanceLevels = {
  unsigned: 100,
  signed: 70,
  signedWithSbom: 40,
  signedWithSbomAndAttestations: 20,
  reproducible: 0,
};
