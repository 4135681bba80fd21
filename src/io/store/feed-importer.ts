/** Brings feed files into the store's tables. What no snapshot refers to yet cannot be seen, so it may be written piece by piece. */
import type { FeedFile, FeedIndexer, IndexedSource } from '../../app/ports/feeds.ts';
import type { Digest } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import { epssLeafBytes, kevLeafBytes, packageLeafBytes } from '../../core/feed/index-leaf.ts';
import { feedIndexOf } from '../../core/feed/index-tree.ts';
import type { FeedIndexes, FeedSource } from '../../core/feed/snapshot.ts';
import { canonicalJson } from '../../core/json/canonical-json.ts';
import { withBulkSettings } from './bulk-load.ts';
import type { Database } from './database.ts';
import { epssRows, kevRows, packageLeaves } from './feed-rows.ts';
import type { SqliteFeedStore } from './feed-store.ts';
import { guarded } from './guard.ts';

type OnRecord = (done: number, total: number) => void;

export class SqliteFeedIndexer implements FeedIndexer {
  readonly #database: Database;
  readonly #feeds: SqliteFeedStore;
  /** Content that this import made: a kit may have one file under two names. */
  readonly #made = new Map<string, { readonly contentId: number; readonly records: number }>();

  constructor(database: Database, feeds: SqliteFeedStore) {
    this.#database = database;
    this.#feeds = feeds;
  }

  async index(file: FeedFile, onRecord: OnRecord): Promise<IndexedSource> {
    const key = `${file.source.kind} ${file.source.digest} ${exclusionKey(file)}`;
    const content = this.#made.get(key) ?? this.#known(file) ?? (await this.#make(file, onRecord));
    this.#made.set(key, content);
    return { source: { ...file.source, records: content.records }, contentId: content.contentId };
  }

  async #make(file: FeedFile, onRecord: OnRecord): Promise<{ contentId: number; records: number }> {
    return await withBulkSettings(this.#database, async () => {
      const contentId = this.#begin(file);
      const records = await this.#read(file, contentId, onRecord);
      guarded(this.#database, () =>
        this.#database
          .prepare('UPDATE feed_content SET records = ? WHERE content_id = ?')
          .run(records, contentId),
      );
      return { contentId, records };
    });
  }

  sourcesOf(feed: Digest): readonly IndexedSource[] {
    const contentIds = new Map(
      this.#database
        .prepare<[string], { name: string; contentId: number }>(
          'SELECT source_name AS name, content_id AS contentId FROM feed_snapshot_content WHERE feed_hash = ?',
        )
        .all(feed)
        .map(({ name, contentId }) => [name, contentId]),
    );
    return (this.#feeds.descriptor(feed)?.sources ?? []).map((source) => {
      const contentId = contentIds.get(source.name);
      if (contentId !== undefined) return { source, contentId };
      throw new StellaError(
        'STORE_CORRUPT',
        `the feed snapshot ${feed} has no content for ${JSON.stringify(source.name)}`,
      );
    });
  }

  indexesOf(sources: readonly IndexedSource[]): FeedIndexes {
    const idsOf = (kind: FeedSource['kind']): number[] =>
      sources.filter(({ source }) => source.kind === kind).map(({ contentId }) => contentId);
    const [osv, epss, kev] = [idsOf('osv'), idsOf('epss'), idsOf('kev')];
    return guarded(this.#database, () => ({
      index: feedIndexOf(packageLeaves(this.#database, osv), packageLeafBytes),
      ...(epss.length > 0 && { epssIndex: feedIndexOf(epssRows(this.#database, epss), epssLeafBytes) }),
      ...(kev.length > 0 && { kevIndex: feedIndexOf(kevRows(this.#database, kev), kevLeafBytes) }),
    }));
  }

  discardUnused(): void {
    this.#made.clear();
    const unused = 'content_id NOT IN (SELECT content_id FROM feed_snapshot_content)';
    guarded(this.#database, () => {
      const isAny = this.#database.prepare(`SELECT 1 FROM feed_content WHERE ${unused}`).get();
      if (isAny === undefined) return;
      const discard = this.#database.transaction(() => {
        this.#database.prepare(`DELETE FROM feed_content WHERE ${unused}`).run();
        this.#database
          .prepare('DELETE FROM advisory WHERE advisory_id NOT IN (SELECT advisory_id FROM package_advisory)')
          .run();
      });
      discard.immediate();
    });
  }

  /** Content counts as there once a snapshot has it: what an import left unfinished is not taken for whole. */
  #known(file: FeedFile): { contentId: number; records: number } | undefined {
    return this.#database
      .prepare<[string, string, string], { contentId: number; records: number }>(
        `SELECT content_id AS contentId, records FROM feed_content
         WHERE kind = ? AND digest = ? AND excluded = ?
         AND content_id IN (SELECT content_id FROM feed_snapshot_content)`,
      )
      .get(file.source.kind, file.source.digest, exclusionKey(file));
  }

  #begin(file: FeedFile): number {
    const insert = this.#database.prepare(
      'INSERT INTO feed_content (kind, digest, excluded, records) VALUES (?, ?, ?, 0)',
    );
    return guarded(this.#database, () =>
      Number(insert.run(file.source.kind, file.source.digest, exclusionKey(file)).lastInsertRowid),
    );
  }

  async #read({ source, path, excluded }: FeedFile, contentId: number, onRecord: OnRecord): Promise<number> {
    // Loaded here, because most commands open the store and import nothing.
    const { readEpssFile, readKevFile } = await import('../kit/feed-files.ts');
    if (source.kind === 'epss') {
      const { rows } = await readEpssFile(path, source.name);
      const insert = this.#database.prepare('INSERT INTO epss VALUES (?, ?, ?, ?)');
      return this.#insertAll(rows, ({ cve, probability, percentile }) =>
        insert.run(contentId, cve, probability, percentile),
      );
    }
    if (source.kind === 'kev') {
      const { rows } = await readKevFile(path, source.name);
      const insert = this.#database.prepare('INSERT INTO kev VALUES (?, ?, ?)');
      return this.#insertAll(rows, ({ cve, dateAdded }) => insert.run(contentId, cve, dateAdded));
    }
    return await this.#readRecords(path, source.name, excluded, contentId, onRecord);
  }

  async #readRecords(
    path: string,
    what: string,
    excluded: readonly string[],
    contentId: number,
    onRecord: OnRecord,
  ): Promise<number> {
    const { readRecords } = await import('../kit/read-records.ts');
    const { AdvisoryWriter } = await import('./advisory-writer.ts');
    const writer = new AdvisoryWriter(this.#database, contentId, path, what);
    const exclusions = { ids: new Set(excluded), met: new Set<string>() };
    let records = 0;
    try {
      for await (const batch of readRecords(path, { what, exclusions, isForStore: true })) {
        writer.write(batch);
        records += batch.entries.length;
        onRecord(records, batch.total);
      }
      writer.flush();
    } finally {
      writer.close();
    }
    return records;
  }

  /** Returns how many there were. */
  #insertAll<Row>(rows: Iterable<Row>, insert: (row: Row) => void): number {
    const insertAll = this.#database.transaction((): number => {
      let count = 0;
      for (const row of rows) {
        insert(row);
        count++;
      }
      return count;
    });
    return guarded(this.#database, () => insertAll.immediate());
  }
}

/** Records can be left out of OSV files only. */
function exclusionKey({ source, excluded }: FeedFile): string {
  return source.kind !== 'osv' || excluded.length === 0 ? '' : canonicalJson([...excluded].sort());
}
