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
import type { Manifest } from '../core/manifest/manifest.ts';
import type { Severity, Verdict } from '../core/score/score-document.ts';
import type { TimeFloorRecord } from '../core/time/time-floor.ts';
import type { TrustRoots } from '../core/trust/trust-roots.ts';

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

/** Tells a person how long work goes on. */
export interface Progress {
  /** @param total units in all, or null when unknown */
  start(label: string, total: number | null): void;
  advance(done: number): void;
  stop(): void;
}

export interface BundleReader {
  /**
   * The bundle files that paths stand for: a file for itself, a folder for its `*.tar.gz` in the order of their names.
   * @throws StellaError BUNDLE_NOT_FOUND for a folder without any
   */
  expand(paths: readonly string[]): Promise<readonly string[]>;
  /** @throws StellaError BUNDLE_NOT_FOUND, PERMISSION_DENIED, LIMIT_EXCEEDED or BUNDLE_INVALID */
  read(
    path: string,
  ): Promise<{ readonly packed: Uint8Array; readonly files: ReadonlyMap<string, Uint8Array> }>;
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

/** Bytes by their digest. */
export interface BlobStore {
  /** Keeps the bytes; keeping them twice is once. */
  put(bytes: Uint8Array): Digest;
  /** @throws StellaError STORE_CORRUPT when they are gone or have another digest */
  get(digest: Digest, what: string): Uint8Array;
  has(digest: Digest): boolean;
}

export interface ScanRow {
  readonly scanId: string;
  readonly manifestHash: Digest;
  readonly scannedAt: string;
  readonly recordedAt: string;
}

/** `original`: made by the scan. `derived`: made by a replay under another clock, feed or document. */
export type ManifestKind = 'original' | 'derived';

/** A manifest with the result that was computed from it when it was recorded. */
export interface ManifestRow {
  readonly scanId: string;
  readonly manifestHash: Digest;
  readonly kind: ManifestKind;
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

export interface ScanStore {
  find(scanId: string): ScanRow | null;
  /** In the order of `scannedAt`, then scan id. */
  list(): readonly ScanRow[];
  /** Records the scan with its original manifest, all or nothing. */
  record(scan: ScanRow, manifest: ManifestRow): void;
  recordManifest(manifest: ManifestRow): void;
  manifest(manifestHash: Digest): ManifestRow | null;
  /** Every manifest of a scan, the original first, then by creation. */
  history(scanId: string): readonly ManifestRow[];
  recordReplay(replay: ReplayRow): void;
  recordBundle(bundle: BundleRow): void;
  /** The newest bundle of a manifest. */
  bundle(manifestHash: Digest): BundleRow | null;
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
  list(kind: DocumentKind): readonly DocumentRow[];
  /** @throws StellaError INPUT_INVALID when the name and version stand for other content already */
  add(row: DocumentRow): void;
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
  /** @throws StellaError STORE_CORRUPT when the descriptor is not the one of this digest */
  descriptor(digest: Digest): FeedDescriptor | null;
  /** @throws StellaError FEED_MISSING */
  view(digest: Digest): FeedView;
  /**
   * Every leaf of the snapshot's indexes, in the order of their trees.
   * @throws StellaError FEED_MISSING
   */
  leaves(digest: Digest): FeedLeaves;
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
  add(rows: readonly TrustRow[]): void;
  /** False when there is none of this fingerprint. */
  remove(fingerprint: string): boolean;
}

/** A folder that an export writes into. */
export interface ExportFolder {
  /**
   * Writes a file whole or not at all. False when it is there already with the same bytes.
   * @throws StellaError OUTPUT_EXISTS when it is there with other bytes
   */
  write(name: string, bytes: Uint8Array): boolean;
  /** Writes a file, whatever was there. Returns its digest. */
  replace(name: string, bytes: Uint8Array): Digest;
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
  readonly active: { readonly activatedAt: string; readonly forcedReason: string | null } | null;
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
  /** The kit that was in force when this one was judged. */
  readonly replaces: Digest | null;
  readonly forcedReason: string | null;
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
   * was put in force meanwhile
   */
  activate(activation: KitActivation): void;
}

export interface Store {
  readonly kits: KitStore;
  readonly feedIndexer: FeedIndexer;
  readonly blobs: BlobStore;
  readonly scans: ScanStore;
  readonly documents: DocumentStore;
  readonly feeds: FeedStore;
  readonly trust: TrustStore;
  close(): void;
}
