/**
 * What the use cases need of the world, as interfaces. `src/io` implements them, `src/cli/context.ts` wires them, tests
 * replace them. Everything behind them is untrusted on the way in: bytes are checked against their digests when read.
 */
import type { Digest } from '../core/digest/sha256.ts';
import type { EpssRow, FeedView, KevRow } from '../core/feed/feed-view.ts';
import type { PackageLeaf } from '../core/feed/index-leaf.ts';
import type { FeedDescriptor, FeedIndexes, FeedSource } from '../core/feed/snapshot.ts';
import type { KitStatement } from '../core/kit/kit-statement.ts';
import type { VerifiedKit } from '../core/kit/verify-kit.ts';
import type { LedgerAction, LedgerHead, StoredLedgerEntry } from '../core/ledger/ledger-entry.ts';
import type { RowDigests } from '../core/ledger/recorded-rows.ts';
import type { Manifest } from '../core/manifest/manifest.ts';
import type { Severity, Verdict } from '../core/score/score-document.ts';
import type { ScoringWarning } from '../core/scoring/warning.ts';
import type { TimeFloorRecord } from '../core/time/time-floor.ts';
import type { TrustRoots } from '../core/trust/trust-roots.ts';

/** Who changes the store, with what: stands in every ledger entry. */
export interface LedgerAuthor {
  readonly actor: { readonly user: string; readonly host: string };
  readonly tool: { readonly name: string; readonly version: string };
  now(): string;
}

/** What the ledger is to say of a change. Who, and which rows, it finds out itself. */
export interface LedgerNote {
  readonly action: LedgerAction;
  /** Names what was acted on. */
  readonly subject: string;
  /** Null, or left out: now. */
  readonly at?: string | null;
  readonly from?: Digest | null;
  readonly to?: Digest | null;
  readonly reason?: string | null;
}

/**
 * The append-only record of every change of kits, trust and scans. Whoever changes such rows appends within the same
 * transaction, so changes are methods of the other stores; `append` is for what changes no row.
 */
export interface LedgerStore {
  /** In order, as stored; nothing is checked. */
  entries(): Iterable<StoredLedgerEntry>;
  head(): LedgerHead | null;
  /** The rows that the ledger speaks for, as they are now. */
  rows(): RowDigests;
  /**
   * @param work a change beside the tables, done before the entry is there for good: where it fails, there is no entry
   * @throws StellaError STORE_CORRUPT when the end of the ledger was edited, STORE_BUSY; what `work` throws
   */
  append(note: LedgerNote, work?: () => void): void;
}

export interface Clock {
  /** RFC 3339, UTC, whole seconds. */
  now(): string;
  /** Milliseconds from an arbitrary start, for durations. */
  elapsedMs(): number;
}

/** The latest signed time that this store has seen. */
export interface TimeFloor {
  /**
   * Null when it has seen none.
   * @throws StellaError STORE_CORRUPT when what it noted cannot be read
   */
  read(): TimeFloorRecord | null;
  /** Notes a time that is later than the one known. Does nothing for an earlier one, without a store, or where nothing can be written. */
  raise(record: Omit<TimeFloorRecord, 'schema'>): void;
  /**
   * Notes a time whatever was known: by hand, after a time was signed that was wrong.
   * @throws StellaError PERMISSION_DENIED or STORAGE_FULL
   */
  replace(record: Omit<TimeFloorRecord, 'schema'>): void;
}

/** Tells a person how long work goes on. `start` and `advance` throw when the work is to end here, which is no failure. */
export interface Progress {
  /** @param total units in all, or null when unknown */
  start(label: string, total: number | null): void;
  advance(done: number): void;
  stop(): void;
}

export interface ReadBundle {
  /** The file's own bytes. */
  readonly packed: Uint8Array;
  /** Its files by name within the bundle's folder. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export interface BundleReader {
  /** @throws StellaError BUNDLE_NOT_FOUND, PERMISSION_DENIED, LIMIT_EXCEEDED or BUNDLE_INVALID */
  read(path: string): Promise<ReadBundle>;
}

/** Where the bytes of a bundle are. */
export type BundlePlace =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'slice'; readonly path: string; readonly offset: number; readonly size: number }
  /** An index lists it, and it is not there. */
  | { readonly kind: 'absent' };

/** An archive of bundles: a folder, or a tar file. */
export interface ArchiveContents {
  /** As given. */
  readonly path: string;
  /** Every bundle in it by its name, in the order of the names. */
  readonly bundles: ReadonlyMap<string, BundlePlace>;
  /**
   * A file of the archive, or null when it is not there.
   * @throws StellaError LIMIT_EXCEEDED, PERMISSION_DENIED
   */
  read(name: string): Promise<Uint8Array | null>;
}

