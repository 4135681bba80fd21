/**
 * The store's trust roots. The table is the record; `<home>/trust` holds the same as PEM files, because `proof verify`
 * reads them without a database. Files follow the table whenever the store is opened, so that an interruption between the
 * two heals.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TrustRow, TrustStore } from '../../app/ports.ts';
import type { Digest } from '../../core/digest/sha256.ts';
import { utf8Encode } from '../../core/encoding/utf8.ts';
import { makeFolder, writeFileAtomically } from '../files/write-file.ts';
import type { Database } from './database.ts';
import { guarded } from './guard.ts';
import type { SqliteLedger } from './ledger.ts';
import type { RowScope } from './recorded-tables.ts';
import { checkRow, trustRowShape } from './stored-rows.ts';

const COLUMNS = 'fingerprint, kind, pem, origin, added_at AS addedAt';

export class SqliteTrustStore implements TrustStore {
  readonly #database: Database;
  readonly #folder: string;
  readonly #ledger: SqliteLedger;

  constructor(database: Database, folder: string, ledger: SqliteLedger) {
    this.#database = database;
    this.#folder = folder;
    this.#ledger = ledger;
  }

  list(): readonly TrustRow[] {
    const rows = this.#database
      .prepare<[], TrustRow>(`SELECT ${COLUMNS} FROM trust_root ORDER BY added_at, fingerprint`)
      .all();
    return rows.map((row) => checkRow(trustRowShape, row, 'a trust root'));
  }

  add(rows: readonly TrustRow[], reason: string | null = null): void {
    const add = this.#database.transaction(() => this.insert(rows, { kit: null, reason }));
    guarded(this.#database, () => add.immediate());
    this.synchronizeFiles();
  }

  /** Into the table only, within the caller's transaction; the files follow once that is committed. */
  insert(
    rows: readonly TrustRow[],
    { kit, reason }: { readonly kit: Digest | null; readonly reason: string | null },
  ): void {
    const insert = this.#database.prepare(
      `INSERT OR IGNORE INTO trust_root (fingerprint, kind, pem, origin, added_at, kit_digest)
       VALUES (@fingerprint, @kind, @pem, @origin, @addedAt, @kit)`,
    );
    for (const row of rows) {
      const note = {
        action: 'trust.add',
        subject: row.fingerprint,
        at: row.addedAt,
        to: kit,
        reason,
      } as const;
      this.#ledger.recorded(note, scopeOf(row.fingerprint), () => insert.run({ ...row, kit }));
    }
  }

  remove(fingerprint: string, reason: string | null = null): boolean {
    const remove = this.#database.transaction(() => this.#delete(fingerprint, { reason }));
    return guarded(this.#database, () => remove.immediate());
  }

  /** Takes away the roots that came with these kits, within the caller's transaction. */
  removeBroughtBy(
    kits: readonly Digest[],
    { reason, at }: { readonly reason: string; readonly at: string },
  ): readonly TrustRow[] {
    const rows = this.#database
      .prepare<[string], TrustRow>(
        `SELECT ${COLUMNS} FROM trust_root WHERE kit_digest IN (SELECT value FROM json_each(?)) ORDER BY fingerprint`,
      )
      .all(JSON.stringify(kits));
    for (const { fingerprint } of rows) this.#delete(fingerprint, { reason, at });
    return rows;
  }

  /** The file goes before the commit: what is being distrusted must not outlive an interruption as a file that `proof verify` reads. */
  #delete(fingerprint: string, note: { readonly reason: string | null; readonly at?: string }): boolean {
    rmSync(this.#file(fingerprint), { force: true });
    const remove = this.#database.prepare('DELETE FROM trust_root WHERE fingerprint = ?');
    const { changes } = this.#ledger.recorded(
      { action: 'trust.remove', subject: fingerprint, ...note },
      scopeOf(fingerprint),
      () => remove.run(fingerprint),
    );
    return changes > 0;
  }

  /** Makes the folder hold exactly the table's roots; one process at a time, so that none undoes what another has just done. */
  synchronizeFiles(): void {
    if (this.#differences().length === 0) return;
    const synchronize = this.#database.transaction(() => this.#writeFiles());
    guarded(this.#database, () => synchronize.immediate());
  }

  /** Names of files that are not as the table has them. */
  differingFiles(): readonly string[] {
    return this.#differences().map((path) => basename(path));
  }

  #differences(): readonly string[] {
    const wanted = this.#wantedFiles();
    const present = this.#presentFiles();
    return [
      ...present.filter((path) => !wanted.has(path)),
      ...[...wanted].filter(([path, pem]) => !isContent(path, pem)).map(([path]) => path),
    ];
  }

  #writeFiles(): void {
    const wanted = this.#wantedFiles();
    if (wanted.size > 0) makeFolder(this.#folder, 'the trust folder');
    for (const path of this.#presentFiles()) if (!wanted.has(path)) rmSync(path, { force: true });
    for (const [path, pem] of wanted) {
      if (isContent(path, pem)) continue;
      writeFileAtomically(path, utf8Encode(pem), { what: 'the trust root', overwrite: true, mode: 0o600 });
    }
  }

  #wantedFiles(): Map<string, string> {
    return new Map(this.list().map(({ fingerprint, pem }) => [this.#file(fingerprint), pem]));
  }

  #presentFiles(): string[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder).map((name) => join(this.#folder, name));
  }

  #file(fingerprint: string): string {
    return join(this.#folder, `${fingerprint}.pem`);
  }
}

function isContent(path: string, pem: string): boolean {
  return existsSync(path) && readFileSync(path, 'utf8') === pem;
}

function scopeOf(fingerprint: string): readonly RowScope[] {
  return [{ table: 'trust_root', key: fingerprint }];
}
