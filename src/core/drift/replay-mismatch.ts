/** The same manifest gave another root: what of the record does not hold? */
import type { Digest } from '../digest/sha256.ts';
import { canonicalJson } from '../json/canonical-json.ts';
import type { JsonObject, JsonValue } from '../json/json-value.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { rootHashOf } from '../proof/merkle-proof.ts';
import { scoreLeaves } from '../proof/score-leaves.ts';
import { diffScores, type ScoreDiff } from '../score/score-diff.ts';
import type { ScoreDocument } from '../score/score-document.ts';

export interface ReplayMismatch {
  /**
   * `record`: the recorded root does not follow from the recorded score, so the record was edited. `order`: the same
   * findings in another order. `feed`: the store's rows of the feed snapshot are not those that its digest stands for.
   * `result`: the engine computes something else.
   */
  readonly kind: 'record' | 'order' | 'feed' | 'result';
  readonly expectedRootHash: Digest;
  /** From the recorded score to the one computed now. */
  readonly diff: ScoreDiff;
}

export interface Recorded {
  readonly rootHash: Digest;
  readonly score: ScoreDocument;
}

/**
 * Tells `record`, `order` and `result` apart; whether the feed is at fault only the store can say.
 * @param computed the score that the manifest's inputs give now
 */
export function classifyMismatch(
  manifest: Manifest,
  recorded: Recorded,
  computed: ScoreDocument,
): ReplayMismatch {
  const found = { expectedRootHash: recorded.rootHash, diff: diffScores(recorded.score, computed) };
  if (rootHashOf(scoreLeaves(manifest, recorded.score)) !== recorded.rootHash)
    return { kind: 'record', ...found };
  return { kind: hasSameParts(recorded.score, computed) ? 'order' : 'result', ...found };
}

function hasSameParts(a: ScoreDocument, b: ScoreDocument): boolean {
  return canonicalJson(unordered(a)) === canonicalJson(unordered(b));
}

function unordered({ findings, coverage, ...score }: ScoreDocument): JsonObject {
  const texts = (items: readonly JsonValue[]) => items.map((item) => canonicalJson(item)).sort();
  return {
    ...score,
    findings: texts(findings),
    coverage: { covered: coverage.covered, uncovered: texts(coverage.uncovered) },
  };
}
