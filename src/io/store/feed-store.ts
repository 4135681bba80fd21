/** Feed snapshots: their descriptors, and what a scan asks of them. Records are hashed again when they are read. */
import type { FeedLeaves, FeedRow, FeedStore } from '../../app/ports/feeds.ts';
import { type Digest, digestHex, digestOf } from '../../core/digest/sha256.ts';
import { utf8Encode } from '../../core/encoding/utf8.ts';
import { StellaError } from '../../core/errors.ts';
import { ecosystemCoverageOf } from '../../core/feed/ecosystem-coverage.ts';
import type { Advisory, EpssRow, FeedView, KevRow } from '../../core/feed/feed-view.ts';
import { parseOsvRecord } from '../../core/feed/osv-record.ts';
import { type FeedDescriptor, parseFeedDescriptor } from '../../core/feed/snapshot.ts';
import { isJsonObject } from '../../core/json/json-value.ts';
import type { BundledFeeds } from './bundled-feeds.ts';
import type { Database } from './database.ts';
import { digestOfColumn, epssRows, kevRows, packageLeaves } from './feed-rows.ts';
import { readStoredRecord, type StoredRecord } from './stored-record.ts';
import { checkRow, feedRowShape } from './stored-rows.ts';

const COLUMNS = `feed_hash AS digest, captured_at AS capturedAt, imported_at AS importedAt, kit_id AS kitId,
  EXISTS (SELECT 1 FROM active_kit a JOIN kit k ON k.kit_digest = a.kit_digest WHERE k.feed_hash = feed_snapshot.feed_hash) AS isActive`;

export class SqliteFeedStore implements FeedStore {
  readonly #database: Database;
  readonly #bundled: BundledFeeds;

  constructor(database: Database, bundled: BundledFeeds) {
    this.#database = database;
    this.#bundled = bundled;
  }

