/** What differs between two scores: findings that came, went or changed. */
import { sortedByKey } from '../encoding/order.ts';
import { canonicalJson } from '../json/canonical-json.ts';
import type { Finding, ScoreDocument } from './score-document.ts';

/** A finding, named. */
export interface FindingName {
  readonly purl: string;
  readonly id: string;
}

export interface ChangedFinding extends FindingName {
  /** Members that differ. */
  readonly members: readonly string[];
  readonly score: { readonly before: number; readonly after: number };
}

export interface ScoreDiff {
  readonly score: { readonly before: number; readonly after: number };
  readonly added: readonly FindingName[];
  readonly gone: readonly FindingName[];
  readonly changed: readonly ChangedFinding[];
}

/** Compares finding by finding, in the order of purl and id. */
export function diffScores(before: ScoreDocument, after: ScoreDocument): ScoreDiff {
  const earlier = new Map(before.findings.map((finding) => [keyOf(finding), finding]));
  const later = new Map(after.findings.map((finding) => [keyOf(finding), finding]));
  const common = [...earlier].flatMap(([key, finding]) => {
    const other = later.get(key);
    return other === undefined ? [] : [changeOf(finding, other)];
  });
  return {
    score: { before: before.score, after: after.score },
    added: named([...later].filter(([key]) => !earlier.has(key))),
    gone: named([...earlier].filter(([key]) => !later.has(key))),
    changed: common.filter(({ members }) => members.length > 0),
  };
}

function keyOf({ purl, id }: FindingName): string {
  return `${purl} ${id}`;
}

function named(entries: readonly (readonly [string, Finding])[]): FindingName[] {
  return sortedByKey(entries, ([key]) => key).map(([, { purl, id }]) => ({ purl, id }));
}

function changeOf(before: Finding, after: Finding): ChangedFinding {
  const members = (Object.keys(before) as (keyof Finding)[]).filter(
    (member) => canonicalJson(before[member]) !== canonicalJson(after[member]),
  );
  return { purl: before.purl, id: before.id, members, score: { before: before.score, after: after.score } };
}
