/**
 * The leaves over a score, in order: manifest, sbom, rules, policy, feed, vex/0 …, evidence, finding/0 …, score
 * (formats.md section 5). The root over them commits to every input and to the result.
 */
import type { Digest } from '../digest/sha256.ts';
import { canonicalDigest } from '../json/canonical-json.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { leafHash } from '../merkle/tree.ts';
import type { ScoreDocument } from '../score/score-document.ts';

export interface ScoreLeaf {
  readonly index: number;
  readonly name: string;
  readonly digest: Digest;
  /** 32 bytes. */
  readonly leafHash: Uint8Array;
}

/** Before the number of a finding in the name of its leaf. */
export const FINDING_PREFIX = 'finding/';

/** True for a leaf that stands for a finding; those are recomputed from the score and not listed in merkle-proof.json. */
export function isFindingLeaf({ name }: Pick<ScoreLeaf, 'name'>): boolean {
  return name.startsWith(FINDING_PREFIX);
}

/** Every leaf, in tree order. */
export function scoreLeaves(manifest: Manifest, score: ScoreDocument): ScoreLeaf[] {
  const { inputs } = manifest;
  const { findings, ...scoreWithoutFindings } = score;
  const named: [string, Digest][] = [
    ['manifest', canonicalDigest(manifest)],
    ['sbom', inputs.sbom.digest],
    ['rules', inputs.rules.digest],
    ['policy', inputs.policy.digest],
    ['feed', inputs.feed.digest],
    ...inputs.vex.map((vex, i): [string, Digest] => [`vex/${i}`, vex.digest]),
    ...(inputs.evidence === undefined ? [] : [['evidence', inputs.evidence.digest] as [string, Digest]]),
    ...findings.map((finding, i): [string, Digest] => [`${FINDING_PREFIX}${i}`, canonicalDigest(finding)]),
    ['score', canonicalDigest(scoreWithoutFindings)],
  ];
  return named.map(([name, digest], index) => ({
    index,
    name,
    digest,
    leafHash: scoreLeafHash(name, digest),
  }));
}

/** The hash of a leaf, whose data is canonical JSON of the pair. */
export function scoreLeafHash(name: string, digest: string): Uint8Array {
  return leafHash(JSON.stringify({ digest, name }));
}
