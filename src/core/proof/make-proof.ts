/** Makes the signed files of a proof bundle from a manifest and the score computed from it (formats.md section 6). */
import {
  CERTIFICATE_FILE,
  ENVELOPE_FILE,
  MANIFEST_FILE,
  MERKLE_PROOF_FILE,
  SCORE_FILE,
} from '../bundle/bundle-layout.ts';
import { formatEnvelope } from '../dsse/envelope.ts';
import { signEnvelope } from '../dsse/verify-envelope.ts';
import { STATEMENT_PAYLOAD_TYPE } from '../intoto/statement.ts';
import { canonicalBytes } from '../json/canonical-json.ts';
import type { SigningKey } from '../keys/types.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { ScoreDocument } from '../score/score-document.ts';
import { proveScore } from './merkle-proof.ts';
import { scoreLeaves } from './score-leaves.ts';
import { formatScoreStatement, scoreProofPredicate } from './score-statement.ts';

export interface ProofMaterial {
  readonly manifest: Manifest;
  readonly score: ScoreDocument;
  readonly key: SigningKey;
  /** PEM of the signing certificate and its intermediates, or null. */
  readonly certificate: Uint8Array | null;
}

/** The bundle's files by name. The same material gives the same bytes, because signatures here are deterministic. */
export function makeProofFiles({
  manifest,
  score,
  key,
  certificate,
}: ProofMaterial): Map<string, Uint8Array> {
  const merkleProof = proveScore(scoreLeaves(manifest, score));
  const files = new Map<string, Uint8Array>([
    [MANIFEST_FILE, canonicalBytes(manifest)],
    [SCORE_FILE, canonicalBytes(score)],
    [MERKLE_PROOF_FILE, canonicalBytes(merkleProof)],
  ]);
  const predicate = scoreProofPredicate(score, merkleProof.rootHash, merkleProof.treeSize);
  const payload = formatScoreStatement(files, predicate);
  files.set(ENVELOPE_FILE, formatEnvelope(signEnvelope(STATEMENT_PAYLOAD_TYPE, payload, key)));
  if (certificate !== null) files.set(CERTIFICATE_FILE, certificate);
  return files;
}
