/** Where a recomputed score differs from the signed one: REPLAY_MISMATCH, with the first finding that does. */
import type { Digest } from '../digest/sha256.ts';
import { StellaError } from '../errors.ts';
import { canonicalJson } from '../json/canonical-json.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Finding, ScoreDocument } from '../score/score-document.ts';
import { rootHashOf } from './merkle-proof.ts';
import { compareFindings } from './score-consistency.ts';
import { scoreLeaves } from './score-leaves.ts';

/** A finding that the two scores have differently. */
export interface FindingDifference {
  readonly id: string;
  readonly purl: string;
  readonly kind: 'only-signed' | 'only-recomputed' | 'changed';
  /** Members that differ, when it is in both. */
  readonly members: readonly string[];
}

/** A score, and the root over it and its manifest's inputs. */
export interface RecomputedScore {
  readonly score: ScoreDocument;
  readonly rootHash: Digest;
}

/**
 * Checks that the score recomputed from the manifest's inputs is the signed one, to the byte.
 * @throws StellaError REPLAY_MISMATCH with both roots, and the findings or members that differ
 */
export function verifySameScore(
  manifest: Manifest,
  signed: ScoreDocument,
  { score, rootHash }: RecomputedScore,
): void {
  const expected = rootHashOf(scoreLeaves(manifest, signed));
  if (rootHash !== expected) throw scoreMismatch(signed, score, { expected, received: rootHash });
}

/** The most that a report lists. */
const MAX_LISTED = 20;

function scoreMismatch(
  signed: ScoreDocument,
  recomputed: ScoreDocument,
  roots: { readonly expected: Digest; readonly received: Digest },
): StellaError {
  const findings = differingFindings(signed.findings, recomputed.findings);
  const [first] = findings;
  const what =
    first === undefined
      ? `in ${differingMembers(signed, recomputed).join(', ') || 'the order of its findings'}`
      : `in ${findings.length === 1 ? 'one finding' : `${findings.length} findings, the first of them`} ${describe(first)}`;
  return new StellaError(
    'REPLAY_MISMATCH',
    `the score that its inputs give differs from the signed one ${what}`,
    {
      details: {
        ...roots,
        score: { expected: signed.score, received: recomputed.score },
        findings: findings.slice(0, MAX_LISTED),
        findingsCount: findings.length,
      },
      hint: 'the signed score does not follow from its inputs: do not rely on it, and ask the issuer how it was computed',
    },
  );
}

function describe({ id, purl, kind, members }: FindingDifference): string {
  const named = `${id} in ${purl}`;
  if (kind === 'only-signed') return `${named}, which the inputs do not give`;
  if (kind === 'only-recomputed') return `${named}, which the signed score lacks`;
  return `${named}, whose ${members.join(', ')} ${members.length === 1 ? 'differs' : 'differ'}`;
}

/** Those that are not the same in both, in the order of purl and id. */
export function differingFindings(
  signed: readonly Finding[],
  recomputed: readonly Finding[],
): FindingDifference[] {
  const a = signed.toSorted(compareFindings);
  const b = recomputed.toSorted(compareFindings);
  const differences: FindingDifference[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    const order = left === undefined ? 1 : right === undefined ? -1 : compareFindings(left, right);
    if (order <= 0) i++;
    if (order >= 0) j++;
    differences.push(...differenceOf(order <= 0 ? left : undefined, order >= 0 ? right : undefined));
  }
  return differences;
}

function differenceOf(signed: Finding | undefined, recomputed: Finding | undefined): FindingDifference[] {
  if (signed === undefined) return named(recomputed, 'only-recomputed', []);
  if (recomputed === undefined) return named(signed, 'only-signed', []);
  const members = differingMembers(signed, recomputed);
  return members.length === 0 ? [] : named(signed, 'changed', members);
}

function named(
  finding: Finding | undefined,
  kind: FindingDifference['kind'],
  members: readonly string[],
): FindingDifference[] {
  return finding === undefined ? [] : [{ id: finding.id, purl: finding.purl, kind, members }];
}

function differingMembers(a: JsonObject, b: JsonObject): string[] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].filter((name) => textOf(a[name]) !== textOf(b[name]));
}

function textOf(value: JsonValue | undefined): string | undefined {
  return value === undefined ? undefined : canonicalJson(value);
}
