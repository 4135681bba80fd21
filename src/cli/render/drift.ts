/** Why two scores differ, for people. */
import type { DriftReport } from '../../app/score/attribute-drift.ts';
import type { Causes, ExplainedFinding } from '../../core/drift/explain-drift.ts';
import type { InputChange } from '../../core/drift/input-changes.ts';
import type { JsonObject } from '../../core/json/json-value.ts';
import type { Moved } from '../../core/score/score-diff.ts';
import { type Style, safeText } from '../terminal.ts';
import { type Cell, formatScore, renderList, renderPairs, renderTable, wrap } from './layout.ts';

export function renderDrift(drift: DriftReport, style: Style): string {
  return [
    `\n${style.chalk.bold('Drift')}\n`,
    wrap(safeText(causeSentence(drift)), style.width),
    renderInputs(drift, style),
    drift.isSameResult ? '' : renderResult(drift, style),
    renderFindings(drift, style),
    renderList('What to do', drift.hints, style),
  ].join('');
}

/** The answer in one sentence. */
export function causeSentence({
  isSameResult,
  causes,
  inputs,
  attribution,
  interactions,
}: DriftReport): string {
  if (inputs.length === 0 && isSameResult) return 'The inputs are the same, and so is the result.';
  if (isSameResult) return 'The inputs differ, and with them the root hash; the result does not.';
  if (attribution.status === 'unavailable') {
    const hint = attribution.hint === null ? '' : ` (${attribution.hint})`;
    return `The cause could not be found by replaying: ${attribution.code}: ${attribution.reason}${hint}. The inputs below differ.`;
  }
  const together = (interactions ?? []).map((set) => set.join(' with '));
  const joint = together.length === 0 ? '' : ` Only together: ${together.join('; ')}.`;
  return `Cause: ${causeText(causes)}.${joint}`;
}

/** `a and b`; sets that suffice each by itself: `a, or else b`. */
export function causeText(causes: Causes): string {
  return (causes ?? []).map((set) => set.join(' and ')).join(', or else ');
}

function renderInputs({ inputs, alone }: DriftReport, style: Style): string {
  if (inputs.length === 0) return '';
  const effects = new Map(alone?.map((effect) => [effect.input, effect]));
  const rows = inputs.flatMap((change): Cell[][] => {
    const [before, after] = [identityText(change, 'before'), identityText(change, 'after')];
    const names = change.parts.length === 0 ? [change.input] : change.parts;
    return names.map((name, i) => {
      const effect = effects.get(name as (typeof change.parts)[number]);
      return [
        name,
        i === 0 ? before : '',
        i === 0 ? after : '',
        change.parts.length === 0 ? 'no part that a score depends on' : effectText(effect),
      ];
    });
  });
  return `\n${renderTable(
    [{ head: 'INPUT' }, { head: 'BEFORE' }, { head: 'AFTER' }, { head: 'IT ALONE' }],
    rows,
    style,
  )}`;
}

type Effect = NonNullable<DriftReport['alone']>[number];

function effectText(effect: Effect | undefined): string | null {
  if (effect === undefined) return null;
  const counts = (['added', 'gone', 'suppressed', 'unsuppressed', 'changed'] as const)
    .filter((kind) => effect[kind] > 0)
    .map((kind) => `${effect[kind]} ${kind}`);
  if (effect.score.before !== effect.score.after) counts.unshift(`score ${movedScore(effect.score)}`);
  return counts.length === 0 ? 'changes no finding' : counts.join(', ');
}

/** What an input is known by: its name, its time, its whole digest. */
export function identityText(change: InputChange, side: 'before' | 'after'): string {
  const value: JsonObject | null = change[side];
  if (value === null) return 'none';
  const { time, name, version, capturedAt, digests, digest } = value;
  if (typeof time === 'string') return time;
  if (typeof capturedAt === 'string') return `${digest} of ${capturedAt}`;
  if (typeof name === 'string') return `${name} ${version}${digest === undefined ? '' : ` ${digest}`}`;
  if (Array.isArray(digests)) return digests.join(' ');
  return String(digest);
}

function renderResult({ score, severity, verdict, coverage }: DriftReport, style: Style): string {
  const pairs: [string, Cell][] = [
    ['score', `${movedScore(score)}${becauseOf(score.causes, score.before !== score.after)}`],
    ['severity', movedText(severity)],
    ['verdict', `${movedText(verdict)}${becauseOf(verdict.causes, verdict.before !== verdict.after)}`],
  ];
  if (coverage.lost.length + coverage.gained.length > 0) {
    pairs.push([
      'not covered',
      `${coverage.before.uncovered} -> ${coverage.after.uncovered} components${becauseOf(coverage.causes, true)}`,
    ]);
  }
  return `\n${renderPairs(pairs, style)}`;
}

function becauseOf(causes: Causes, isMoved: boolean): string {
  return isMoved && causes !== null ? ` (by ${causeText(causes)})` : '';
}

export function movedScore({ before, after }: Moved<number | null>): string {
  return before === after ? formatScore(before) : `${formatScore(before)} -> ${formatScore(after)}`;
}

function movedText({ before, after }: Moved<string>): string {
  return before === after ? before : `${before} -> ${after}`;
}

/** In the order in which they are told. */
export const FINDING_MOVES = ['added', 'gone', 'suppressed', 'unsuppressed', 'changed'] as const;

function renderFindings(drift: DriftReport, style: Style): string {
  const rows = FINDING_MOVES.flatMap((kind) =>
    drift[kind].map((finding): Cell[] => [
      kind,
      finding.id,
      finding.purl,
      movedScore(finding.score),
      whatMoved(finding),
      causeText(finding.causes) || null,
    ]),
  );
  if (rows.length === 0) return '';
  return `\n${renderTable(
    [
      { head: 'CHANGE' },
      { head: 'FINDING' },
      { head: 'COMPONENT' },
      { head: 'SCORE' },
      { head: 'MOVED' },
      { head: 'CAUSE' },
    ],
    rows,
    style,
  )}`;
}

/** Members and factors; points as they went into the score. */
export function whatMoved({ status, members, factors }: ExplainedFinding): string | null {
  if (status.before === null || status.after === null) return null;
  const points = factors.map(
    ({ name, before, after }) => `${name} ${pointsOf(before)} -> ${pointsOf(after)}`,
  );
  const others = members.map(({ name }) => name).filter((name) => name !== 'score');
  return [...points, ...others].join(', ');
}

function pointsOf(factor: { readonly contributionBps: number } | null): string {
  return factor === null ? '-' : (factor.contributionBps / 1000).toFixed(2);
}
