/** Kits that the store keeps. */
import type { Digest } from '../../core/digest/sha256.ts';
import type { FeedDescriptor } from '../../core/feed/snapshot.ts';
import type { KitStatement } from '../../core/kit/kit-statement.ts';
import type { VerifiedKit } from '../../core/kit/verify-kit.ts';
import type { DocumentRow } from './documents.ts';
import type { IndexedSource } from './feeds.ts';
import type { BundleRow, ManifestRow, ScanRow } from './scans.ts';
import type { TrustRow } from './trust.ts';

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