  list(): readonly FeedRow[] {
    const rows = this.#database.prepare<[], StoredFeedRow>(
      `SELECT ${COLUMNS} FROM feed_snapshot ORDER BY captured_at DESC, imported_at DESC, feed_hash`,
    );
    return rows.all().map(toFeedRow);
  }

  active(): FeedRow | null {
    return this.list().find(({ isActive }) => isActive) ?? null;
  }

  *alteredRecords(): Generator<Digest> {
    const records = this.#database.prepare<[], AdvisoryRow & { readonly osvId: string }>(
      'SELECT digest, osv_id AS osvId, deflated FROM advisory LEFT JOIN advisory_text USING (advisory_id)',
    );
    for (const { digest, osvId, deflated } of records.iterate()) {
      const record = deflated && readStoredRecord(deflated);
      const isAsRecorded =
        record?.digest === digestOfColumn(digest) &&
        isJsonObject(record.value) &&
        record.value['id'] === osvId;
      if (!isAsRecorded) yield digestOfColumn(digest);
    }
  }

  namedByManifests(): ReadonlySet<Digest> {
    return new Set(
      this.#database.prepare<[], Digest>('SELECT DISTINCT feed_hash FROM manifest').pluck().all(),
    );
  }

  descriptor(digest: Digest): FeedDescriptor | null {
    const bytes = this.#database
      .prepare<[string], Buffer>('SELECT descriptor FROM feed_snapshot WHERE feed_hash = ?')
      .pluck()
      .get(digest);
    if (bytes === undefined) return null;
    const received = digestOf(bytes);
    if (received !== digest) throw corrupt('the feed descriptor', digest, received);
    return parseFeedDescriptor(bytes);
  }

  view(digest: Digest, scanId: string | null = null): FeedView {
    const descriptor = this.descriptor(digest);
    const bundled = descriptor === null ? this.#bundled.view(digest, scanId) : null;
    if (bundled !== null) return bundled;
    return new SqliteFeedView(this.#database, this.#require(digest), this.#contentIds(digest));
  }

  hasAnyOf(digest: Digest): boolean {
    return this.descriptor(digest) !== null || this.#bundled.descriptor(digest) !== null;
  }

  leaves(digest: Digest): FeedLeaves {
    this.#require(digest);
    const contentIds = this.#contentIds(digest);
    return {
      packages: packageLeaves(this.#database, contentIds),
      epss: epssRows(this.#database, contentIds),
      kev: kevRows(this.#database, contentIds),
    };
  }

  records(digests: Iterable<Digest>): { digest: Digest; bytes: Uint8Array }[] {
    const select = this.#database
      .prepare<[Buffer], Buffer>(
        'SELECT deflated FROM advisory JOIN advisory_text USING (advisory_id) WHERE digest = ?',
      )
      .pluck();
    return Array.from(digests, (digest) => {
      const deflated = select.get(Buffer.from(digestHex(digest), 'hex'));
      return { digest, bytes: utf8Encode(requireRecord(deflated ?? null, digest).canonicalText) };
    });
  }

  #require(digest: Digest): FeedDescriptor {
    const descriptor = this.descriptor(digest);
    if (descriptor !== null) return descriptor;
    throw new StellaError('FEED_MISSING', `the store has no feed snapshot ${digest}`, {
      hint: 'import the kit that it came with; "stella feed list" shows what there is',
    });
  }

  #contentIds(digest: Digest): number[] {
    return this.#database
      .prepare<[string], number>('SELECT DISTINCT content_id FROM feed_snapshot_content WHERE feed_hash = ?')
      .pluck()
      .all(digest);
  }
}

type StoredFeedRow = Omit<FeedRow, 'isActive'> & { readonly isActive: number };

function toFeedRow(row: StoredFeedRow): FeedRow {
  return checkRow(feedRowShape, { ...row, isActive: row.isActive === 1 }, 'a feed snapshot');
}

interface AdvisoryRow {
  readonly digest: Buffer;
  readonly deflated: Buffer | null;
}

/** Records that are kept read. Components of one package follow each other, and few records are about many packages. */
const MOST_KEPT = 64;

class SqliteFeedView implements FeedView {
  readonly hasEcosystem: (ecosystem: string) => boolean;
  readonly advisories: (packageKey: string) => readonly Advisory[];
  readonly epss: (cve: string) => EpssRow | null;
  readonly kev: (cve: string) => KevRow | null;

  constructor(database: Database, { sources }: FeedDescriptor, contentIds: readonly number[]) {
    const ids = contentIds.join(',');
    const advisoryIds = database
      .prepare<[string], number>(
        `SELECT DISTINCT advisory_id FROM package_advisory WHERE content_id IN (${ids}) AND package_key = ?`,
      )
      .pluck();
    const record = database.prepare<[number], AdvisoryRow>(
      'SELECT digest, deflated FROM advisory LEFT JOIN advisory_text USING (advisory_id) WHERE advisory_id = ?',
    );
    const epss = database.prepare<[string], EpssRow>(
      `SELECT cve, probability, percentile FROM epss WHERE content_id IN (${ids}) AND cve = ?`,
    );
    const kev = database.prepare<[string], KevRow>(
      `SELECT cve, date_added AS dateAdded FROM kev WHERE content_id IN (${ids}) AND cve = ?`,
    );
    const keyBelow = database.prepare<[string, string], unknown>(
      `SELECT 1 FROM package_advisory WHERE content_id IN (${ids}) AND package_key >= ? AND package_key < ? LIMIT 1`,
    );
    const kept = new Map<number, Advisory>();
    const advisory = (id: number): Advisory => {
      const known = kept.get(id);
      if (known !== undefined) return known;
      const parsed = parseAdvisory(id, record.get(id));
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(id, parsed);
      return parsed;
    };
    this.hasEcosystem = ecosystemCoverageOf(
      sources,
      (prefix) => keyBelow.get(prefix, afterPrefix(prefix)) !== undefined,
    );
    this.advisories = (packageKey) => advisoryIds.all(packageKey).map(advisory);
    this.epss = (cve) => epss.get(cve) ?? null;
    this.kev = (cve) => kev.get(cve) ?? null;
  }
}

/** The first text after all that begin with `prefix`, which ends with a character of ASCII. */
function afterPrefix(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}

function parseAdvisory(advisoryId: number, row: AdvisoryRow | undefined): Advisory {
  if (row === undefined) throw corrupt(`advisory ${advisoryId}`, 'a record', 'nothing');
  const digest = digestOfColumn(row.digest);
  const { value } = requireRecord(row.deflated, digest);
  return { digest, record: parseOsvRecord(value, `advisory ${digest}`) };
}

function requireRecord(deflated: Uint8Array | null, expected: Digest): StoredRecord {
  if (deflated === null) throw corrupt('an advisory', expected, 'nothing');
  const record = readStoredRecord(deflated);
  if (record?.digest === expected) return record;
  throw corrupt('an advisory', expected, record?.digest ?? 'nothing that can be read');
}

function corrupt(what: string, expected: string, received: string): StellaError {
  return new StellaError(
    'STORE_CORRUPT',
    `${what} in the store has the digest ${received}, expected ${expected}`,
    {
      details: { expected, received },
      hint: 'the store was edited or damaged: restore it from a backup, or import the kit again into a new --home',
    },
  );
}
