/** Scans, their manifests, replays and bundles. */
import type { Digest } from '../../core/digest/sha256.ts';
import type { Manifest } from '../../core/manifest/manifest.ts';
import type { Severity, Verdict } from '../../core/score/score-document.ts';
import type { ScoringWarning } from '../../core/scoring/warning.ts';
import type { BlobStore } from './blobs.ts';

/** Where a scan was made: says how long it is kept. */
export const ENVIRONMENTS = ['production', 'staging', 'development'] as const;

export type Environment = (typeof ENVIRONMENTS)[number];

export interface ScanRow {
  readonly scanId: string;
  readonly manifestHash: Digest;
  readonly scannedAt: string;
  readonly recordedAt: string;
  /** The bundle that it came in with; null for a scan that was made here. */
  readonly importedBundle: Digest | null;
  /** Null where nobody said. */
  readonly environment: Environment | null;
}

/** `original`: made by the scan. `derived`: made by a replay under another clock, feed or document. */
export type ManifestKind = 'original' | 'derived';

/** Why a manifest was derived. `freeze`: `--freeze` alone, so its time means it from then on. `what-if`: any other change. */
export type Derivation = 'freeze' | 'what-if';

/** A manifest with the result that was computed from it when it was recorded. */
export interface ManifestRow {
  readonly scanId: string;
  readonly manifestHash: Digest;
  readonly kind: ManifestKind;
  /** Null for an original manifest. */
  readonly derivation: Derivation | null;
  readonly manifest: Manifest;
  readonly createdAt: string;
  readonly rootHash: Digest;
  /** The blob of score.json. */
  readonly scoreDigest: Digest;
  readonly score: number;
  readonly severity: Severity;
  readonly verdict: Verdict;
  readonly findingsCount: number;
}

export interface ReplayRow {
  readonly scanId: string;
  /** Of the manifest that was replayed. */
  readonly kind: ManifestKind;
  readonly manifestHash: Digest;
  readonly rootHash: Digest;
  readonly expectedRootHash: Digest;
  readonly deterministic: boolean;
  readonly replayedAt: string;
  readonly durationMs: number;
}

export interface BundleRow {
  readonly scanId: string;
  readonly manifestHash: Digest;
  readonly rootHash: Digest;
  readonly bundleDigest: Digest;
  readonly bundleSizeBytes: number;
  readonly createdAt: string;
  readonly keyid: string;
  /** `signed` here, or `imported` with its issuer's signature. */
  readonly origin: 'signed' | 'imported';
}

/** While it stands, the scan is not deleted. */
export interface HoldRow {
  readonly scanId: string;
  readonly reason: string;
  readonly heldAt: string;
}

export const SCAN_ORDERS = ['scannedAt', 'scanId', 'score', 'findings'] as const;

/** Which scans, in which order, and how many. Empty lists and nulls restrict nothing. */
export interface ScanQuery {
  /** Glob over the scan id: `*`, `?` and `[…]`. */
  readonly id: string | null;
  /** Glob over the subject's name. */
  readonly subject: string | null;
  /** YYYY-MM-DD of `scannedAt`, both days included. */
  readonly since: string | null;
  readonly until: string | null;
  readonly severities: readonly Severity[];
  readonly verdicts: readonly Verdict[];
  readonly isHeld: boolean | null;
  readonly environment: Environment | null;
  readonly order: (typeof SCAN_ORDERS)[number];
  readonly isReversed: boolean;
  readonly limit: number | null;
  readonly offset: number;
}

/** A scan with its original manifest. */
export interface FoundScan {
  readonly scan: ScanRow;
  readonly manifest: ManifestRow;
  readonly hold: HoldRow | null;
}

/** What was removed with a scan, or would be. */
export interface ScanDeletion {
  readonly scanId: string;
  readonly manifests: number;
  readonly replays: number;
  readonly bundles: number;
  /** Inputs, scores and bundles that nothing else needs. */
  readonly blobs: number;
  readonly bytes: number;
}

/** Which scans are as old as that they may go. */
export interface RetentionQuery {
  readonly environment: Environment;
  /** True to count those without an environment among them. */
  readonly withUnassigned: boolean;
  /** Scanned before this time. */
  readonly before: string;
  /** Bundles of the active kit: the scans that came in with them stay. */
  readonly kitBundles: ReadonlySet<Digest>;
}

