/**
 * The records that affect one component, grouped to findings (formats.md section 4): one vulnerability is one finding, however
 * many databases have a record of it.
 *
 * Records belong together when they share an id: the id of one is among the aliases of the other, or both have the same alias,
 * also one that is no record here. OSV aliases are symmetric and transitive, so a GHSA and a PYSEC record that both name a CVE
 * are records of that CVE.
 */

import { compareUtf8, sortedByKey } from '../encoding/order.ts';
import type { Advisory } from '../feed/feed-view.ts';
import type { OsvRecord } from '../feed/osv-record.ts';
import type { MatchedAdvisory } from './find-advisories.ts';

/** One vulnerability in one component. Nothing in it depends on the order in which the records came. */
export interface FindingGroup {
  /** The first of the records' ids by bytes. */
  readonly id: string;
  /** Every other id of the group, of records and of aliases, sorted. */
  readonly aliases: readonly string[];
  /** Sorted by the record's id, then digest; a record once. */
  readonly matches: readonly MatchedAdvisory[];
  /** The versions that fix any of the records, distinct, sorted by bytes as every set in a document. */
  readonly fixedIn: readonly string[];
}

/** Groups the matches of one component; sorted by id. */
export function groupFindings(matches: readonly MatchedAdvisory[]): FindingGroup[] {
  const distinct = [...new Map(matches.map((match) => [match.advisory.digest, match])).values()];
  const sorted = distinct.sort((a, b) => compareAdvisories(a.advisory, b.advisory));
  const groups = new Map<number, MatchedAdvisory[]>();
  for (const [i, root] of connectedBySharedIds(sorted).entries()) {
    const group = groups.get(root);
    const match = sorted[i] as MatchedAdvisory;
    if (group === undefined) groups.set(root, [match]);
    else group.push(match);
  }
  return sortedByKey([...groups.values()].map(findingOf), (finding) => finding.id);
}

function compareAdvisories(a: Advisory, b: Advisory): number {
  return compareUtf8(a.record.id, b.record.id) || compareUtf8(a.digest, b.digest);
}

/** For each match the number of its group: union-find over the ids that its record has. */
function connectedBySharedIds(matches: readonly MatchedAdvisory[]): number[] {
  const parents = matches.map((_, i) => i);
  const firstWithId = new Map<string, number>();
  for (const [i, { advisory }] of matches.entries()) {
    for (const id of [advisory.record.id, ...advisory.record.aliases]) {
      const other = firstWithId.get(id);
      if (other === undefined) firstWithId.set(id, i);
      else parents[rootOf(parents, i)] = rootOf(parents, other);
    }
  }
  return parents.map((_, i) => rootOf(parents, i));
}

/** The root of `i`, with every node on the way hung below its grandparent, which keeps the ways short. */
function rootOf(parents: number[], i: number): number {
  let node = i;
  for (let parent = parents[node] as number; parent !== node; parent = parents[node] as number) {
    parents[node] = parents[parent] as number;
    node = parent;
  }
  return node;
}

function findingOf(matches: readonly MatchedAdvisory[]): FindingGroup {
  const records = matches.map((match) => match.advisory.record);
  const id = (records[0] as OsvRecord).id;
  const aliases = new Set(records.flatMap((record) => [record.id, ...record.aliases]));
  aliases.delete(id);
  return {
    id,
    aliases: [...aliases].sort(compareUtf8),
    matches,
    fixedIn: [...new Set(matches.flatMap((match) => match.fixedIn))].sort(compareUtf8),
  };
}
