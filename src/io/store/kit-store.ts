/** Kits in the store, and putting one in force: everything that it brought becomes visible in one transaction. */
import type { BlobStore } from '../../app/ports/blobs.ts';
import type { DocumentRow } from '../../app/ports/documents.ts';
import type { FeedRow } from '../../app/ports/feeds.ts';
import type {
  KitActivation,
  KitPrune,
  KitRollback,
  KitRow,
  KitStore,
  RolledBack,
} from '../../app/ports/kits.ts';
import type { Digest } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import { feedHashOf } from '../../core/feed/snapshot.ts';
import { canonicalBytes } from '../../core/json/canonical-json.ts';
import type { KitStatement } from '../../core/kit/kit-statement.ts';
import { parseUnverifiedKit } from '../../core/kit/verify-kit.ts';
import type { Database } from './database.ts';
import type { SqliteDocumentStore } from './document-store.ts';
import { guarded } from './guard.ts';
import type { SqliteLedger } from './ledger.ts';
import type { SqliteScanStore } from './scan-store.ts';
import { checkRow, kitRowShape } from './stored-rows.ts';
import type { SqliteTrustStore } from './trust-store.ts';

export interface KitStoreParts {
  readonly documents: SqliteDocumentStore;
  readonly trust: SqliteTrustStore;
  readonly scans: SqliteScanStore;
  readonly blobs: BlobStore;
  readonly ledger: SqliteLedger;
}

/** What changes with the kit in force. */
const KIT_SCOPES = [
  { table: 'kit' },
  { table: 'active_kit' },
  { table: 'feed_snapshot' },
  { table: 'document' },
] as const;

export class SqliteKitStore implements KitStore {
  readonly #database: Database;
  readonly #parts: KitStoreParts;

  constructor(database: Database, parts: KitStoreParts) {
    this.#database = database;
    this.#parts = parts;
  }

