/** Brings feed files into the store's tables. What no snapshot refers to yet cannot be seen, so it may be written piece by piece. */
import type { FeedFile, FeedIndexer, IndexedSource } from '../../app/ports/feeds.ts';
import type { Digest } from '../../core/digest/sha256.ts';
import { StellaError } from '../../core/errors.ts';
import { epssLeafText, kevLeafText, packageLeafText } from '../../core/feed/index-leaf.ts';
import { feedIndexOf } from '../../core/feed/index-tree.ts';
import type { FeedIndexes, FeedSource } from '../../core/feed/snapshot.ts';
import { canonicalJson } from '../../core/json/canonical-json.ts';
import type { ReadBatch, RecordZip } from '../kit/read-records.ts';
import { withBulkSettings } from './bulk-load.ts';
import type { Database } from './database.ts';
import { epssRows, kevRows, packageLeaves } from './feed-rows.ts';
import type { SqliteFeedStore } from './feed-store.ts';
import { GrowingPackageIndex } from './growing-index.ts';
import { guarded } from './guard.ts';

type OnRecord = (done: number, total: number) => void;

type NextBatch = () => Promise<IteratorResult<ReadBatch>>;

/** A feed file's content in the store. */
interface Content {
  readonly contentId: number;
  readonly records: number;
}

export class SqliteFeedIndexer implements FeedIndexer {
  readonly #database: Database;
  readonly #feeds: SqliteFeedStore;
  /** Over what `index` took in last. */
  #growing: GrowingPackageIndex;

  constructor(database: Database, feeds: SqliteFeedStore) {
    this.#database = database;
    this.#feeds = feeds;
    this.#growing = new GrowingPackageIndex(database);
  }

  async index(files: readonly FeedFile[], begin: (source: string) => OnRecord): Promise<IndexedSource[]> {
    this.#growing = new GrowingPackageIndex(this.#database);
    const contents = new Map<string, Content>();
    // A kit may have one file under two names.
    const missing = new Map<string, FeedFile>();
    for (const file of files) {
      const known = this.#known(file);
      if (known !== undefined) contents.set(keyOf(file), known);
      else if (!missing.has(keyOf(file))) missing.set(keyOf(file), file);
    }
    if (missing.size > 0)
      await withBulkSettings(this.#database, () => this.#makeAll(missing, begin, contents));
    return files.map((file) => {
      const { records, contentId } = contents.get(keyOf(file)) as Content;
      return { source: { ...file.source, records }, contentId };
    });
  }

  /** Puts the content of every missing file into `contents`. */
  async #makeAll(
    missing: ReadonlyMap<string, FeedFile>,
    begin: (source: string) => OnRecord,
    contents: Map<string, Content>,
  ): Promise<void> {
    // Loaded here, because most commands open the store and import nothing.
    const { readRecords } = await import('../kit/read-records.ts');
    const zips = [...missing.values()].filter(({ source }) => source.kind === 'osv').map(zipOf);
    const batches = readRecords(zips, { isForStore: true });
    const nextBatch = begun(batches);
    try {
      for (const [key, file] of missing) {
        const contentId = this.#begin(file);
        const records = await this.#read(file, contentId, nextBatch, begin(file.source.name));
        this.#count(contentId, records);
        contents.set(key, { contentId, records });
        if (file.source.kind === 'osv') guarded(this.#database, () => this.#growing.add(contentId));
      }
    } finally {
      await batches.return();
    }
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
      index: this.#growing.take(osv) ?? feedIndexOf(packageLeaves(this.#database, osv), packageLeafText),
      ...(epss.length > 0 && { epssIndex: feedIndexOf(epssRows(this.#database, epss), epssLeafText) }),
      ...(kev.length > 0 && { kevIndex: feedIndexOf(kevRows(this.#database, kev), kevLeafText) }),
    }));
  }

  discardUnused(): void {
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
  #known(file: FeedFile): Content | undefined {
    return this.#database
      .prepare<[string, string, string], Content>(
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

  #count(contentId: number, records: number): void {
    guarded(this.#database, () =>
      this.#database
        .prepare('UPDATE feed_content SET records = ? WHERE content_id = ?')
        .run(records, contentId),
    );
  }

  /** Returns how many records or rows there are. */
  async #read(
    { source, path }: FeedFile,
    contentId: number,
    nextBatch: NextBatch,
    onRecord: OnRecord,
  ): Promise<number> {
    if (source.kind === 'osv')
      return await this.#takeRecords(path, source.name, contentId, nextBatch, onRecord);
    const { readEpssFile, readKevFile } = await import('../kit/feed-files.ts');
    if (source.kind === 'epss') {
      const { rows } = await readEpssFile(path, source.name);
      const insert = this.#database.prepare('INSERT INTO epss VALUES (?, ?, ?, ?)');
      return this.#insertAll(rows, ({ cve, probability, percentile }) =>
        insert.run(contentId, cve, probability, percentile),
      );
    }
    const { rows } = await readKevFile(path, source.name);
    const insert = this.#database.prepare('INSERT INTO kev VALUES (?, ?, ?)');
    return this.#insertAll(rows, ({ cve, dateAdded }) => insert.run(contentId, cve, dateAdded));
  }

  /** Takes the batches of one zip, up to its last. */
  async #takeRecords(
    path: string,
    what: string,
    contentId: number,
    nextBatch: NextBatch,
    onRecord: OnRecord,
  ): Promise<number> {
    const { AdvisoryWriter } = await import('./advisory-writer.ts');
    const writer = new AdvisoryWriter(this.#database, contentId, path, what);
    let records = 0;
    try {
      for (let isLast = false; !isLast; ) {
        const { value: batch, done } = await nextBatch();
        if (done) throw new StellaError('INTERNAL', `the batches of ${what} end without a last one`);
        writer.write(batch);
        records += batch.entries.length;
        onRecord(records, batch.total);
        isLast = batch.isLast;
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

/** Begins now, before the first batch is asked for, so that threads read while other files are taken in. */
function begun(batches: AsyncIterator<ReadBatch>): NextBatch {
  let first: ReturnType<NextBatch> | null = batches.next();
  // Whoever asks for it gets the failure.
  first.catch(() => undefined);
  return () => {
    const next = first ?? batches.next();
    first = null;
    return next;
  };
}

/** Files of one key have one content. */
function keyOf(file: FeedFile): string {
  return `${file.source.kind} ${file.source.digest} ${exclusionKey(file)}`;
}

function zipOf({ source, path, excluded }: FeedFile): RecordZip {
  return { path, what: source.name, exclusions: { ids: new Set(excluded), met: new Set() } };
}

/** Records can be left out of OSV files only. */
function exclusionKey({ source, excluded }: FeedFile): string {
  return source.kind !== 'osv' || excluded.length === 0 ? '' : canonicalJson([...excluded].sort());
}
