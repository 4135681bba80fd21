/** Scans, their manifests, replays and bundles, in the tables that the runbook queries. */
import type { BlobStore } from '../../app/ports/blobs.ts';
import type {
  BundleRow,
  DeletionOptions,
  DueScan,
  Environment,
  FoundScan,
  HoldRow,
  ManifestRow,
  PruneOptions,
  ReplayRow,
  RetentionQuery,
  ScanDeletion,
  ScanPruning,
  ScanQuery,
  ScanRow,
  ScanStore,
} from '../../app/ports/scans.ts';
import type { Digest } from '../../core/digest/sha256.ts';
import { digestOf } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import { canonicalBytes } from '../../core/json/canonical-json.ts';
import { parseManifest } from '../../core/manifest/manifest.ts';
import type { ScoringWarning } from '../../core/scoring/warning.ts';
import type { BundledFeeds } from './bundled-feeds.ts';
import type { Database } from './database.ts';
import { guarded } from './guard.ts';
import type { SqliteLedger } from './ledger.ts';
import { reusingStatements } from './reused-statements.ts';
import { dueScans, pruneScans, wouldPrune } from './scan-pruning.ts';
import { removeScan } from './scan-removal.ts';
import { scanSearch } from './scan-search.ts';
import { bundleRowShape, checkRow, holdRowShape, manifestRowShape, scanRowShape } from './stored-rows.ts';

/** A row of `manifest` as SQLite returns it. */
interface StoredManifest extends Omit<ManifestRow, 'manifest'> {
  readonly document: Uint8Array;
}

const SCAN_COLUMNS =
  'scan_id AS scanId, manifest_hash AS manifestHash, scanned_at AS scannedAt, recorded_at AS recordedAt, imported_bundle AS importedBundle, environment';

const MANIFEST_COLUMNS = `scan_id AS scanId, manifest_hash AS manifestHash, kind, document, created_at AS createdAt,
  root_hash AS rootHash, score_hash AS scoreDigest, score, severity, verdict, findings_count AS findingsCount, derivation`;

const BUNDLE_COLUMNS = `scan_id AS scanId, manifest_hash AS manifestHash, root_hash AS rootHash,
  bundle_hash AS bundleDigest, bundle_size_bytes AS bundleSizeBytes, created_at AS createdAt, keyid, origin`;

export class SqliteScanStore implements ScanStore {
  readonly #database: Database;
  readonly #ledger: SqliteLedger;
  readonly #bundledFeeds: BundledFeeds;

  constructor(database: Database, ledger: SqliteLedger, bundledFeeds: BundledFeeds) {
    this.#database = reusingStatements(database);
    this.#ledger = ledger;
    this.#bundledFeeds = bundledFeeds;
  }

