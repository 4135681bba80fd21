/**
 * Replays a score: computes it again from the inputs that a manifest pins, and holds the result against what was recorded.
 * The same manifest must give the same root hash; with another clock, feed or document in it there is another manifest,
 * and what differs then is drift, not non-determinism.
 */
import type { Digest } from '../../core/digest/sha256.ts';
import { classifyMismatch, type ReplayMismatch } from '../../core/drift/replay-mismatch.ts';
import { StellaError } from '../../core/errors.ts';
import { type Manifest, manifestHashOf } from '../../core/manifest/manifest.ts';
import { parseScoreDocument, type ScoreDocument } from '../../core/score/score-document.ts';
import type { Clock } from '../ports/clock.ts';
import type { Progress } from '../ports/progress.ts';
import type { Derivation, ManifestKind, ManifestRow } from '../ports/scans.ts';
import type { Store } from '../ports/store.ts';
import { manifestRow } from '../scan/run-scan.ts';
import { attributeDrift, type DriftReport } from './attribute-drift.ts';
import { type ComputedScore, computeScore, type InputSource } from './compute-score.ts';
import { requireInputs, storeSource, withInputs } from './input-source.ts';
import { deriveManifest, NO_CHANGE, type WhatIf } from './what-if.ts';

export interface ReplayRequest {
  readonly scanId: string;
  /** Null: the scan's original manifest. */
  readonly manifestHash: Digest | null;
  /** Null: the manifest's own clock. */
  readonly freeze: string | null;
  /** Other inputs than the manifest's; none unless given. */
  readonly whatIf?: Omit<WhatIf, 'freeze'>;
}

export interface ReplayPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly explain: (line: string) => void;
  /** Silent unless given. */
  readonly progress?: Progress;
}

export interface ReplayReport {
  readonly scanId: string;
  readonly score: number;
  readonly rootHash: Digest;
  readonly bundleUri: string;
  readonly manifestHash: Digest;
  /** `original`: the scan's own manifest. `derived`: one of a what-if. */
  readonly kind: ManifestKind;
  readonly replayedAt: string;
  /** False when this manifest gave another root before. */
  readonly deterministic: boolean;
  /** What the scan recorded when it was made. */
  readonly original: { readonly score: number; readonly rootHash: Digest; readonly manifestHash: Digest };
  /** What differs from the original scan, and why; null when the original manifest was replayed. */
  readonly drift: DriftReport | null;
  /** What differs from the record of the same manifest; null when it is deterministic. */
  readonly mismatch: ReplayMismatch | null;
  readonly warnings: ComputedScore['warnings'];
}

/**
 * @throws StellaError SCAN_NOT_FOUND, MANIFEST_MISSING, FEED_MISSING, INPUT_MISSING, DIGEST_MISMATCH, STORE_CORRUPT,
 * ENGINE_UNSUPPORTED
 */
export function replayScore(request: ReplayRequest, ports: ReplayPorts): ReplayReport {
  return replayWithContent(request, ports).report;
}

/** A replay with the documents that it is about. */
export interface Replay {
  readonly report: ReplayReport;
  readonly manifest: Manifest;
  /** As it was computed now. */
  readonly score: ScoreDocument;
}

/** Errors as `replayScore`. */
export function replayWithContent(request: ReplayRequest, ports: ReplayPorts): Replay {
  const { store, clock, explain } = ports;
  const startedMs = clock.elapsedMs();
  const original = originalManifest(store, request.scanId);
  const target = chooseManifest(request, original, store);
  const source = withInputs(storeSource(store), target.inputs);
  const computed = store.consistently(() => {
    requireInputs(target.manifest, store, target.inputs);
    return computeScore(target.manifest, source, explain);
  });
  const recorded = recordOf(target, computed, ports);
  store.scans.recordWarnings(recorded.manifestHash, computed.warnings);
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
  // The root hash commits to the score: a row with this root and another score was edited.
  if (deterministic) requireOfRow(computed.score, recorded);
  const report: ReplayReport = {
    scanId: request.scanId,
    score: computed.score.score,
    rootHash: computed.rootHash,
    bundleUri: bundleUri(request.scanId, computed.rootHash),
    manifestHash: computed.manifestHash,
    kind: recorded.kind,
    replayedAt,
    deterministic,
    original: { score: original.score, rootHash: original.rootHash, manifestHash: original.manifestHash },
    drift:
      recorded.kind === 'original' ? null : driftFrom(original, target.manifest, computed, source, ports),
    mismatch: deterministic ? null : mismatchWith(recorded, computed, store),
    warnings: computed.warnings,
  };
  return { report, manifest: target.manifest, score: computed.score };
}

/** Whoever edits the rows of a feed changes what its scans give, and leaves its descriptor and their record alone. */
function mismatchWith(recorded: ManifestRow, { score }: ComputedScore, store: Store): ReplayMismatch {
  const { manifest, rootHash } = recorded;
  const mismatch = classifyMismatch(manifest, { rootHash, score: claimedScore(store, recorded) }, score);
  const isFeedEdited = mismatch.kind === 'result' && !isFeedIntact(manifest.inputs.feed.digest, store);
  return isFeedEdited ? { ...mismatch, kind: 'feed' } : mismatch;
}

