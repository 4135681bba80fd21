/** What two scores differ in, and the inputs that caused it. */
import * as v from 'valibot';
import type { DriftReport } from '../../src/app/score/attribute-drift.ts';
import type { ExplainedFinding } from '../../src/core/drift/explain-drift.ts';
import { DRIFT_INPUTS } from '../../src/core/drift/input-changes.ts';
import type { ReplayMismatch } from '../../src/core/drift/replay-mismatch.ts';
import {
  countShape,
  digestShape,
  scoreShape,
  severityShape,
  verdictShape,
} from '../../src/core/json/shapes.ts';
import type { FindingMove, ScoreDiff } from '../../src/core/score/score-diff.ts';
import { type Covers, codeShape, json, orNull, texts } from './shared.ts';

const causes = orNull(v.array(v.array(v.picklist(DRIFT_INPUTS))));
const moved = <T extends v.GenericSchema>(shape: T) => ({ before: shape, after: shape });
const status = orNull(v.picklist(['affected', 'suppressed']));

const move = {
  purl: v.string(),
  id: v.string(),
  status: v.looseObject(moved(status)),
  score: v.looseObject(moved(orNull(scoreShape))),
};
const factorMove = { name: v.string(), ...moved(orNull(json)) };

const findingMoves = v.array(
  v.looseObject({
    ...move,
    members: texts,
    factors: v.array(v.looseObject(factorMove)),
  } satisfies Covers<FindingMove>),
);

const explainedFindings = v.array(
  v.looseObject({
    ...move,
    causes,
    members: v.array(v.looseObject({ name: v.string(), causes })),
    factors: v.array(v.looseObject({ ...factorMove, causes })),
  } satisfies Covers<ExplainedFinding>),
);

const coverage = {
  ...moved(v.looseObject({ covered: countShape, uncovered: countShape })),
  lost: v.array(json),
  gained: v.array(json),
};

const diff = {
  score: v.looseObject(moved(scoreShape)),
  severity: v.looseObject(moved(severityShape)),
  verdict: v.looseObject(moved(verdictShape)),
  coverage: v.looseObject(coverage),
  added: findingMoves,
  gone: findingMoves,
  suppressed: findingMoves,
  unsuppressed: findingMoves,
  changed: findingMoves,
} satisfies Covers<ScoreDiff>;

const identity = orNull(json);

export const driftShape = v.looseObject({
  inputs: v.array(
    v.looseObject({
      input: v.picklist(['engine', 'sbom', 'rules', 'policy', 'feed', 'vex', 'evidence', 'freezeTimestamp']),
      before: identity,
      after: identity,
      parts: v.array(v.picklist(DRIFT_INPUTS)),
    }),
  ),
  isSameResult: v.boolean(),
  causes,
  interactions: causes,
  alone: orNull(
    v.array(
      v.looseObject({
        input: v.picklist(DRIFT_INPUTS),
        score: v.looseObject(moved(scoreShape)),
        added: countShape,
        gone: countShape,
        suppressed: countShape,
        unsuppressed: countShape,
        changed: countShape,
      }),
    ),
  ),
  score: v.looseObject({ ...moved(scoreShape), causes }),
  severity: v.looseObject(moved(severityShape)),
  verdict: v.looseObject({ ...moved(verdictShape), causes }),
  coverage: v.looseObject({ ...coverage, causes }),
  added: explainedFindings,
  gone: explainedFindings,
  suppressed: explainedFindings,
  unsuppressed: explainedFindings,
  changed: explainedFindings,
  attribution: v.variant('status', [
    v.looseObject({ status: v.literal('exact'), replays: countShape }),
    v.looseObject({
      status: v.literal('unavailable'),
      code: codeShape,
      reason: v.string(),
      hint: orNull(v.string()),
    }),
  ]),
  hints: texts,
} satisfies Covers<DriftReport>);

export const mismatchShape = v.looseObject({
  kind: v.picklist(['record', 'order', 'feed', 'result']),
  expectedRootHash: digestShape,
  diff: v.looseObject(diff),
} satisfies Covers<ReplayMismatch>);
