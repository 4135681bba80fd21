/**
 * Writes OSV records, many in a transaction: each transaction writes every page of the indexes that it touches, and digests touch
 * pages everywhere. Not all in one, so that other processes get their turn in between.
 */
import type { ReadBatch } from '../kit/read-records.ts';
import { ZipContent } from '../kit/zip-file.ts';
import type { Database } from './database.ts';
import { guarded } from './guard.ts';

const RECORDS_PER_TRANSACTION = 4096;

export class AdvisoryWriter {
  readonly #database: Database;
  readonly #content: ZipContent;
  readonly #writeAll: (batches: readonly ReadBatch[]) => void;
  #batches: ReadBatch[] = [];
  #records = 0;

  /**
   * @param path of the zip that the batches come from
   * @param what names it in errors
   */
  constructor(database: Database, contentId: number, path: string, what: string) {
    this.#database = database;
    const content = new ZipContent(path, what);
    this.#content = content;
    const find = database
      .prepare<[Buffer], number>('SELECT advisory_id FROM advisory WHERE digest = ?')
      .pluck();
    const insert = database.prepare('INSERT OR IGNORE INTO advisory (digest, osv_id) VALUES (?, ?)');
    const insertText = database.prepare('INSERT INTO advisory_text (advisory_id, deflated) VALUES (?, ?)');
    const link = database.prepare(
      'INSERT OR IGNORE INTO package_advisory (content_id, package_key, advisory_id) VALUES (?, ?, ?)',
    );
    const write = ({ prepared, entries }: ReadBatch): void => {
      for (const { index, osvId, digest, packageKeys } of prepared) {
        const digestBytes = Buffer.from(digest, 'hex');
        const { changes, lastInsertRowid } = insert.run(digestBytes, osvId);
        const isNew = changes > 0;
        const id = isNew ? lastInsertRowid : find.get(digestBytes);
        if (isNew) insertText.run(id, content.deflated(entries[index] as (typeof entries)[number]));
        for (const packageKey of packageKeys) link.run(contentId, packageKey, id);
      }
    };
    this.#writeAll = database.transaction((batches: readonly ReadBatch[]) =>
      batches.forEach(write),
    ).immediate;
  }

  /** @throws StellaError STORE_BUSY, STORAGE_FULL or STORE_CORRUPT */
  write(batch: ReadBatch): void {
    this.#batches.push(batch);
    this.#records += batch.prepared.length;
    if (this.#records >= RECORDS_PER_TRANSACTION) this.flush();
  }

  /** @throws StellaError STORE_BUSY, STORAGE_FULL or STORE_CORRUPT */
  flush(): void {
    guarded(this.#database, () => this.#writeAll(this.#batches));
    this.#batches = [];
    this.#records = 0;
  }

  close(): void {
    this.#content.close();
  }
}