  list(): readonly KitRow[] {
    const rows = this.#database.prepare<[], StoredKitRow>(
      `SELECT k.kit_digest AS digest, kit_id AS kitId, sequence, created_at AS createdAt, expires_at AS expiresAt,
         feed_hash AS feedDigest, signers, imported_at AS importedAt,
         a.activated_at AS activatedAt, a.forced_reason AS forcedReason, a.sequence_floor AS sequenceFloor,
         a.rolled_back_from AS rolledBackFrom, a.rollback_reason AS rollbackReason
       FROM kit k LEFT JOIN active_kit a ON a.kit_digest = k.kit_digest
       ORDER BY imported_at DESC, sequence DESC, k.kit_digest`,
    );
    return rows.all().map(toKitRow);
  }

  active(): KitRow | null {
    return this.list().find(({ active }) => active !== null) ?? null;
  }

  statement(digest: Digest): KitStatement | null {
    const envelope = this.#database
      .prepare<[string], Buffer>('SELECT envelope FROM kit WHERE kit_digest = ?')
      .pluck()
      .get(digest);
    if (envelope === undefined) return null;
    const kit = parseUnverifiedKit(envelope);
    if (kit.digest === digest) return kit.statement;
    throw new StellaError(
      'STORE_CORRUPT',
      `the kit in the store has the digest ${kit.digest}, expected ${digest}`,
      {
        details: { expected: digest, received: kit.digest },
        hint: 'the store was edited or damaged: restore it from a backup, or import the kit again into a new --home',
      },
    );
  }

  activate(activation: KitActivation): void {
    const { kit, documents, trustRoots, scans, replaces, forcedReason, at } = activation;
    const activate = this.#database.transaction(() => {
      this.#checkReplaces(replaces);
      this.#checkTrust(activation.restsOn);
      this.#checkBlobs(activation.blobs);
      const reason = `came with the kit ${kit.statement.kitId}`;
      this.#parts.trust.insert(trustRoots, { kit: kit.digest, reason });
      this.#parts.ledger.recorded(
        {
          action: forcedReason === null ? 'kit.activate' : 'kit.force-activate',
          subject: kit.statement.kitId,
          at,
          from: replaces,
          to: kit.digest,
          reason: forcedReason,
        },
        KIT_SCOPES,
        () => {
          const feedHash = this.#insertFeed(activation);
          for (const row of documents) this.#parts.documents.insert(row, kit.digest);
          this.#insertKit(activation, feedHash);
        },
      );
      for (const { scan, manifest, bundle } of scans) this.#parts.scans.insert(scan, manifest, bundle);
    });
    guarded(this.#database, () => activate.immediate());
    this.#parts.trust.synchronizeFiles();
  }

  rollback({ to, replaces, undone, reason, at }: KitRollback): RolledBack {
    const { documents, trust, ledger } = this.#parts;
    const rollback = this.#database.transaction(() => {
      this.#checkReplaces(replaces);
      const subject = this.#database
        .prepare<[string], string>('SELECT kit_id FROM kit WHERE kit_digest = ?')
        .pluck()
        .get(to);
      const why = `the kit that brought it was rolled back: ${reason}`;
      const trustRoots = trust.removeBroughtBy(undone, { reason: why, at });
      const before = this.#offeredDocuments();
      const note = {
        action: 'kit.rollback',
        subject: subject ?? to,
        at,
        from: replaces,
        to,
        reason,
      } as const;
      ledger.recorded(note, KIT_SCOPES, () => {
        documents.withdraw(undone);
        this.#database
          .prepare(
            `UPDATE active_kit SET kit_digest = @to, activated_at = @at, forced_reason = NULL,
               rolled_back_from = @replaces, rollback_reason = @reason,
               sequence_floor = max(sequence_floor, (SELECT sequence FROM kit WHERE kit_digest = @to)) WHERE id = 1`,
          )
          .run({ to, at, replaces, reason });
      });
      const offered = new Set(this.#offeredDocuments().map(({ digest }) => digest));
      return { trustRoots, documents: before.filter(({ digest }) => !offered.has(digest)) };
    });
    const rolledBack = guarded(this.#database, () => rollback.immediate());
    trust.synchronizeFiles();
    return rolledBack;
  }

  prune({ kits, feeds, at }: KitPrune): Pick<KitPrune, 'kits' | 'feeds'> {
    const { ledger } = this.#parts;
    const prune = this.#database.transaction(() => {
      const digests = (sql: string, wanted: readonly Digest[]): Digest[] =>
        this.#database.prepare<[string], Digest>(sql).pluck().all(JSON.stringify(wanted));
      const subject = `${kits.length} kits, ${feeds.length} feed snapshots`;
      return ledger.recorded({ action: 'store.prune', subject, at }, KIT_SCOPES, () => ({
        kits: digests(
          `DELETE FROM kit WHERE kit_digest IN (SELECT value FROM json_each(?))
           AND kit_digest NOT IN (SELECT kit_digest FROM active_kit) RETURNING kit_digest`,
          kits,
        ),
        feeds: digests(
          `DELETE FROM feed_snapshot WHERE feed_hash IN (SELECT value FROM json_each(?))
           AND feed_hash NOT IN (SELECT feed_hash FROM kit WHERE feed_hash IS NOT NULL)
           AND feed_hash NOT IN (SELECT feed_hash FROM manifest) RETURNING feed_hash`,
          feeds,
        ),
      }));
    });
    return guarded(this.#database, () => prune.immediate());
  }

  #offeredDocuments(): DocumentRow[] {
    return [...this.#parts.documents.list('rules'), ...this.#parts.documents.list('policy')];
  }

  /** A root that was distrusted while a kit was on the way in vouches for nothing any more. */
  #checkTrust(restsOn: readonly string[]): void {
    const gone = this.#database
      .prepare<[string], string>(
        'SELECT value FROM json_each(?) WHERE value NOT IN (SELECT fingerprint FROM trust_root)',
      )
      .pluck()
      .get(JSON.stringify(restsOn));
    if (gone === undefined) return;
    throw new StellaError('KEY_UNKNOWN', 'a trust root that the kit rests on is no longer trusted', {
      details: { received: gone },
      hint: '"stella audit log --action trust.remove" shows who removed it and why; if the kit does without it, run the same command again',
    });
  }

  /** What is put into the store before a row names it may be taken away with a scan that had the same. */
  #checkBlobs(blobs: readonly Digest[]): void {
    const gone = blobs.find((digest) => !this.#parts.blobs.has(digest));
    if (gone === undefined) return;
    throw new StellaError(
      'STORE_BUSY',
      'a part of the kit was taken away with a scan that was deleted meanwhile',
      {
        details: { expected: gone },
        hint: 'run the same command again',
      },
    );
  }

  #checkReplaces(expected: Digest | null): void {
    const received = this.#activeKit()?.digest ?? null;
    if (received === expected) return;
    throw new StellaError('STORE_BUSY', 'another kit was put in force while this one was imported', {
      details: { expected, received },
      hint: 'run the same command again',
    });
  }

  #activeKit(): { digest: Digest; feedHash: Digest | null } | undefined {
    return this.#database
      .prepare<[], { digest: Digest; feedHash: Digest | null }>(
        'SELECT k.kit_digest AS digest, k.feed_hash AS feedHash FROM active_kit a JOIN kit k ON k.kit_digest = a.kit_digest',
      )
      .get();
  }

  #insertFeed({ kit, feed, at }: KitActivation): Digest | null {
    if (feed === null) return this.#activeKit()?.feedHash ?? null;
    const { descriptor, sources } = feed;
    const feedHash = feedHashOf(descriptor);
    const row: Omit<FeedRow, 'isActive'> = {
      digest: feedHash,
      capturedAt: descriptor.capturedAt,
      importedAt: at,
      kitId: kit.statement.kitId,
    };
    this.#database
      .prepare(
        `INSERT OR IGNORE INTO feed_snapshot (feed_hash, captured_at, imported_at, kit_id, descriptor)
         VALUES (@digest, @capturedAt, @importedAt, @kitId, @descriptor)`,
      )
      .run({ ...row, descriptor: Buffer.from(canonicalBytes(descriptor)) });
    const link = this.#database.prepare('INSERT OR IGNORE INTO feed_snapshot_content VALUES (?, ?, ?)');
    for (const { source, contentId } of sources) link.run(feedHash, source.name, contentId);
    return feedHash;
  }

  #insertKit({ kit, forcedReason, at }: KitActivation, feedHash: Digest | null): void {
    const { kitId, sequence, createdAt, expiresAt } = kit.statement;
    this.#database
      .prepare(
        `INSERT INTO kit (kit_digest, kit_id, sequence, created_at, expires_at, feed_hash, signers, imported_at, envelope)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (kit_digest) DO UPDATE SET
           feed_hash = excluded.feed_hash, signers = excluded.signers, imported_at = excluded.imported_at, envelope = excluded.envelope`,
      )
      .run(
        kit.digest,
        kitId,
        sequence,
        createdAt,
        expiresAt ?? null,
        feedHash,
        kit.signers.join(','),
        at,
        kit.envelope,
      );
    this.#database
      .prepare(
        `INSERT OR REPLACE INTO active_kit (id, kit_digest, activated_at, forced_reason, sequence_floor)
         VALUES (1, ?, ?, ?, ?)`,
      )
      .run(kit.digest, at, forcedReason, sequence);
  }
}

interface StoredKitRow extends Omit<KitRow, 'signers' | 'active'> {
  readonly signers: string;
  readonly activatedAt: string | null;
  readonly forcedReason: string | null;
  readonly sequenceFloor: number | null;
  readonly rolledBackFrom: Digest | null;
  readonly rollbackReason: string | null;
}

function toKitRow(stored: StoredKitRow): KitRow {
  const { signers, activatedAt, forcedReason, sequenceFloor, rolledBackFrom, rollbackReason, ...row } =
    stored;
  const rolledBack = rolledBackFrom === null ? null : { from: rolledBackFrom, reason: rollbackReason ?? '' };
  const active =
    activatedAt === null
      ? null
      : { activatedAt, forcedReason, sequenceFloor: sequenceFloor ?? row.sequence, rolledBack };
  return checkRow(kitRowShape, { ...row, signers: signers.split(','), active }, 'a kit');
}
