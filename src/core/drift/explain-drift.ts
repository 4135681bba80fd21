/**
 * Why one score differs from another: what moved, and for each thing that moved the smallest sets of inputs that move it
 * so, when they alone are taken from the other side.
 */
import type { JsonValue } from '../json/json-value.ts';
import {
  type CoverageMove,
  diffScores,
  type FactorMove,
  type FindingMove,
  type FindingMoves,
  factorsByName,
  findingKey,
  findingsByKey,
  isSameValue,
  type Moved,
  type ScoreDiff,
} from '../score/score-diff.ts';
import type { Finding, ScoreDocument, Severity, Verdict } from '../score/score-document.ts';
import { DRIFT_INPUTS, type DriftInput } from './input-changes.ts';
import { type Question, type SmallestSets, smallestSets } from './smallest-sets.ts';

/** Each set suffices by itself, and nothing smaller does. Null where it could not be found out. */
export type Causes = SmallestSets<DriftInput> | null;

export interface Explained {
  readonly causes: Causes;
}

export interface ExplainedMember extends Explained {
  readonly name: string;
}

export interface ExplainedFinding extends Omit<FindingMove, 'members' | 'factors'>, Explained {
  /** Of each member that differs; of one that came or went, `presence`, and `score` of one that came. */
  readonly members: readonly ExplainedMember[];
  readonly factors: readonly (FactorMove & Explained)[];
}

/** What one input does when it alone is taken from the other side. */
export interface LoneEffect {
  readonly input: DriftInput;
  readonly score: Moved<number>;
  readonly added: number;
  readonly gone: number;
  readonly suppressed: number;
  readonly unsuppressed: number;
  readonly changed: number;
}

export interface ExplainedDrift {
  readonly isSameResult: boolean;
  /** Of the whole difference. The empty set where the result is the same. */
  readonly causes: Causes;
  /** Sets of several inputs that do together what none of them does: some single value moves only by all of them. */
  readonly interactions: SmallestSets<DriftInput> | null;
  /** Null where the result is the same, or nothing could be recomputed. */
  readonly alone: readonly LoneEffect[] | null;
  readonly score: Moved<number> & Explained;
  readonly severity: Moved<Severity>;
  readonly verdict: Moved<Verdict> & Explained;
  readonly coverage: CoverageMove & Explained;
  readonly added: readonly ExplainedFinding[];
  readonly gone: readonly ExplainedFinding[];
  readonly suppressed: readonly ExplainedFinding[];
  readonly unsuppressed: readonly ExplainedFinding[];
  readonly changed: readonly ExplainedFinding[];
}

export interface DriftQuestion {
  readonly before: ScoreDocument;
  readonly after: ScoreDocument;
  /** The inputs that differ. */
  readonly inputs: readonly DriftInput[];
  /** The score when exactly these inputs are taken from `after`; null when nothing can be recomputed. */
  readonly evaluate: ((changed: readonly DriftInput[]) => ScoreDocument) | null;
}

/** @throws what `evaluate` throws */
export function explainDrift({ before, after, inputs, evaluate }: DriftQuestion): ExplainedDrift {
  const diff = diffScores(before, after);
  const isSame = isSameScore(before, after);
  if (isSame || evaluate === null) return describe(diff, isSame, isSame ? () => [[]] : () => null, null);
  const ordered = DRIFT_INPUTS.filter((input) => inputs.includes(input));
  const alone: LoneEffect[] = [];
  const answers = smallestSets(ordered, questionsOf(diff, after), (changed) => {
    const score = evaluate(changed);
    const [only] = changed;
    if (changed.length === 1 && only !== undefined) alone.push(loneEffect(only, diffScores(before, score)));
    return outcomeOf(score);
  });
  const [only] = ordered;
  if (ordered.length === 1 && only !== undefined) alone.push(loneEffect(only, diff));
  return describe(diff, false, (key) => answers.get(key) ?? [[]], alone);
}

/** True when two scores say the same, but for the names of scan, manifest and clock. */
export function isSameScore(a: ScoreDocument, b: ScoreDocument): boolean {
  return isSameResult(outcomeOf(a), outcomeOf(b));
}

interface Outcome {
  readonly score: ScoreDocument;
  readonly findings: ReadonlyMap<string, Finding>;
}

function outcomeOf(score: ScoreDocument): Outcome {
  return { score, findings: findingsByKey(score) };
}

const EVERYTHING = 'everything';
const SCORE = 'score';
const VERDICT = 'verdict';
const COVERAGE = 'coverage';
const PRESENCE = 'presence';

/** The key of a question about a finding: all of it, one member, one factor. */
function keyOf(finding: FindingMove, member = '', factor = ''): string {
  return `${findingKey(finding)}/${member}/${factor}`;
}