/** Why a scan stays that is older than it must be kept. */
export type KeptFor =
  | ({ readonly kind: 'hold' } & Omit<HoldRow, 'scanId'>)
  | { readonly kind: 'kit' }
  /** Its bundle brought parts of a feed snapshot that the store has from nowhere else, and this scan, which stays, needs them. */
  | { readonly kind: 'scan'; readonly scanId: string };

/** A scan that is older than it must be kept. */
export interface DueScan {
  readonly scan: ScanRow;
  /** Null: nothing keeps it. */
  readonly keptFor: KeptFor | null;
}

export interface PruneOptions {
  /** For the ledger. */
  readonly reason: (scan: ScanRow) => string;
  readonly onScan: (done: number) => void;
}

/** What went with pruned scans. */
export interface ScanPruning extends Omit<ScanDeletion, 'scanId'> {
  /** Ids of those that went. One that was put under a hold, assigned anew or deleted meanwhile is not among them. */
  readonly scanIds: readonly string[];
}

export interface DeletionOptions {
  readonly reason: string | null;
  /** Nothing is removed, and the answer is the same. */
  readonly isDryRun: boolean;
}

export interface ScanStore {
  find(scanId: string): ScanRow | null;
  /** In the order of `scannedAt`, then scan id. */
  list(): readonly ScanRow[];
  /** Scans that a query asks for, and how many there are of them without its limit and offset. */
  search(query: ScanQuery): { readonly total: number; readonly scans: readonly FoundScan[] };
  /**
   * Records the scan with its original manifest and, where it came in as one, its bundle: all or nothing; nothing when it is
   * recorded already.
   * @throws StellaError STORE_BUSY when another process recorded another scan of this id, or pruned the feed, meanwhile
   */
  record(scan: ScanRow, manifest: ManifestRow, bundle?: BundleRow): void;
  /** Recording a manifest again changes nothing, but that a `what-if` which `--freeze` alone gives becomes a `freeze`. */
  recordManifest(manifest: ManifestRow): void;
  manifest(manifestHash: Digest): ManifestRow | null;
  /** Every manifest of a scan, the original first, then by creation. */
  history(scanId: string): readonly ManifestRow[];
  /** What the computation of a recorded manifest's score said beside it; what is recorded already stays. */
  recordWarnings(manifestHash: Digest, warnings: readonly ScoringWarning[]): void;
  /** In their order; none where nothing was said, or nothing computed on this host. */
  warnings(manifestHash: Digest): readonly ScoringWarning[];
  recordReplay(replay: ReplayRow): void;
  /** Recording the same bundle of a manifest again changes nothing. */
  recordBundle(bundle: BundleRow): void;
  /** The bundle of a manifest: its issuer's where it came in with one, else the newest. */
  bundle(manifestHash: Digest): BundleRow | null;
  /** The newest that was signed here with this key. */
  bundleSignedBy(manifestHash: Digest, keyid: string): BundleRow | null;
  /** All of them. */
  bundles(manifestHash: Digest): readonly BundleRow[];
  hold(scanId: string): HoldRow | null;
  /** Puts a hold on a scan, or gives the one that it has another reason. */
  setHold(hold: HoldRow): void;
  /** False when there was none. */
  removeHold(scanId: string, reason: string): boolean;
  /**
   * Removes a scan with its manifests, replays and bundles, all or nothing, then the blobs that nothing else needs. Those that
   * an interruption leaves behind, a prune takes.
   * @throws StellaError PERMISSION_DENIED when the scan is held
   */
  delete(scanId: string, blobs: BlobStore, options: DeletionOptions): ScanDeletion;
  /** Says where a scan was made. */
  assign(scanId: string, environment: Environment, reason: string | null): void;
  /** In the order of their age, the oldest first. */
  due(query: RetentionQuery): readonly DueScan[];
  /**
   * Removes scans as `delete` does, many in a transaction, each with its own entry in the ledger. Interrupted, each of them is
   * there or gone as a whole.
   */
  prune(scans: readonly ScanRow[], blobs: BlobStore, options: PruneOptions): ScanPruning;
  /** What `prune` would remove with these. */
  wouldPrune(scans: readonly ScanRow[], blobs: BlobStore): Omit<ScanPruning, 'scanIds'>;
}
