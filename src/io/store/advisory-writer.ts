/**
 * Writes OSV records, many in a transaction: each transaction writes every page of the indexes that it touches, and digests and names
 * touch pages everywhere. So there are few transactions, each with its rows in the order of the index that they go to. Not all in
 * one, so that other processes get their turn in between.
 */
import type { Statement } from 'better-sqlite3';
import type { ReadBatch } from '../kit/read-records.ts';
import { ZipContent, type ZipEntry } from '../kit/zip-file.ts';
import type { Database } from './database.ts';
import { guarded } from './guard.ts';
import { ManyRows } from './many-rows.ts';

const RECORDS_PER_TRANSACTION = 8192;

/** A record on its way into the tables. */
interface Pending {
  readonly digest: string;
  readonly osvId: string;
  readonly packageKeys: readonly string[];
  readonly entry: ZipEntry;
  /** Its row; 0 until that is known. */
  id: number;
}

export class AdvisoryWriter {
  readonly #database: Database;
  readonly #content: ZipContent;
  readonly #contentId: number;
  readonly #find: Statement<[Buffer], number>;
  readonly #lastId: Statement<[], number>;
  readonly #advisories: ManyRows;
  readonly #texts: Statement<[number, Uint8Array]>;
  readonly #links: ManyRows;
  #records: Pending[] = [];

  /**
   * @param path of the zip that the batches come from
   * @param what names it in errors
   */
  constructor(database: Database, contentId: number, path: string, what: string) {
    this.#database = database;
    this.#content = new ZipContent(path, what);
    this.#contentId = contentId;
    this.#find = database
      .prepare<[Buffer], number>('SELECT advisory_id FROM advisory WHERE digest = ?')
      .pluck();
    this.#lastId = database.prepare<[], number>('SELECT ifnull(max(advisory_id), 0) FROM advisory').pluck();
    this.#advisories = new ManyRows(database, 'INSERT INTO advisory (advisory_id, digest, osv_id)', 3);
    this.#texts = database.prepare('INSERT INTO advisory_text (advisory_id, deflated) VALUES (?, ?)');
    this.#links = new ManyRows(
      database,
      'INSERT OR IGNORE INTO package_advisory (content_id, package_key, advisory_id)',
      3,
    );
  }

  /** @throws StellaError STORE_BUSY, STORAGE_FULL or STORE_CORRUPT */
  write({ prepared, entries }: ReadBatch): void {
    for (const { index, osvId, digest, packageKeys } of prepared)
      this.#records.push({ digest, osvId, packageKeys, entry: entries[index] as ZipEntry, id: 0 });
    if (this.#records.length >= RECORDS_PER_TRANSACTION) this.flush();
  }

  /** @throws StellaError STORE_BUSY, STORAGE_FULL or STORE_CORRUPT */
  flush(): void {
    const records = this.#records;
    this.#records = [];
    const write = this.#database.transaction(() => this.#writeAll(records));
    guarded(this.#database, () => write.immediate());
  }

  close(): void {
    this.#content.close();
  }

  #writeAll(records: readonly Pending[]): void {
    const byDigest = records.toSorted((a, b) => compare(a.digest, b.digest));
    const added = this.#identify(records, byDigest);
    for (const record of byDigest)
      if (added.has(record)) this.#advisories.add(record.id, bytesOf(record.digest), record.osvId);
    this.#advisories.end();
    for (const record of added) this.#texts.run(record.id, this.#content.deflated(record.entry));
    const links = records.flatMap(({ packageKeys, id }) =>
      packageKeys.map((packageKey) => ({ packageKey, id })),
    );
    links.sort((a, b) => compare(a.packageKey, b.packageKey));
    for (const { packageKey, id } of links) this.#links.add(this.#contentId, packageKey, id);
    this.#links.end();
  }

  /** Gives each record its row, and returns those whose row is new: in the order of the archive, which is that of their ids. */
  #identify(records: readonly Pending[], byDigest: readonly Pending[]): ReadonlySet<Pending> {
    const first: Pending[] = [];
    for (const record of byDigest) if (first.at(-1)?.digest !== record.digest) first.push(record);
    for (const record of first) record.id = this.#find.get(bytesOf(record.digest)) ?? 0;
    const isNew = new Set(first.filter(({ id }) => id === 0));
    const added = new Set(records.filter((record) => isNew.has(record)));
    let id = this.#lastId.get() ?? 0;
    for (const record of added) record.id = ++id;
    let same: Pending | undefined;
    for (const record of byDigest) {
      if (same?.digest === record.digest) record.id = same.id;
      else same = record;
    }
    return added;
  }
}

function bytesOf(digestHex: string): Buffer {
  return Buffer.from(digestHex, 'hex');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
