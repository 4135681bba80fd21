/** A bundle that may be used: verified first, and then read from the very bytes that were. */
import { MANIFEST_FILE, SCORE_FILE } from '../../core/bundle/bundle-layout.ts';
import { StellaError } from '../../core/errors.ts';
import { type Manifest, parseManifest } from '../../core/manifest/manifest.ts';
import type { ProvenScore } from '../../core/proof/report.ts';
import { parseScoreDocument, type ScoreDocument } from '../../core/score/score-document.ts';
import type { ReadBundle } from '../ports/bundle-files.ts';
import {
  type ProofVerification,
  type ReplayRequest,
  type VerifyProofPorts,
  verificationError,
  verifyReadProof,
} from '../proof/verify-proof.ts';
import { hasInputs } from './bundle-source.ts';

export interface VerifiedBundle extends ReadBundle {
  readonly manifest: Manifest;
  readonly score: ScoreDocument;
  readonly proven: ProvenScore;
  readonly verification: ProofVerification;
}

/**
 * @param replay what asks for a replay of a bundle that carries its inputs: they are believed only when they give its score
 * @throws StellaError with the code that `proof verify` would answer
 */
export async function readVerifiedBundle(
  path: string,
  ports: VerifyProofPorts,
  replay: ReplayRequest | null = null,
): Promise<VerifiedBundle> {
  const bundle = await ports.bundles.read(path);
  const asked = hasInputs(bundle.files) ? replay : null;
  const verification = await verifyReadProof(path, bundle, { ...ports, replay: asked });
  const error = verificationError(verification);
  if (error !== null) throw error;
  const [manifest, score] = [bundle.files.get(MANIFEST_FILE), bundle.files.get(SCORE_FILE)];
  const { proven } = verification;
  if (manifest === undefined || score === undefined || proven === null) {
    throw new StellaError('BUNDLE_INVALID', 'the file discloses one finding and is no proof bundle', {
      hint: 'ask its issuer for the whole bundle',
    });
  }
  return {
    ...bundle,
    manifest: parseManifest(manifest),
    score: parseScoreDocument(score),
    proven,
    verification,
  };
}
