/** Kits in the store, and putting one in force: everything that it brought becomes visible in one transaction. */
import type { FeedRow, KitActivation, KitRow, KitStore } from '../../app/ports.ts';
import type { Digest } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import { feedHashOf } from '../../core/feed/snapshot.ts';
import { canonicalBytes } from '../../core/json/canonical-json.ts';
import type { KitStatement } from '../../core/kit/kit-statement.ts';
import { parseUnverifiedKit } from '../../core/kit/verify-kit.ts';
import type { Database } from './database.ts';
import type { SqliteDocumentStore } from './document-store.ts';
import { guarded } from './guard.ts';
import type { SqliteTrustStore } from './trust-store.ts';

export interface KitStoreParts {
  readonly documents: SqliteDocumentStore;
  readonly trust: SqliteTrustStore;
}

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
         a.activated_at AS activatedAt, a.forced_reason AS forcedReason
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
    const activate = this.#database.transaction(() => {
      this.#checkReplaces(activation.replaces);
      const feedHash = this.#insertFeed(activation);
      for (const row of activation.documents) this.#parts.documents.add(row);
      this.#parts.trust.insert(activation.trustRoots);
      this.#insertKit(activation, feedHash);
    });
    guarded(this.#database, () => activate.immediate());
    this.#parts.trust.synchronizeFiles();
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
        'INSERT OR REPLACE INTO active_kit (id, kit_digest, activated_at, forced_reason) VALUES (1, ?, ?, ?)',
      )
      .run(kit.digest, at, forcedReason);
  }
}

interface StoredKitRow extends Omit<KitRow, 'signers' | 'active'> {
  readonly signers: string;
  readonly activatedAt: string | null;
  readonly forcedReason: string | null;
}

function toKitRow({ signers, activatedAt, forcedReason, ...row }: StoredKitRow): KitRow {
  return {
    ...row,
    signers: signers.split(','),
    active: activatedAt === null ? null : { activatedAt, forcedReason },
  };
}
