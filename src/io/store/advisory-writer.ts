/** Writes OSV records in batches, each in a transaction of its own, so that other processes get their turn in between. */
import { createHash } from 'node:crypto';
import { packageKeysOf } from '../../core/feed/package-index.ts';
import { canonicalJson } from '../../core/json/canonical-json.ts';
import type { OsvFile } from '../kit/feed-files.ts';
import type { Database } from './database.ts';
import { guarded } from './guard.ts';

const BATCH_RECORDS = 1000;
const BATCH_BYTES = 8 * 2 ** 20;

interface PreparedRecord {
  readonly osvId: string;
  readonly digest: Buffer;
  readonly bytes: Buffer;
  readonly packageKeys: readonly string[];
}

export class AdvisoryWriter {
  readonly #database: Database;
  readonly #writeBatch: (batch: readonly PreparedRecord[]) => void;
  #batch: PreparedRecord[] = [];
  #batchBytes = 0;

  constructor(database: Database, contentId: number) {
    this.#database = database;
    const find = database
      .prepare<[Buffer], number>('SELECT advisory_id FROM advisory WHERE digest = ?')
      .pluck();
    const insert = database.prepare('INSERT INTO advisory (digest, osv_id, record) VALUES (?, ?, ?)');
    const link = database.prepare(
      'INSERT OR IGNORE INTO package_advisory (content_id, package_key, advisory_id) VALUES (?, ?, ?)',
    );
    this.#writeBatch = database.transaction((batch: readonly PreparedRecord[]) => {
      for (const { osvId, digest, bytes, packageKeys } of batch) {
        const id = find.get(digest) ?? insert.run(digest, osvId, bytes).lastInsertRowid;
        for (const packageKey of packageKeys) link.run(contentId, packageKey, id);
      }
    }).immediate;
  }

  /** A record that names no package is counted by its source, but nobody can ever ask for it. */
  add({ value, record }: OsvFile): void {
    const packageKeys = packageKeysOf(record);
    if (packageKeys.length === 0) return;
    const bytes = Buffer.from(canonicalJson(value), 'utf8');
    const digest = createHash('sha256').update(bytes).digest();
    this.#batch.push({ osvId: record.id, digest, bytes, packageKeys });
    this.#batchBytes += bytes.length;
    if (this.#batch.length >= BATCH_RECORDS || this.#batchBytes >= BATCH_BYTES) this.flush();
  }

  flush(): void {
    guarded(this.#database, () => this.#writeBatch(this.#batch));
    this.#batch = [];
    this.#batchBytes = 0;
  }
}
