/** A manifest, a score, and the signed files over them, for tests of the proof. */
import type { Base } from '../../fixtures/generate/vectors-documents.ts';
import { goldenManifest, goldenScore } from '../../fixtures/generate/vectors-documents.ts';
import { type Manifest, manifestHashOf } from '../../src/core/manifest/manifest.ts';
import { makeProofFiles } from '../../src/core/proof/make-proof.ts';
import type { ScoreDocument } from '../../src/core/score/score-document.ts';
import type { TrustRoots } from '../../src/core/trust/trust-roots.ts';
import { ed25519Key } from './test-keys.ts';

/** Signs what tests make; `trustInSigner` trusts it, and nobody else. */
export const signer = ed25519Key(7);
export const stranger = ed25519Key(8);

export const trustInSigner: TrustRoots = {
  keys: [{ ...signer.publicKey, source: 'signer.pub' }],
  anchors: [],
};

export interface ProofDocuments {
  readonly manifest: Manifest;
  readonly score: ScoreDocument;
}

/** Manifest and score that fit each other; `edit` changes the score in place. */
export function proofDocuments(
  base: Base = 'a',
  edit: (score: ScoreDocument) => void = () => {},
): ProofDocuments {
  const manifest = goldenManifest(base);
  const score: ScoreDocument = { ...goldenScore(base), manifestHash: manifestHashOf(manifest) };
  edit(score);
  return { manifest, score };
}

/** The files of a good bundle, signed by `signer`. */
export function proofFiles(documents: ProofDocuments = proofDocuments()): Map<string, Uint8Array> {
  return makeProofFiles({ ...documents, key: signer, certificate: null });
}
