/** `score diff`: two scans, two manifests or two bundles, and which input makes them differ. */
import { type Digest, isDigest } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import type { Manifest } from '../../core/manifest/manifest.ts';
import type { ScoreDocument } from '../../core/score/score-document.ts';
import { readVerifiedBundle } from '../bundle/verified-bundle.ts';
import type { Progress } from '../ports/progress.ts';
import type { Store } from '../ports/store.ts';
import type { VerifyProofPorts } from '../proof/verify-proof.ts';
import { attributeDrift, type DriftReport } from './attribute-drift.ts';
import { storeSource } from './input-source.ts';
import { originalManifest, recordedScore, scanNotFound } from './replay-score.ts';

export interface ScoreDiffPorts {
  readonly store: Store;
  readonly explain: (line: string) => void;
  readonly progress: Progress;
  /** Whether a text names a file. */
  readonly isFile: (path: string) => boolean;
  /** Asked for only when one side is a bundle. */
  readonly verification: () => Promise<VerifyProofPorts>;
}

/** One side, and what it stands for. */
export interface DiffSide {
  /** As given. */
  readonly given: string;
  readonly from: 'scan' | 'manifest' | 'bundle';
  readonly scanId: string;
  readonly scannedAt: string;
  readonly manifestHash: Digest;
  readonly rootHash: Digest;
}

export interface ScoreComparison {
  readonly before: DiffSide;
  readonly after: DiffSide;
  /** True when both have one root hash: everything is the same. */
  readonly isSame: boolean;
  readonly drift: DriftReport;
}

interface ReadSide {
  readonly side: DiffSide;
  readonly manifest: Manifest;
  readonly score: ScoreDocument;
}

/**
 * @param before a scan id, a manifest hash, or the path of a bundle, which must verify; `after` likewise
 * @throws StellaError SCAN_NOT_FOUND, MANIFEST_MISSING, BUNDLE_NOT_FOUND, or what `proof verify` would answer for a bundle
 */
export async function compareScores(
  before: string,
  after: string,
  ports: ScoreDiffPorts,
): Promise<ScoreComparison> {
  const [earlier, later] = [await readSide(before, ports), await readSide(after, ports)];
  const { store, explain, progress } = ports;
  const isReplay = earlier.side.scanId === later.side.scanId;
  const context = { scanId: later.side.scanId, isReplay };
  const driftPorts = { feeds: store.feeds, source: storeSource(store), explain, progress };
  const drift = store.consistently(() => attributeDrift(earlier, later, context, driftPorts));
  return {
    before: earlier.side,
    after: later.side,
    isSame: earlier.side.rootHash === later.side.rootHash,
    drift,
  };
}

/** A digest names a manifest, what the store knows as a scan is one, and a file is a bundle: in this order. */
async function readSide(given: string, ports: ScoreDiffPorts): Promise<ReadSide> {
  if (isDigest(given)) return readManifest(given, ports.store);
  if (ports.store.scans.find(given) !== null) return readScan(given, ports.store);
  if (given.includes('/') || ports.isFile(given)) return await readBundleSide(given, ports);
  throw scanNotFound(given);
}

function readManifest(given: Digest, store: Store): ReadSide {
  const row = store.scans.manifest(given);
  if (row === null) {
    throw new StellaError('MANIFEST_MISSING', `the store has no manifest ${given}`, {
      hint: "list a scan's manifests with: stella scan show SCAN",
    });
  }
  const { scanId, manifestHash, rootHash, manifest } = row;
  const { scannedAt } = manifest;
  return {
    side: { given, from: 'manifest', scanId, scannedAt, manifestHash, rootHash },
    manifest,
    score: recordedScore(store, row),
  };
}

function readScan(given: string, store: Store): ReadSide {
  const { side, ...read } = readManifest(originalManifest(store, given).manifestHash, store);
  return { ...read, side: { ...side, given, from: 'scan' } };
}

async function readBundleSide(given: string, ports: ScoreDiffPorts): Promise<ReadSide> {
  const { manifest, score, proven } = await readVerifiedBundle(given, await ports.verification());
  const { scanId, manifestHash, rootHash } = proven;
  return {
    side: { given, from: 'bundle', scanId, scannedAt: manifest.scannedAt, manifestHash, rootHash },
    manifest,
    score,
  };
}