function questionsOf(diff: ScoreDiff, after: ScoreDocument): Question<Outcome>[] {
  const wanted = outcomeOf(after);
  const value = (key: string, of: (outcome: Outcome) => JsonValue | undefined): Question<Outcome> => {
    const expected = of(wanted);
    return { key, holds: (outcome) => isSameValue(of(outcome), expected) };
  };
  const findings = allMoves(diff).flatMap((move) => {
    const key = findingKey(move);
    const member = (name: string, of: (finding: Finding) => JsonValue | undefined, factor = '') =>
      value(keyOf(move, name, factor), ({ findings: all }) => {
        const finding = all.get(key);
        return finding === undefined ? undefined : of(finding);
      });
    return [
      member('', (finding) => finding),
      ...memberNames(move).map((name) =>
        name === PRESENCE
          ? member(name, () => true)
          : member(name, (finding) => finding[name as keyof Finding]),
      ),
      ...move.factors.map(({ name }) =>
        member('factors', (finding) => factorsByName(finding).get(name), name),
      ),
    ];
  });
  const overall: Question<Outcome>[] = [
    ...(diff.score.before === diff.score.after ? [] : [value(SCORE, ({ score }) => score.score)]),
    ...(diff.verdict.before === diff.verdict.after ? [] : [value(VERDICT, ({ score }) => score.verdict)]),
    ...(isCoverageSame(diff.coverage) ? [] : [value(COVERAGE, ({ score }) => score.coverage)]),
  ];
  return [{ key: EVERYTHING, holds: (outcome) => isSameResult(outcome, wanted) }, ...overall, ...findings];
}

/** Of what is asked about a finding, besides all of it and its factors. */
function memberNames({ status, members }: FindingMove): readonly string[] {
  if (status.before === null) return [PRESENCE, 'score'];
  return status.after === null ? [PRESENCE] : members;
}

function isCoverageSame({ before, after, lost, gained }: CoverageMove): boolean {
  return before.covered === after.covered && lost.length + gained.length === 0;
}

/** All that a score says, but for the names of scan, manifest and clock. */
function isSameResult(a: Outcome, b: Outcome): boolean {
  const overall = ({ score: { score, severity, verdict, summary, coverage } }: Outcome): JsonValue => ({
    score,
    severity,
    verdict,
    summary,
    coverage,
  });
  return (
    isSameValue(overall(a), overall(b)) &&
    a.score.findings.length === b.score.findings.length &&
    a.score.findings.every((finding, i) => isSameValue(finding, b.score.findings[i]))
  );
}

function allMoves({ added, gone, suppressed, unsuppressed, changed }: FindingMoves): FindingMove[] {
  return [...added, ...gone, ...suppressed, ...unsuppressed, ...changed];
}

function loneEffect(input: DriftInput, diff: ScoreDiff): LoneEffect {
  return {
    input,
    score: diff.score,
    added: diff.added.length,
    gone: diff.gone.length,
    suppressed: diff.suppressed.length,
    unsuppressed: diff.unsuppressed.length,
    changed: diff.changed.length,
  };
}

type CausesOf = (key: string) => Causes;

function describe(
  diff: ScoreDiff,
  isSame: boolean,
  causesOf: CausesOf,
  alone: readonly LoneEffect[] | null,
): ExplainedDrift {
  const explain = (moves: readonly FindingMove[]) => moves.map((move) => explainFinding(move, causesOf));
  const explained = {
    score: { ...diff.score, causes: causesOf(SCORE) },
    severity: diff.severity,
    verdict: { ...diff.verdict, causes: causesOf(VERDICT) },
    coverage: { ...diff.coverage, causes: causesOf(COVERAGE) },
    added: explain(diff.added),
    gone: explain(diff.gone),
    suppressed: explain(diff.suppressed),
    unsuppressed: explain(diff.unsuppressed),
    changed: explain(diff.changed),
  };
  const findings = [
    ...explained.added,
    ...explained.gone,
    ...explained.suppressed,
    ...explained.unsuppressed,
    ...explained.changed,
  ];
  const single: readonly Explained[] = [
    explained.score,
    explained.verdict,
    explained.coverage,
    ...findings.flatMap(({ members, factors }) => [...members, ...factors]),
  ];
  const causes = causesOf(EVERYTHING);
  return {
    isSameResult: isSame,
    causes,
    interactions: causes === null ? null : interactionsAmong(single),
    alone: isSame ? null : alone,
    ...explained,
  };
}

function explainFinding(move: FindingMove, causesOf: CausesOf): ExplainedFinding {
  return {
    ...move,
    causes: causesOf(keyOf(move)),
    members: memberNames(move).map((name) => ({ name, causes: causesOf(keyOf(move, name)) })),
    factors: move.factors.map((factor) => ({
      ...factor,
      causes: causesOf(keyOf(move, 'factors', factor.name)),
    })),
  };
}

function interactionsAmong(explained: readonly Explained[]): SmallestSets<DriftInput> {
  const sets = explained.flatMap(({ causes }) => (causes ?? []).filter((inputs) => inputs.length > 1));
  return [...new Map(sets.map((inputs) => [inputs.join(), inputs])).values()];
}