/** Builds the snapshot's indexes again from what is in the store: their roots must be those that its descriptor has. */
function isFeedIntact(feed: Digest, { feeds, feedIndexer }: Store): boolean {
  const descriptor = feeds.descriptor(feed);
  // A snapshot that only a bundle carries answers with proofs.
  if (descriptor === null) return true;
  const { index, epssIndex, kevIndex } = descriptor;
  const rebuilt = feedIndexer.indexesOf(feedIndexer.sourcesOf(feed));
  const pairs = [
    [index, rebuilt.index],
    [epssIndex, rebuilt.epssIndex],
    [kevIndex, rebuilt.kevIndex],
  ] as const;
  return pairs.every(([described, found]) => described?.rootHash === found?.rootHash);
}

const MISMATCH_HINTS: Readonly<Record<ReplayMismatch['kind'], string>> = {
  record:
    'the recorded root does not follow from the recorded score: the store was edited; restore it from its backup',
  feed: 'rows of the feed snapshot were edited in the store: restore it from its backup, or import the kit again into a new --home',
  order:
    'the findings are the same in another order: compare the version of stella with the one that made the scan',
  result:
    'the engine computes something else from the same inputs: compare the version of stella with the one that made the scan',
};

/** What a replay that gave another root than the one recorded is to be answered with; null when it gave the same. */
export function replayError({ manifestHash, rootHash, mismatch }: ReplayReport): StellaError | null {
  if (mismatch === null) return null;
  return new StellaError(
    'REPLAY_MISMATCH',
    `the manifest ${manifestHash} now gives the root ${rootHash}, not the one recorded`,
    {
      details: { expected: mismatch.expectedRootHash, received: rootHash },
      hint: MISMATCH_HINTS[mismatch.kind],
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
  if (scan === null) throw scanNotFound(scanId);
  return manifestOf(store, scanId, scan.manifestHash);
}

export function scanNotFound(scanId: string): StellaError {
  return new StellaError('SCAN_NOT_FOUND', `the store has no scan ${JSON.stringify(scanId.slice(0, 128))}`, {
    hint: 'list them with: stella scan list',
  });
}

/**
 * The score that was computed when a manifest was recorded.
 * @throws StellaError DIGEST_MISMATCH, or STORE_CORRUPT when it is gone, or is not the one of which the row tells
 */
export function recordedScore(store: Store, row: ManifestRow): ScoreDocument {
  const score = claimedScore(store, row);
  requireOfRow(score, row);
  return score;
}

/** @throws StellaError STORE_CORRUPT when the row of a score tells something else than the score itself */
function requireOfRow(score: ScoreDocument, row: ManifestRow): void {
  const isOfRow =
    score.scanId === row.scanId &&
    score.manifestHash === row.manifestHash &&
    score.score === row.score &&
    score.severity === row.severity &&
    score.verdict === row.verdict &&
    score.findings.length === row.findingsCount;
  if (isOfRow) return;
  throw new StellaError('STORE_CORRUPT', `the store does not say of ${row.scanId} what its score says`, {
    details: { expected: score.score, received: row.score },
    hint: 'the store was edited or damaged: see "stella audit store", then restore it from a backup',
  });
}

/** What the record says is its score: of this manifest or of another. */
function claimedScore(store: Store, row: ManifestRow): ScoreDocument {
  return parseScoreDocument(store.blobs.get(row.scoreDigest, `the score of ${row.scanId}`));
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
  readonly derivation: Derivation;
  /** Of the what-if, beside those in the store. */
  readonly inputs: ReadonlyMap<Digest, Uint8Array>;
}

/** A what-if that changes nothing is a replay of the manifest that it starts from. */
function chooseManifest(
  { scanId, manifestHash, freeze, whatIf }: ReplayRequest,
  original: ManifestRow,
  store: Store,
): ReplayTarget {
  const base = manifestHash === null ? original : manifestOf(store, scanId, manifestHash);
  const change = { ...NO_CHANGE, ...whatIf, freeze };
  const derived = deriveManifest(base.manifest, change, store.scans.history(scanId), store);
  return { ...derived, recorded: store.scans.manifest(manifestHashOf(derived.manifest)) };
}

/** The record of the target: that of an earlier time, or one made now with what the what-if brought. */
function recordOf(target: ReplayTarget, computed: ComputedScore, ports: ReplayPorts): ManifestRow {
  const { store } = ports;
  const { recorded, manifest, derivation, inputs } = target;
  if (recorded?.derivation === derivation || recorded?.kind === 'original') return recorded;
  for (const bytes of inputs.values()) store.blobs.put(bytes);
  const row = recorded ?? manifestRow(derivation, manifest, computed, ports);
  store.scans.recordManifest({ ...row, derivation });
  return row;
}

function driftFrom(
  original: ManifestRow,
  manifest: Manifest,
  { score }: ComputedScore,
  source: InputSource,
  { store, explain, progress = SILENT }: ReplayPorts,
): DriftReport {
  const before = { manifest: original.manifest, score: recordedScore(store, original) };
  const context = { scanId: original.scanId, isReplay: true };
  const driftPorts = { feeds: store.feeds, source, explain, progress };
  return store.consistently(() =>
    attributeDrift(before, { manifest, score, isFresh: true }, context, driftPorts),
  );
}

const SILENT: Progress = { start: () => {}, advance: () => {}, stop: () => {} };
