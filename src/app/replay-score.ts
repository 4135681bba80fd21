/**
 * Replays a score: computes it again from the inputs that a manifest pins, and holds the result against what was recorded.
 * The same manifest must give the same root hash; under another clock or feed there is another manifest, and what differs
 * then is drift, not non-determinism.
 */
import type { Digest } from '../core/digest/sha256.ts';
import { compareUtf8 } from '../core/encoding/order.ts';
import { StellaError } from '../core/errors.ts';
import { type Manifest, manifestHashOf } from '../core/manifest/manifest.ts';
import { parseSbom } from '../core/sbom/read-sbom.ts';
import { diffScores, type ScoreDiff } from '../core/score/score-diff.ts';
import { parseScoreDocument, type ScoreDocument } from '../core/score/score-document.ts';
import { type ComputedScore, computeScore, type InputSource } from './compute-score.ts';
import type { Clock, FeedRow, ManifestRow, Store } from './ports.ts';
import { manifestRow } from './run-scan.ts';

export interface ReplayRequest {
  readonly scanId: string;
  /** Null: the scan's original manifest. */
  readonly manifestHash: Digest | null;
  /** Null: the manifest's own clock. */
  readonly freeze: string | null;
}

export interface ReplayPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly explain: (line: string) => void;
}

export interface ReplayReport {
  readonly scanId: string;
  readonly score: number;
  readonly rootHash: Digest;
  readonly bundleUri: string;
  readonly manifestHash: Digest;
  readonly replayedAt: string;
  /** False when this manifest gave another root before. */
  readonly deterministic: boolean;
  /** What the scan recorded when it was made. */
  readonly original: { readonly score: number; readonly rootHash: Digest; readonly manifestHash: Digest };
  /** What differs from the original scan; null when the original manifest was replayed. */
  readonly drift: ReplayDrift | null;
  readonly warnings: ComputedScore['warnings'];
}

export interface ReplayDrift extends ScoreDiff {
  readonly freezeTimestamp: { readonly original: string; readonly replayed: string };
  readonly feed: { readonly original: Digest; readonly replayed: Digest };
}

/**
 * @throws StellaError SCAN_NOT_FOUND, MANIFEST_MISSING, FEED_MISSING, STORE_CORRUPT, ENGINE_UNSUPPORTED
 */
export function replayScore(request: ReplayRequest, ports: ReplayPorts): ReplayReport {
  const { store, clock, explain } = ports;
  const startedMs = clock.elapsedMs();
  const original = originalManifest(store, request.scanId);
  const target = chooseManifest(request, original, store);
  const computed = store.consistently(() => computeScore(target.manifest, storeSource(store), explain));
  const recorded = target.recorded ?? manifestRow('derived', target.manifest, computed, ports);
  if (target.recorded === null) store.scans.recordManifest(recorded);
  const replayedAt = clock.now();
  const deterministic = computed.rootHash === recorded.rootHash;
  store.scans.recordReplay({
    scanId: request.scanId,
    kind: recorded.kind,
    manifestHash: computed.manifestHash,
    rootHash: computed.rootHash,
    expectedRootHash: recorded.rootHash,
    deterministic,
    replayedAt,
    durationMs: clock.elapsedMs() - startedMs,
  });
  return {
    scanId: request.scanId,
    score: computed.score.score,
    rootHash: computed.rootHash,
    bundleUri: bundleUri(request.scanId, computed.rootHash),
    manifestHash: computed.manifestHash,
    replayedAt,
    deterministic,
    original: { score: original.score, rootHash: original.rootHash, manifestHash: original.manifestHash },
    drift:
      recorded.kind === 'original' ? null : replayDrift(original, target.manifest, computed.score, store),
    warnings: computed.warnings,
  };
}

/** What a replay that gave another root than the one recorded is to be answered with; null when it gave the same. */
export function replayError({
  deterministic,
  manifestHash,
  rootHash,
  original,
}: ReplayReport): StellaError | null {
  if (deterministic) return null;
  return new StellaError(
    'REPLAY_MISMATCH',
    `the manifest ${manifestHash} now gives the root ${rootHash}, not the one recorded`,
    {
      details: {
        expected: manifestHash === original.manifestHash ? original.rootHash : null,
        received: rootHash,
      },
      hint: 'the engine or the store changed: check the store with its backup, and the version of stella with the one that made the scan',
    },
  );
}

/** The runbook's path of a bundle. */
export function bundleUri(scanId: string, rootHash: Digest): string {
  return `/api/v1/scanner/scans/${scanId}/proofs/${rootHash}`;
}

/**
 * The scan's manifest as it was made.
 * @throws StellaError SCAN_NOT_FOUND or MANIFEST_MISSING
 */
