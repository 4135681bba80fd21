/**
 * The store's trust roots. The table is the record; `<home>/trust` holds the same as PEM files, because `proof verify`
 * reads them without a database. Files follow the table whenever the store is opened, so that an interruption between the
 * two heals.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TrustRow, TrustStore } from '../../app/ports.ts';
import { utf8Encode } from '../../core/encoding/utf8.ts';
import { makeFolder, writeFileAtomically } from '../files/write-file.ts';
import type { Database } from './database.ts';

export class SqliteTrustStore implements TrustStore {
  readonly #database: Database;
  readonly #folder: string;

  constructor(database: Database, folder: string) {
    this.#database = database;
    this.#folder = folder;
  }

  list(): readonly TrustRow[] {
    return this.#database
      .prepare<[], TrustRow>(
        'SELECT fingerprint, kind, pem, origin, added_at AS addedAt FROM trust_root ORDER BY added_at, fingerprint',
      )
      .all();
  }

  add(rows: readonly TrustRow[]): void {
    this.#database.transaction(() => this.insert(rows)).immediate();
    this.synchronizeFiles();
  }

  /** Into the table only, within the caller's transaction; the files follow once that is committed. */
  insert(rows: readonly TrustRow[]): void {
    const insert = this.#database.prepare(
      `INSERT OR IGNORE INTO trust_root (fingerprint, kind, pem, origin, added_at)
       VALUES (@fingerprint, @kind, @pem, @origin, @addedAt)`,
    );
    for (const row of rows) insert.run(row);
  }

  /** The file goes first: what is being distrusted must not outlive an interruption as a file that `proof verify` reads. */
  remove(fingerprint: string): boolean {
    rmSync(this.#file(fingerprint), { force: true });
    const { changes } = this.#database
      .prepare('DELETE FROM trust_root WHERE fingerprint = ?')
      .run(fingerprint);
    return changes > 0;
  }

  /** Makes the folder hold exactly the table's roots. */
  synchronizeFiles(): void {
    const rows = this.list();
    const wanted = new Map(rows.map(({ fingerprint, pem }) => [this.#file(fingerprint), pem]));
    if (wanted.size > 0) makeFolder(this.#folder, 'the trust folder');
    for (const name of existsSync(this.#folder) ? readdirSync(this.#folder) : []) {
      if (!wanted.has(join(this.#folder, name))) rmSync(join(this.#folder, name), { force: true });
    }
    for (const [path, pem] of wanted) {
      if (existsSync(path) && readFileSync(path, 'utf8') === pem) continue;
      writeFileAtomically(path, utf8Encode(pem), { what: 'the trust root', overwrite: true, mode: 0o600 });
    }
  }

  #file(fingerprint: string): string {
    return join(this.#folder, `${fingerprint}.pem`);
  }
}
