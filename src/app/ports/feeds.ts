/** Feed snapshots, and indexing them. */
import type { Digest } from '../../core/digest/sha256.ts';
import type { EpssRow, FeedView, KevRow } from '../../core/feed/feed-view.ts';
import type { PackageLeaf } from '../../core/feed/index-leaf.ts';
import type { FeedDescriptor, FeedIndexes, FeedSource } from '../../core/feed/snapshot.ts';

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
   * Indexes files, those apart whose content the store has already. Answers in the order of the files.
   * @param begin is told the name of each source that is read, and what it returns the records done and in all
   * @throws StellaError INPUT_INVALID or LIMIT_EXCEEDED, naming the record
   */
  index(
    files: readonly FeedFile[],
    begin: (source: string) => (done: number, total: number) => void,
  ): Promise<readonly IndexedSource[]>;
  /** The sources of a snapshot, indexed as they are. */
  sourcesOf(feed: Digest): readonly IndexedSource[];
  /** The roots over all of the sources together. */
  indexesOf(sources: readonly IndexedSource[]): FeedIndexes;
  /** Removes what no snapshot refers to. */
  discardUnused(): void;
}