export interface BundleSources {
  /**
   * The archive that a path stands for, told by its content; null for any other file.
   * @throws StellaError BUNDLE_NOT_FOUND, PERMISSION_DENIED, or BUNDLE_INVALID for a tar that cannot be read
   */
  openArchive(path: string): Promise<ArchiveContents | null>;
  /**
   * The paths in a list, separated by NUL or by newlines.
   * @param path a file, or `-` for standard input
   * @throws StellaError INPUT_MISSING, INPUT_INVALID, LIMIT_EXCEEDED
   */
  readList(path: string): Promise<readonly string[]>;
}

/** Trust roots, and in words where they came from. */
export interface TrustSource {
  readonly roots: TrustRoots;
  readonly origin: string;
  /** True for the store's own: what they vouch for may move the time floor. */
  readonly isOwn?: boolean;
}

export interface TrustReader {
  /**
   * The roots in the files and folders given, or the store's own when none is given.
   * @throws StellaError INPUT_MISSING or INPUT_INVALID
   */
  load(paths: readonly string[]): Promise<TrustSource>;
}

export interface StoredBlob {
  readonly digest: Digest;
  readonly sizeBytes: number;
  /** When it was last put, in milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** Bytes by their digest. */
export interface BlobStore {
  /** Keeps the bytes; keeping them twice is once. */
  put(bytes: Uint8Array): Digest;
  /** @throws StellaError STORE_CORRUPT when they are gone, DIGEST_MISMATCH when they were edited */
  get(digest: Digest, what: string): Uint8Array;
  has(digest: Digest): boolean;
  /** By digest. */
  list(): Iterable<StoredBlob>;
  /** In bytes; 0 when they are gone. */
  size(digest: Digest): number;
  remove(digest: Digest): void;
}

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

/** Rows of the runbook's queries on the store (docs/store.md). */
export interface AuditQueries {
  /** Every manifest of a scan, the newest first. */
  manifestHistory(scanId: string): readonly ManifestHistoryRow[];
  /** Scans whose replays gave more than one root hash. */
  nondeterministic(): readonly NondeterministicRow[];
  /** Replays that gave another root hash than the one recorded, of original and derived manifests. */
  mismatches(): readonly MismatchRow[];
  /** Bundles made after a time, by day, the newest first. */
  bundlesByDay(after: string): readonly BundleDayRow[];
}

export interface ManifestHistoryRow {
  readonly scanId: string;
  readonly manifestHash: Digest;
  readonly sbomHash: Digest;
  readonly rulesHash: Digest;
  readonly policyHash: Digest;
  readonly feedHash: Digest;
  readonly createdAt: string;
}

export interface NondeterministicRow {
  readonly scanId: string;
  readonly uniqueHashes: number;
  readonly firstReplay: string;
  readonly lastReplay: string;
}

export interface MismatchRow {
  readonly scanId: string;
  readonly manifestHash: Digest;
  readonly expectedRootHash: Digest;
  readonly rootHash: Digest;
  readonly replays: number;
  readonly firstReplay: string;
  readonly lastReplay: string;
}

export interface BundleDayRow {
  readonly day: string;
  readonly bundlesCreated: number;
  readonly avgSize: number;
  readonly totalSize: number;
}

export type DocumentKind = 'rules' | 'policy';

export interface DocumentRow {
  readonly kind: DocumentKind;
  readonly name: string;
  readonly version: string;
  /** The blob of its canonical JSON. */
  readonly digest: Digest;
  readonly size: number;
  /** `built-in`, or the id of the kit that brought it. */
  readonly origin: string;
  readonly addedAt: string;
}

export interface DocumentStore {
  /** Those that kits brought, but for kits that were rolled back. */
  list(kind: DocumentKind): readonly DocumentRow[];
}

export interface FeedRow {
  readonly digest: Digest;
  readonly capturedAt: string;
  readonly importedAt: string;
  readonly kitId: string;
  readonly isActive: boolean;
}

/** Leaves as they are asked for: a feed need not fit into memory. */
export interface FeedLeaves {
  readonly packages: Iterable<PackageLeaf>;
  readonly epss: Iterable<EpssRow>;
  readonly kev: Iterable<KevRow>;
}

export interface FeedStore {
  list(): readonly FeedRow[];
  /** The snapshot of the active kit. */
  active(): FeedRow | null;
  /** Digests of records whose bytes have another. Reads every record. */
  alteredRecords(): Iterable<Digest>;
  /** Digests of the snapshots that a manifest names. */
  namedByManifests(): ReadonlySet<Digest>;
  /** @throws StellaError STORE_CORRUPT when the descriptor is not the one of this digest */
  descriptor(digest: Digest): FeedDescriptor | null;
  /**
   * What a scan may ask of the snapshot. Where the store has only the parts of it that imported bundles brought, the view is of
   * these, those of the scan first; it throws FEED_INCOMPLETE for a question that their proofs do not settle.
   * @throws StellaError FEED_MISSING when the store has nothing of it
   */
  view(digest: Digest, scanId?: string | null): FeedView;
  /** True when the store has the snapshot, or a part of it that an imported bundle brought. */
  hasAnyOf(digest: Digest): boolean;
  /**
   * Every leaf of the snapshot's indexes, in the order of their trees.
   * @throws StellaError FEED_MISSING
   */
  leaves(digest: Digest): FeedLeaves;
  /**
   * OSV records as their canonical bytes.
   * @throws StellaError STORE_CORRUPT when one is gone or has another digest
   */
  records(digests: Iterable<Digest>): readonly { readonly digest: Digest; readonly bytes: Uint8Array }[];
}

export interface TrustRow {
  /** Key id, or SHA-256 of the certificate's DER. */
  readonly fingerprint: string;
  readonly kind: 'key' | 'certificate';
  readonly pem: string;
  readonly origin: string;
  readonly addedAt: string;
}

export interface TrustStore {
  list(): readonly TrustRow[];
  /** @param reason why, for the ledger */
  add(rows: readonly TrustRow[], reason?: string | null): void;
  /** False when there is none of this fingerprint. */
  remove(fingerprint: string, reason?: string | null): boolean;
}

/** A file that an export is to hold. */
export interface OutgoingFile {
  readonly name: string;
  readonly size: number;
  readonly digest: Digest;
  /** Read when its turn comes, so that an export of any size needs the memory of one bundle. */
  readonly bytes: () => Uint8Array;
}

/** Where an export goes: a folder, a tar file, a stream. */
export interface ExportTarget {
  /**
   * Makes the target hold exactly these files, and reads back what it wrote. What an interrupted run left is kept as far as it is
   * right. Returns how many files were there already.
   * @param onFile counts the files that are done
   * @throws StellaError OUTPUT_EXISTS when the target holds anything else, STORAGE_FULL, PERMISSION_DENIED
   */
  write(files: readonly OutgoingFile[], onFile: (done: number) => void): Promise<number>;
}

/** A kit that was imported. */
export interface KitRow {
  /** Of its envelope's payload. */
  readonly digest: Digest;
  readonly kitId: string;
  readonly sequence: number;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  /** The snapshot that was in force with it; null before any feed came in. */
  readonly feedDigest: Digest | null;
  /** Key ids. */
  readonly signers: readonly string[];
  readonly importedAt: string;
  /** Set for the kit in force. */
  readonly active: KitActive | null;
}

/** How a kit came to be in force. */
export interface KitActive {
  readonly activatedAt: string;
  readonly forcedReason: string | null;
  /** The sequence that the next kit must be above. */
  readonly sequenceFloor: number;
  /** Set when it is in force again because of a rollback: from which kit, and why. */
  readonly rolledBack: { readonly from: Digest; readonly reason: string } | null;
}

/** A feed file whose records are in the store, though in no snapshot yet. */
export interface IndexedSource {
  readonly source: FeedSource;
  readonly contentId: number;
}

/** A feed file to be indexed. */
export interface FeedFile {
  readonly source: Omit<FeedSource, 'records'>;
  /** Where it lies. */
  readonly path: string;
  /** Ids of OSV records to pass over. */
  readonly excluded: readonly string[];
}

/** Brings feed files into the store. Nothing of it can be seen before a kit is activated with it. */
export interface FeedIndexer {
  /**
   * Indexes a file, unless the store has its content already.
   * @throws StellaError INPUT_INVALID or LIMIT_EXCEEDED, naming the record
   */
  index(file: FeedFile, onRecord: (done: number, total: number) => void): Promise<IndexedSource>;
  /** The sources of a snapshot, indexed as they are. */
  sourcesOf(feed: Digest): readonly IndexedSource[];
  /** The roots over all of the sources together. */
  indexesOf(sources: readonly IndexedSource[]): FeedIndexes;
  /** Removes what no snapshot refers to. */
  discardUnused(): void;
}

/** All that takes effect when a kit does. */
export interface KitActivation {
  readonly kit: Pick<VerifiedKit, 'digest' | 'statement' | 'signers' | 'envelope'>;
  /** Null keeps the snapshot in force. */
  readonly feed: { readonly descriptor: FeedDescriptor; readonly sources: readonly IndexedSource[] } | null;
  readonly documents: readonly DocumentRow[];
  readonly trustRoots: readonly TrustRow[];
  readonly scans: readonly {
    readonly scan: ScanRow;
    readonly manifest: ManifestRow;
    readonly bundle: BundleRow;
  }[];
  /** What the rows name: they must be there when the kit takes effect. */
  readonly blobs: readonly Digest[];
  /** The kit that was in force when this one was judged. */
  readonly replaces: Digest | null;
  readonly forcedReason: string | null;
  /** Trust roots of the store, by fingerprint, that must still be there when the kit takes effect. */
  readonly restsOn: readonly string[];
  readonly at: string;
}

/** Going back to a kit that was in force before. */
export interface KitRollback {
  readonly to: Digest;
  /** The kit in force. */
  readonly replaces: Digest;
  /** Kits whose documents and trust roots no longer count. */
  readonly undone: readonly Digest[];
  readonly reason: string;
  readonly at: string;
}

/** What a rollback took away beside the kit. */
export interface RolledBack {
  readonly trustRoots: readonly TrustRow[];
  readonly documents: readonly DocumentRow[];
}

/** What a prune is to take away. */
export interface KitPrune {
  readonly kits: readonly Digest[];
  readonly feeds: readonly Digest[];
  readonly at: string;
}

/** Kits that were imported, and which one is in force. */
export interface KitStore {
  /** The newest import first. */
  list(): readonly KitRow[];
  active(): KitRow | null;
  /**
   * What a kit lists, from its own envelope.
   * @throws StellaError STORE_CORRUPT when the envelope is not the one of this digest
   */
  statement(digest: Digest): KitStatement | null;
  /**
   * Puts a kit in force with everything that it brought, all or nothing.
   * @throws StellaError INPUT_INVALID when a document's name and version stand for other content, STORE_BUSY when another kit
   * was put in force meanwhile, KEY_UNKNOWN when its signers are no longer trusted
   */
  activate(activation: KitActivation): void;
  /**
   * Puts an earlier kit in force again, all or nothing.
   * @throws StellaError STORE_BUSY when another kit was put in force meanwhile
   */
  rollback(rollback: KitRollback): RolledBack;
  /** Takes away kits and feed snapshots; what is needed after all stays. Returns what went. */
  prune(prune: KitPrune): Pick<KitPrune, 'kits' | 'feeds'>;
}

/** How many bundles were verified, and how many were refused. */
export interface VerificationCounts {
  readonly verified: number;
  readonly failed: number;
}

/** Durations of all replays there ever were. */
export interface ReplayDurations {
  /** One for each of `REPLAY_DURATION_BOUNDS_MS`: longer than the bound before and no longer than this; then those above all. */
  readonly counts: readonly number[];
  readonly sumMs: number;
}

/** Totals that only grow: what was counted stays counted when the scans it was about are gone. */
export interface MetricStore {
  countVerifications(counts: VerificationCounts): void;
  verifications(): VerificationCounts;
  replayDurations(): ReplayDurations;
  determinismFailures(): number;
  /** Of the table of manifests with its indexes, in bytes. */
  manifestStorageBytes(): number;
}

export interface Store {
  /** False for the empty stand-in of a store that is not on disk. */
  readonly isThere: boolean;
  readonly metrics: MetricStore;
  readonly kits: KitStore;
  readonly feedIndexer: FeedIndexer;
  readonly blobs: BlobStore;
  readonly scans: ScanStore;
  readonly auditQueries: AuditQueries;
  readonly documents: DocumentStore;
  readonly feeds: FeedStore;
  readonly trust: TrustStore;
  readonly ledger: LedgerStore;
  /** Runs `work`, which only reads, on one state of the database, whatever others write meanwhile. */
  consistently<T>(work: () => T): T;
  /** Every blob that a row names, were there no kits of these digests. */
  blobsInUse(withoutKits: readonly Digest[]): ReadonlySet<Digest>;
  /**
   * Gives the space of what was taken away back to the file system, where it is this share of the database or more: the file is
   * written anew for it. Null when others use the store at this moment: the space is then used again by what comes.
   */
  compact(minFreeShare?: number): { readonly bytesBefore: number; readonly bytesAfter: number } | null;
  /** What SQLite itself finds wrong with the file; empty when nothing is. */
  damages(): readonly string[];
  /** Names of files in the trust folder that are not as the table of trust roots has them. */
  differingTrustFiles(): readonly string[];
  close(): void;
}