export function originalManifest(store: Store, scanId: string): ManifestRow {
  const scan = store.scans.find(scanId);
  if (scan === null) {
    throw new StellaError('SCAN_NOT_FOUND', `the store has no scan ${JSON.stringify(scanId.slice(0, 128))}`, {
      hint: 'list them with: stella scan list',
    });
  }
  return manifestOf(store, scanId, scan.manifestHash);
}

/**
 * The score that was computed when a manifest was recorded.
 * @throws StellaError STORE_CORRUPT when it is gone, or is not the one of which the row tells
 */
export function recordedScore(store: Store, row: ManifestRow): ScoreDocument {
  const score = parseScoreDocument(store.blobs.get(row.scoreDigest, `the score of ${row.scanId}`));
  const isOfRow =
    score.scanId === row.scanId &&
    score.manifestHash === row.manifestHash &&
    score.score === row.score &&
    score.severity === row.severity &&
    score.verdict === row.verdict &&
    score.findings.length === row.findingsCount;
  if (isOfRow) return score;
  throw new StellaError('STORE_CORRUPT', `the store does not say of ${row.scanId} what its score says`, {
    details: { expected: score.score, received: row.score },
    hint: 'the store was edited or damaged: see "stella audit store", then restore it from a backup',
  });
}

/** Inputs from the store, each checked against its digest. */
export function storeSource(store: Store): InputSource {
  return {
    sbom: (digest) => parseSbom(store.blobs.get(digest, 'the SBOM')),
    bytes: (digest, what) => store.blobs.get(digest, what),
    feed: (digest, scanId) => store.feeds.view(digest, scanId),
  };
}

function manifestOf(store: Store, scanId: string, manifestHash: Digest): ManifestRow {
  const row = store.scans.manifest(manifestHash);
  if (row !== null && row.scanId === scanId) return row;
  throw new StellaError('MANIFEST_MISSING', `the scan ${scanId} has no manifest ${manifestHash}`, {
    hint: `list its manifests with: stella scan show ${scanId}`,
  });
}

/** The manifest to replay, and its record where there is one already. */
interface ReplayTarget {
  readonly manifest: Manifest;
  readonly recorded: ManifestRow | null;
}

/** A time that a recorded manifest has means that manifest, so that a replay at `scannedAt` is the original's for ever. */
function chooseManifest(
  { scanId, manifestHash, freeze }: ReplayRequest,
  original: ManifestRow,
  store: Store,
): ReplayTarget {
  const base = manifestHash === null ? original : manifestOf(store, scanId, manifestHash);
  if (freeze === null || freeze === base.manifest.freezeTimestamp)
    return { manifest: base.manifest, recorded: base };
  const sameTime = store.scans.history(scanId).find(({ manifest }) => manifest.freezeTimestamp === freeze);
  if (manifestHash === null && sameTime !== undefined)
    return { manifest: sameTime.manifest, recorded: sameTime };
  const manifest = deriveManifest(base.manifest, freeze, store);
  return { manifest, recorded: store.scans.manifest(manifestHashOf(manifest)) };
}

/** The same inputs under another clock, with the newest feed snapshot captured at or before it. */
function deriveManifest(manifest: Manifest, freeze: string, store: Store): Manifest {
  const snapshots = store.feeds.list();
  const eligible = snapshots.filter(({ capturedAt }) => capturedAt <= freeze);
  const [newest] = eligible.toSorted((a, b) => compareFeeds(b, a));
  if (newest === undefined) {
    const earliest = snapshots.map(({ capturedAt }) => capturedAt).sort()[0];
    throw new StellaError('FEED_MISSING', `the store has no feed snapshot captured at or before ${freeze}`, {
      details: { expected: freeze, earliest: earliest ?? null },
      hint:
        earliest === undefined
          ? 'import a kit first: stella offline import --bundle KIT'
          : `the earliest was captured at ${earliest}: freeze to that time or later, or import an older kit`,
    });
  }
  const feed = { digest: newest.digest, capturedAt: newest.capturedAt };
  return { ...manifest, freezeTimestamp: freeze, inputs: { ...manifest.inputs, feed } };
}

/** By time of capture, then of import, then digest: a total order, so that the choice is the same on every run. */
function compareFeeds(a: FeedRow, b: FeedRow): number {
  return (
    compareUtf8(a.capturedAt, b.capturedAt) ||
    compareUtf8(a.importedAt, b.importedAt) ||
    compareUtf8(a.digest, b.digest)
  );
}

function replayDrift(
  original: ManifestRow,
  replayed: Manifest,
  score: ScoreDocument,
  store: Store,
): ReplayDrift {
  return {
    freezeTimestamp: { original: original.manifest.freezeTimestamp, replayed: replayed.freezeTimestamp },
    feed: { original: original.manifest.inputs.feed.digest, replayed: replayed.inputs.feed.digest },
    ...diffScores(recordedScore(store, original), score),
  };
}
