/** What differs between two scores: findings that came, went, were suppressed or changed, and the points that moved. */
import { compareUtf8 } from '../encoding/order.ts';
import { canonicalJson } from '../json/canonical-json.ts';
import type { JsonValue } from '../json/json-value.ts';
import { isSameJson } from '../json/same-json.ts';
import type { Factor, Finding, ScoreDocument, Severity, Uncovered, Verdict } from './score-document.ts';

/** A value on either side of a comparison. */
export interface Moved<T> {
  readonly before: T;
  readonly after: T;
}

/** A finding, named. */
export interface FindingName {
  readonly purl: string;
  readonly id: string;
}

/** A factor that gives other points. Null: it is not there. */
export interface FactorMove extends Moved<Omit<Factor, 'name'> | null> {
  readonly name: string;
}

/** A finding that differs. Null: it is not there. */
export interface FindingMove extends FindingName {
  readonly status: Moved<Finding['status'] | null>;
  readonly score: Moved<number | null>;
  /** Members that differ, but for the factors; none for a finding that came or went. */
  readonly members: readonly string[];
  /** Factors that differ; none for a finding that came or went. */
  readonly factors: readonly FactorMove[];
}

/** The lists are disjoint, each in the order of purl and id. */
export interface FindingMoves {
  readonly added: readonly FindingMove[];
  readonly gone: readonly FindingMove[];
  /** Affected before, suppressed after. */
  readonly suppressed: readonly FindingMove[];
  /** Suppressed before, affected after. */
  readonly unsuppressed: readonly FindingMove[];
  /** Of the same status, with another member or factor. */
  readonly changed: readonly FindingMove[];
}

export interface CoverageMove extends Moved<{ readonly covered: number; readonly uncovered: number }> {
  /** Components that are uncovered only after, with the reason. */
  readonly lost: readonly Uncovered[];
  /** Components that were uncovered only before. */
  readonly gained: readonly Uncovered[];
}

export interface ScoreDiff extends FindingMoves {
  readonly score: Moved<number>;
  readonly severity: Moved<Severity>;
  readonly verdict: Moved<Verdict>;
  readonly coverage: CoverageMove;
}

/** Compares finding by finding. The manifest and the clock that a score names are not compared. */
export function diffScores(before: ScoreDocument, after: ScoreDocument): ScoreDiff {
  const earlier = findingsByKey(before);
  const later = findingsByKey(after);
  const keys = new Set([...earlier.keys(), ...later.keys()]);
  const moves = [...keys]
    .flatMap((key) => moveOf(earlier.get(key), later.get(key)))
    .sort(compareFindingNames);
  const by = Map.groupBy(moves, kindOf);
  return {
    score: moved(before, after, ({ score }) => score),
    severity: moved(before, after, ({ severity }) => severity),
    verdict: moved(before, after, ({ verdict }) => verdict),
    added: by.get('added') ?? [],
    gone: by.get('gone') ?? [],
    suppressed: by.get('suppressed') ?? [],
    unsuppressed: by.get('unsuppressed') ?? [],
    changed: by.get('changed') ?? [],
    coverage: coverageMove(before, after),
  };
}

/** Names a finding of a score; no two have one key, whatever their purls and ids have in them. */
export function findingKey({ purl, id }: FindingName): string {
  return JSON.stringify([purl, id]);
}

/** A score is compared with many others: its findings are sorted once for as long as it is. */
const FINDINGS_BY_KEY = new WeakMap<ScoreDocument, ReadonlyMap<string, Finding>>();

export function findingsByKey(score: ScoreDocument): ReadonlyMap<string, Finding> {
  const known = FINDINGS_BY_KEY.get(score);
  if (known !== undefined) return known;
  const findings = new Map(score.findings.map((finding) => [findingKey(finding), finding]));
  FINDINGS_BY_KEY.set(score, findings);
  return findings;
}

/** True for two values of the same canonical JSON. */
export function isSameValue(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return isSameJson(a, b);
}

function compareFindingNames(a: FindingName, b: FindingName): number {
  return compareUtf8(a.purl, b.purl) || compareUtf8(a.id, b.id);
}

function moved<From, T>(before: From, after: From, of: (from: From) => T): Moved<T> {
  return { before: of(before), after: of(after) };
}

function moveOf(before: Finding | undefined, after: Finding | undefined): FindingMove[] {
  const named = after ?? before;
  if (named === undefined) return [];
  const isBoth = before !== undefined && after !== undefined;
  const move: FindingMove = {
    purl: named.purl,
    id: named.id,
    status: moved(before, after, (finding) => finding?.status ?? null),
    score: moved(before, after, (finding) => finding?.score ?? null),
    members: isBoth ? differingMembers(before, after) : [],
    factors: isBoth ? differingFactors(before, after) : [],
  };
  return isBoth && move.members.length + move.factors.length === 0 ? [] : [move];
}

function kindOf({ status }: FindingMove): keyof FindingMoves {
  if (status.before === null) return 'added';
  if (status.after === null) return 'gone';
  if (status.before === status.after) return 'changed';
  return status.after === 'suppressed' ? 'suppressed' : 'unsuppressed';
}

function differingMembers(before: Finding, after: Finding): string[] {
  return (Object.keys(before) as (keyof Finding)[]).filter(
    (member) => member !== 'factors' && !isSameValue(before[member], after[member]),
  );
}

function differingFactors(before: Finding, after: Finding): FactorMove[] {
  const [earlier, later] = [factorsByName(before), factorsByName(after)];
  return [...new Set([...earlier.keys(), ...later.keys()])]
    .map((name) => ({ name, before: earlier.get(name) ?? null, after: later.get(name) ?? null }))
    .filter((factor) => !isSameValue(factor.before, factor.after));
}

export function factorsByName({ factors }: Finding): ReadonlyMap<string, Omit<Factor, 'name'>> {
  return new Map(factors.map(({ name, ...factor }) => [name, factor]));
}

function coverageMove(before: ScoreDocument, after: ScoreDocument): CoverageMove {
  const count = ({ coverage: { covered, uncovered } }: ScoreDocument) => ({
    covered,
    uncovered: uncovered.length,
  });
  return {
    ...moved(before, after, count),
    lost: uncoveredOnlyIn(after, before),
    gained: uncoveredOnlyIn(before, after),
  };
}

function uncoveredOnlyIn(score: ScoreDocument, other: ScoreDocument): Uncovered[] {
  const known = new Set(other.coverage.uncovered.map((uncovered) => canonicalJson(uncovered)));
  return score.coverage.uncovered.filter((uncovered) => !known.has(canonicalJson(uncovered)));
}
