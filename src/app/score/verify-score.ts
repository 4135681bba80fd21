/** Is the score of a scan still the one with this root hash? Replays, and compares; a bundle's root too, when given. */
import type { Digest } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import type { BundleReader } from '../ports/bundle-files.ts';
import { readSpine } from '../proof/show-spine.ts';
import { type ReplayPorts, type ReplayReport, replayError, replayScore } from './replay-score.ts';

export interface ScoreVerification {
  readonly scanId: string;
  readonly verified: boolean;
  readonly expectedRootHash: Digest;
  /** What the replay gave. */
  readonly rootHash: Digest;
  readonly recordedRootHash: Digest;
  /** Recomputed from the bundle's documents; null when no bundle was given. Its signature is not looked at here. */
  readonly bundleRootHash: Digest | null;
  readonly score: number;
  readonly manifestHash: Digest;
  readonly replayedAt: string;
}

export interface ScoreVerificationRequest {
  readonly scanId: string;
  readonly rootHash: Digest;
  readonly bundle: string | null;
}

export async function verifyScore(
  { scanId, rootHash, bundle }: ScoreVerificationRequest,
  ports: ReplayPorts & { readonly bundles: BundleReader },
): Promise<{ readonly verification: ScoreVerification; readonly error: StellaError | null }> {
  const bundleRootHash = bundle === null ? null : (await readSpine(bundle, ports.bundles)).rootHash;
  const replay = replayScore({ scanId, manifestHash: null, freeze: null }, ports);
  const error = verificationFailure(rootHash, bundleRootHash, replay);
  return {
    error,
    verification: {
      scanId,
      verified: error === null,
      expectedRootHash: rootHash,
      rootHash: replay.rootHash,
      recordedRootHash: replay.original.rootHash,
      bundleRootHash,
      score: replay.score,
      manifestHash: replay.manifestHash,
      replayedAt: replay.replayedAt,
    },
  };
}

function verificationFailure(
  expected: Digest,
  bundleRoot: Digest | null,
  replay: ReplayReport,
): StellaError | null {
  if (replay.rootHash !== expected)
    return mismatch('the replay gives the root hash', expected, replay.rootHash);
  if (bundleRoot !== null && bundleRoot !== expected)
    return mismatch('the bundle has the root hash', expected, bundleRoot);
  return replayError(replay);
}

function mismatch(what: string, expected: Digest, received: Digest): StellaError {
  return new StellaError('ROOT_HASH_MISMATCH', `${what} ${received}, expected ${expected}`, {
    details: { expected, received },
    hint: 'compare the manifests: stella scan show SCAN --output json, and the manifest.json of the bundle',
  });
}
