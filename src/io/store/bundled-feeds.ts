/**
 * Feed snapshots of which the store has no more than scans brought along that came in as replayable bundles: the bundle itself
 * is what is kept, and its part of the snapshot is read from it, proofs and all, whenever a scan is replayed.
 */
import type { BlobStore } from '../../app/ports/blobs.ts';
import { FEED_PROOF_INPUT } from '../../core/bundle/bundle-layout.ts';
import type { Digest } from '../../core/digest/sha256.ts';
import { isStellaError, StellaError } from '../../core/errors.ts';
import type { FeedView } from '../../core/feed/feed-view.ts';
import type { FeedDescriptor } from '../../core/feed/snapshot.ts';
import { type BundledFeed, bundledFeed } from '../../core/proof/bundled-feed.ts';
import { unpackKeptBundle } from '../archive/unpack-kept-bundle.ts';
import type { Database } from './database.ts';

export class BundledFeeds {
  readonly #database: Database;
  readonly #blobs: BlobStore;

  constructor(database: Database, blobs: BlobStore) {
    this.#database = database;
    this.#blobs = blobs;
  }

  /** Null when no bundle here carries anything of the snapshot. */
  descriptor(digest: Digest): FeedDescriptor | null {
    for (const { descriptor } of this.#parts(digest, null)) return descriptor;
    return null;
  }

  /**
   * A view of all that the bundles carry of the snapshot, those of the scan asked first: they prove every question of its own
   * replay. A question that none of them settles is FEED_INCOMPLETE. Null when there are none.
   * @param scanId null for no scan in particular
   */
  view(digest: Digest, scanId: string | null): FeedView | null {
    const parts = new PartList(this.#parts(digest, scanId));
    if (parts.at(0) === null) return null;
    return {
      hasEcosystem: (ecosystem) => parts.settle((view) => view.hasEcosystem(ecosystem)),
      advisories: (key) => parts.settle((view) => view.advisories(key)),
      epss: (cve) => parts.settle((view) => view.epss(cve)),
      kev: (cve) => parts.settle((view) => view.kev(cve)),
    };
  }

  /**
   * Of scans that are about to go, each whose bundle carries a part of a snapshot that the store has from bundles alone, while
   * a scan that stays was scored with it and brought no part of its own; with the id of that one.
   */
  dependentsOf(going: ReadonlySet<string>): ReadonlyMap<string, string> {
    const needed = new Map<string, string>();
    for (const scans of this.#scansWithoutSnapshot().values()) {
      if (!scans.some(({ scanId }) => going.has(scanId))) continue;
      const dependent = scans.find((scan) => !going.has(scan.scanId) && !this.#carries(scan));
      if (dependent === undefined) continue;
      for (const scan of scans)
        if (going.has(scan.scanId) && this.#carries(scan)) needed.set(scan.scanId, dependent.scanId);
    }
    return needed;
  }

  /** Scans by the snapshots that their manifests name and that the store has from no kit. */
  #scansWithoutSnapshot(): Map<string, { scanId: string; importedBundle: Digest | null }[]> {
    const rows = this.#database
      .prepare<[], { feed: string; scanId: string; importedBundle: Digest | null }>(
        `SELECT DISTINCT m.feed_hash AS feed, s.scan_id AS scanId, s.imported_bundle AS importedBundle
         FROM manifest m JOIN scan s USING (scan_id)
         WHERE NOT EXISTS (SELECT 1 FROM feed_snapshot f WHERE f.feed_hash = m.feed_hash)`,
      )
      .all();
    return Map.groupBy(rows, ({ feed }) => feed);
  }

  #carries({ importedBundle }: { readonly importedBundle: Digest | null }): boolean {
    if (importedBundle === null || !this.#blobs.has(importedBundle)) return false;
    const bytes = this.#blobs.get(importedBundle, 'an imported bundle');
    return unpackKeptBundle(bytes).has(FEED_PROOF_INPUT);
  }

  *#parts(digest: Digest, scanId: string | null): Generator<BundledFeed> {
    const select = this.#database
      .prepare<[string, string | null], Digest>(
        `SELECT b.bundle_hash FROM proof_bundle b JOIN manifest m ON m.manifest_hash = b.manifest_hash
         WHERE m.feed_hash = ? AND b.origin = 'imported'
         ORDER BY (b.scan_id = ?) DESC, b.created_at DESC, b.id DESC`,
      )
      .pluck();
    for (const bundle of select.all(digest, scanId)) {
      const files = unpackKeptBundle(this.#blobs.get(bundle, 'an imported bundle'));
      if (files.has(FEED_PROOF_INPUT)) yield bundledFeed(digest, files);
    }
  }
}

/** Parts of a snapshot, each read when one is needed that the ones before it could not stand in for. */
class PartList {
  readonly #source: Iterator<BundledFeed>;
  readonly #read: BundledFeed[] = [];

  constructor(source: Iterator<BundledFeed>) {
    this.#source = source;
  }

  at(position: number): BundledFeed | null {
    while (this.#read.length <= position) {
      const { value, done } = this.#source.next();
      if (done === true) return null;
      this.#read.push(value);
    }
    return this.#read[position] ?? null;
  }

  /** @throws StellaError FEED_INCOMPLETE of the first part, when none settles the question */
  settle<T>(ask: (view: FeedView) => T): T {
    let unsettled: StellaError | null = null;
    for (let position = 0; ; position++) {
      const part = this.at(position);
      if (part === null)
        throw unsettled ?? new StellaError('INTERNAL', 'a part of a feed snapshot is gone that was there');
      try {
        return ask(part.view);
      } catch (error) {
        if (!isStellaError(error) || error.code !== 'FEED_INCOMPLETE') throw error;
        unsettled ??= error;
      }
    }
  }
}