  find(scanId: string): ScanRow | null {
    const select = this.#database.prepare<[string], ScanRow>(
      `SELECT ${SCAN_COLUMNS} FROM scan WHERE scan_id = ?`,
    );
    const row = select.get(scanId);
    return row === undefined ? null : checkRow(scanRowShape, row, 'a scan');
  }

  list(): readonly ScanRow[] {
    return this.#database
      .prepare<[], ScanRow>(`SELECT ${SCAN_COLUMNS} FROM scan ORDER BY scanned_at, scan_id`)
      .all()
      .map((row) => checkRow(scanRowShape, row, 'a scan'));
  }

  search(query: ScanQuery): { total: number; scans: FoundScan[] } {
    const { source, page, values } = scanSearch(query);
    const total = this.#database
      .prepare<unknown[], number>(`SELECT count(*) ${source}`)
      .pluck()
      .get(...values);
    const ids = this.#database.prepare<unknown[], string>(`SELECT s.scan_id ${source} ${page}`).pluck();
    return { total: total ?? 0, scans: ids.all(...values).flatMap((scanId) => this.#found(scanId)) };
  }

  #found(scanId: string): FoundScan[] {
    const scan = this.find(scanId);
    const manifest = scan === null ? null : this.manifest(scan.manifestHash);
    return scan === null || manifest === null ? [] : [{ scan, manifest, hold: this.hold(scanId) }];
  }

  record(scan: ScanRow, manifest: ManifestRow, bundle?: BundleRow): void {
    const record = this.#database.transaction(() => this.insert(scan, manifest, bundle));
    guarded(this.#database, () => record.immediate());
  }

  /** The same within the caller's transaction. */
  insert(scan: ScanRow, manifest: ManifestRow, bundle?: BundleRow): void {
    const insert = this.#database.prepare(
      `INSERT INTO scan (scan_id, manifest_hash, scanned_at, recorded_at, imported_bundle, environment)
       VALUES (@scanId, @manifestHash, @scannedAt, @recordedAt, @importedBundle, @environment)`,
    );
    const { scanId, manifestHash, importedBundle } = scan;
    const existing = this.find(scanId);
    if (existing !== null && existing.manifestHash !== manifestHash) throw recordedMeanwhile(scanId);
    if (importedBundle === null) this.#requireFeed(manifest);
    const note = {
      action: importedBundle === null ? 'scan.record' : 'scan.import',
      subject: scanId,
      at: scan.recordedAt,
      from: importedBundle,
      to: manifestHash,
    } as const;
    const scopes = [
      { table: 'scan', key: scanId },
      { table: 'manifest', key: manifestHash },
      { table: 'proof_bundle', key: scanId },
    ] as const;
    this.#ledger.recorded(note, scopes, () => {
      if (existing === null) insert.run(scan);
      this.#insertManifest(manifest);
      if (bundle !== undefined) this.#insertBundle(bundle);
    });
  }

  recordManifest(manifest: ManifestRow): void {
    const record = this.#database.transaction(() => {
      if (this.find(manifest.scanId)?.importedBundle === null) this.#requireFeed(manifest);
      this.#insertManifest(manifest);
    });
    guarded(this.#database, () => record.immediate());
  }

  /** What was scored with a feed may be recorded only while the feed is there; an imported scan's may be in its bundle. */
  #requireFeed({ manifest }: ManifestRow): void {
    const { digest } = manifest.inputs.feed;
    const feed = this.#database.prepare('SELECT 1 FROM feed_snapshot WHERE feed_hash = ?').get(digest);
    if (feed !== undefined) return;
    throw new StellaError('STORE_BUSY', `the feed snapshot ${digest} was taken away meanwhile`, {
      hint: 'run the same command again',
    });
  }

  #insertManifest({ manifest, ...row }: ManifestRow): void {
    const { inputs } = manifest;
    this.#database
      .prepare(
        `INSERT INTO manifest (manifest_hash, scan_id, kind, sbom_hash, rules_hash, policy_hash, feed_hash,
           created_at, document, root_hash, score_hash, score, severity, verdict, findings_count, derivation)
         VALUES (@manifestHash, @scanId, @kind, @sbomHash, @rulesHash, @policyHash, @feedHash,
           @createdAt, @document, @rootHash, @scoreDigest, @score, @severity, @verdict, @findingsCount, @derivation)
         ON CONFLICT (manifest_hash) DO UPDATE SET derivation = 'freeze'
           WHERE kind = 'derived' AND excluded.derivation = 'freeze'`,
      )
      .run({
        ...row,
        sbomHash: inputs.sbom.digest,
        rulesHash: inputs.rules.digest,
        policyHash: inputs.policy.digest,
        feedHash: inputs.feed.digest,
        document: canonicalBytes(manifest),
      });
  }

  manifest(manifestHash: Digest): ManifestRow | null {
    const row = this.#database
      .prepare<[string], StoredManifest>(`SELECT ${MANIFEST_COLUMNS} FROM manifest WHERE manifest_hash = ?`)
      .get(manifestHash);
    return row === undefined ? null : readManifestRow(row);
  }

  history(scanId: string): readonly ManifestRow[] {
    return this.#database
      .prepare<[string], StoredManifest>(
        `SELECT ${MANIFEST_COLUMNS} FROM manifest WHERE scan_id = ? ORDER BY kind DESC, created_at, manifest_hash`,
      )
      .all(scanId)
      .map(readManifestRow);
  }

  recordWarnings(manifestHash: Digest, warnings: readonly ScoringWarning[]): void {
    const insert = this.#database.prepare(
      `INSERT INTO score_warning (manifest_hash, position, kind, ref, message)
       VALUES (@manifestHash, @position, @kind, @ref, @message)`,
    );
    const record = this.#database.transaction(() => {
      if (this.warnings(manifestHash).length > 0) return;
      for (const [position, warning] of warnings.entries())
        insert.run({ ...warning, manifestHash, position });
    });
    if (warnings.length > 0) guarded(this.#database, () => record.immediate());
  }

  warnings(manifestHash: Digest): readonly ScoringWarning[] {
    return this.#database
      .prepare<[string], ScoringWarning>(
        'SELECT kind, message, ref FROM score_warning WHERE manifest_hash = ? ORDER BY position',
      )
      .all(manifestHash);
  }

  recordReplay({ kind, ...replay }: ReplayRow): void {
    const table = kind === 'original' ? 'replay_log' : 'derived_replay_log';
    const insert = this.#database.prepare(
      `INSERT INTO ${table} (scan_id, manifest_hash, root_hash, expected_root_hash, deterministic, replayed_at, duration_ms)
       VALUES (@scanId, @manifestHash, @rootHash, @expectedRootHash, @deterministic, @replayedAt, @durationMs)`,
    );
    const { scanId, expectedRootHash, rootHash, replayedAt } = replay;
    const note = {
      action: 'scan.mismatch',
      subject: scanId,
      at: replayedAt,
      from: expectedRootHash,
      to: rootHash,
    } as const;
    const record = this.#database.transaction(() =>
      this.#ledger.recorded(note, [{ table, key: scanId }], () =>
        insert.run({ ...replay, deterministic: replay.deterministic ? 1 : 0 }),
      ),
    );
    guarded(this.#database, () => record.immediate());
  }

  recordBundle(bundle: BundleRow): void {
    const { scanId, manifestHash, bundleDigest, createdAt } = bundle;
    const note = {
      action: 'scan.bundle',
      subject: scanId,
      at: createdAt,
      from: manifestHash,
      to: bundleDigest,
    } as const;
    const record = this.#database.transaction(() =>
      this.#ledger.recorded(note, [{ table: 'proof_bundle', key: scanId }], () => this.#insertBundle(bundle)),
    );
    guarded(this.#database, () => record.immediate());
  }

  #insertBundle(bundle: BundleRow): void {
    this.#database
      .prepare(
        `INSERT INTO proof_bundle (scan_id, manifest_hash, root_hash, bundle_hash, bundle_size_bytes, keyid, origin, created_at)
         SELECT @scanId, @manifestHash, @rootHash, @bundleDigest, @bundleSizeBytes, @keyid, @origin, @createdAt
         WHERE NOT EXISTS (SELECT 1 FROM proof_bundle
           WHERE manifest_hash = @manifestHash AND bundle_hash = @bundleDigest AND origin = @origin)`,
      )
      .run(bundle);
  }

  bundle(manifestHash: Digest): BundleRow | null {
    const select = this.#database.prepare<[string], BundleRow>(
      `SELECT ${BUNDLE_COLUMNS} FROM proof_bundle WHERE manifest_hash = ?
       ORDER BY origin = 'imported' DESC, created_at DESC, id DESC LIMIT 1`,
    );
    const row = select.get(manifestHash);
    return row === undefined ? null : checkRow(bundleRowShape, row, 'a bundle');
  }

  bundleSignedBy(manifestHash: Digest, keyid: string): BundleRow | null {
    const select = this.#database.prepare<[string, string], BundleRow>(
      `SELECT ${BUNDLE_COLUMNS} FROM proof_bundle WHERE manifest_hash = ? AND keyid = ? AND origin = 'signed'
       ORDER BY created_at DESC, id DESC LIMIT 1`,
    );
    const row = select.get(manifestHash, keyid);
    return row === undefined ? null : checkRow(bundleRowShape, row, 'a bundle');
  }

  bundles(manifestHash: Digest): readonly BundleRow[] {
    return this.#database
      .prepare<[string], BundleRow>(
        `SELECT ${BUNDLE_COLUMNS} FROM proof_bundle WHERE manifest_hash = ? ORDER BY id`,
      )
      .all(manifestHash)
      .map((row) => checkRow(bundleRowShape, row, 'a bundle'));
  }

  hold(scanId: string): HoldRow | null {
    const row = this.#database
      .prepare<[string], HoldRow>(
        'SELECT scan_id AS scanId, reason, held_at AS heldAt FROM scan_hold WHERE scan_id = ?',
      )
      .get(scanId);
    return row === undefined ? null : checkRow(holdRowShape, row, 'a hold');
  }

  setHold(hold: HoldRow): void {
    const { scanId, reason } = hold;
    const insert = this.#database.prepare(
      `INSERT INTO scan_hold (scan_id, reason, held_at) VALUES (@scanId, @reason, @heldAt)
       ON CONFLICT (scan_id) DO UPDATE SET reason = excluded.reason`,
    );
    const note = { action: 'scan.hold', subject: scanId, at: hold.heldAt, reason } as const;
    const set = this.#database.transaction(() =>
      this.#ledger.recorded(note, [{ table: 'scan_hold', key: scanId }], () => insert.run(hold)),
    );
    guarded(this.#database, () => set.immediate());
  }

  removeHold(scanId: string, reason: string): boolean {
    const remove = this.#database.prepare('DELETE FROM scan_hold WHERE scan_id = ?');
    const note = { action: 'scan.release', subject: scanId, reason } as const;
    const release = this.#database.transaction(() =>
      this.#ledger.recorded(note, [{ table: 'scan_hold', key: scanId }], () => remove.run(scanId)),
    );
    return guarded(this.#database, () => release.immediate()).changes > 0;
  }

  delete(scanId: string, blobs: BlobStore, options: DeletionOptions): ScanDeletion {
    const parts = { database: this.#database, ledger: this.#ledger, blobs };
    return guarded(this.#database, () => removeScan(scanId, options, parts));
  }

  assign(scanId: string, environment: Environment, reason: string | null): void {
    const update = this.#database.prepare('UPDATE scan SET environment = ? WHERE scan_id = ?');
    const note = { action: 'scan.assign', subject: scanId, reason } as const;
    const assign = this.#database.transaction(() =>
      this.#ledger.recorded(note, [{ table: 'scan', key: scanId }], () => update.run(environment, scanId)),
    );
    guarded(this.#database, () => assign.immediate());
  }

  due(query: RetentionQuery): readonly DueScan[] {
    return guarded(this.#database, () => dueScans(query, this.#database, this.#bundledFeeds));
  }

  prune(scans: readonly ScanRow[], blobs: BlobStore, options: PruneOptions): ScanPruning {
    const parts = { database: this.#database, ledger: this.#ledger, blobs };
    return guarded(this.#database, () => pruneScans(scans, options, parts));
  }

  wouldPrune(scans: readonly ScanRow[], blobs: BlobStore): Omit<ScanPruning, 'scanIds'> {
    return guarded(this.#database, () => wouldPrune(scans, this.#database, blobs));
  }
}

function recordedMeanwhile(scanId: string): StellaError {
  return new StellaError('STORE_BUSY', `another process recorded a scan ${scanId} meanwhile`, {
    hint: 'run the same command again',
  });
}

/** The document was content-addressed when it was written; whoever edits it since is found out here. */
function readManifestRow(stored: StoredManifest): ManifestRow {
  const { document, ...row } = checkRow(manifestRowShape, stored, 'a manifest');
  const received = digestOf(document);
  if (received !== row.manifestHash) {
    throw new StellaError(
      'STORE_CORRUPT',
      `the manifest ${row.manifestHash} in the store has the digest ${received}`,
      {
        details: { expected: row.manifestHash, received },
        hint: 'the store was edited or damaged: restore it from a backup',
      },
    );
  }
  return { ...row, manifest: parseManifest(new Uint8Array(document)) };
}
