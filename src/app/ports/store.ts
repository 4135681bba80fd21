/** The store as a whole. */
import type { Digest } from '../../core/digest/sha256.ts';
import type { AuditQueries } from './audit-queries.ts';
import type { BlobStore } from './blobs.ts';
import type { DocumentStore } from './documents.ts';
import type { FeedIndexer, FeedStore } from './feeds.ts';
import type { KitStore } from './kits.ts';
import type { LedgerStore } from './ledger.ts';
import type { MetricStore } from './metrics.ts';
import type { ScanStore } from './scans.ts';
import type { TrustStore } from './trust.ts';

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
