/** What a report may show of a bundle or of a replay: documents that were verified, or that were computed here. */
import { MANIFEST_FILE, MERKLE_PROOF_FILE, SCORE_FILE } from '../../core/bundle/bundle-layout.ts';
import { type Manifest, parseManifest } from '../../core/manifest/manifest.ts';
import { type MerkleProof, parseMerkleProof, proveScore } from '../../core/proof/merkle-proof.ts';
import { scoreLeaves } from '../../core/proof/score-leaves.ts';
import { proofSpine, type SpineNode } from '../../core/proof/spine.ts';
import { parseScoreDocument, type ScoreDocument } from '../../core/score/score-document.ts';
import type { ProofVerification } from './verify-proof.ts';

export interface ReportContent {
  readonly manifest: Manifest;
  readonly score: ScoreDocument;
  readonly spine: SpineNode;
}

/**
 * The documents of a verified bundle; null for one that is not verified, and for a disclosure, which has none.
 * @param files those that were verified
 */
export function verifiedContent(
  { verified, proven }: Pick<ProofVerification, 'verified' | 'proven'>,
  files: ReadonlyMap<string, Uint8Array>,
): ReportContent | null {
  if (!verified || proven === null || proven.finding !== null) return null;
  const bytes = (name: string) => files.get(name) ?? new Uint8Array();
  const proof = parseMerkleProof(bytes(MERKLE_PROOF_FILE));
  return content(parseManifest(bytes(MANIFEST_FILE)), parseScoreDocument(bytes(SCORE_FILE)), proof);
}

/** The documents of a score that was computed here from a manifest. */
export function computedContent(manifest: Manifest, score: ScoreDocument): ReportContent {
  return content(manifest, score, proveScore(scoreLeaves(manifest, score)));
}

function content(manifest: Manifest, score: ScoreDocument, proof: MerkleProof): ReportContent {
  return { manifest, score, spine: proofSpine(scoreLeaves(manifest, score), proof) };
}
