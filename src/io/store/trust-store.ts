/**
 * The store's trust roots. The table is the record; `<home>/trust` holds the same as PEM files, because `proof verify` reads them
 * without a database. Database and files cannot change at one moment. So before a change is committed the file `trust.pending` is
 * there, and it goes when the files have followed: while it is there, whoever asks for the roots reads the table. So trust
 * changes with the commit, whenever an interruption comes.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { TrustRow, TrustStore } from '../../app/ports/trust.ts';
import type { Digest } from '../../core/digest/sha256.ts';
import { utf8Encode } from '../../core/encoding/utf8.ts';
import { fileSystemError } from '../files/file-system-error.ts';
import { makeFolder, syncFolder, writeFileAtomically } from '../files/write-file.ts';
import { TRUST_PENDING_FILE } from '../trust-files.ts';
import type { Database } from './database.ts';
import { guarded } from './guard.ts';
import type { SqliteLedger } from './ledger.ts';
import type { RowScope } from './recorded-tables.ts';
import { checkRow, trustRowShape } from './stored-rows.ts';

const COLUMNS = 'fingerprint, kind, pem, origin, added_at AS addedAt';

export class SqliteTrustStore implements TrustStore {
  readonly #database: Database;
  readonly #folder: string;
  readonly #pendingFile: string;
  readonly #ledger: SqliteLedger;

  constructor(database: Database, folder: string, ledger: SqliteLedger) {
    this.#database = database;
    this.#folder = folder;
    this.#pendingFile = join(dirname(folder), TRUST_PENDING_FILE);
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

  /** Into the table only, within the caller's transaction; `synchronizeFiles` follows once that is committed. */
  insert(
    rows: readonly TrustRow[],
    { kit, reason }: { readonly kit: Digest | null; readonly reason: string | null },
  ): void {
    if (rows.length === 0) return;
    this.#announce();
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
    const isRemoved = guarded(this.#database, () => remove.immediate());
    this.synchronizeFiles();
    return isRemoved;
  }

  /** Takes away the roots that came with these kits, within the caller's transaction; `synchronizeFiles` follows. */
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

  #delete(fingerprint: string, note: { readonly reason: string | null; readonly at?: string }): boolean {
    this.#announce();
    const remove = this.#database.prepare('DELETE FROM trust_root WHERE fingerprint = ?');
    const { changes } = this.#ledger.recorded(
      { action: 'trust.remove', subject: fingerprint, ...note },
      scopeOf(fingerprint),
      () => remove.run(fingerprint),
    );
    return changes > 0;
  }

  /** Says that the files no longer count. Within the transaction of the change, so that no other process takes it back meanwhile. */
  #announce(): void {
    try {
      const file = openSync(this.#pendingFile, 'w', 0o600);
      try {
        writeSync(
          file,
          'Until this file is gone, the table trust_root of scanner.db says what is trusted.\n',
        );
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      syncFolder(dirname(this.#pendingFile));
    } catch (error) {
      throw fileSystemError(error, { what: 'the home folder', missing: 'PERMISSION_DENIED' });
    }
  }

  /** Makes the folder hold exactly the table's roots; one process at a time, so that none undoes what another has just done. */
  synchronizeFiles(): void {
    if (!existsSync(this.#pendingFile) && this.#differences().length === 0) return;
    const synchronize = this.#database.transaction(() => this.#writeFiles());
    guarded(this.#database, () => synchronize.immediate());
  }

  /** Names of files that are not as the table has them; none while they do not count. */
  differingFiles(): readonly string[] {
    const find = (): readonly string[] => {
      const differing = this.#differences().map((path) => basename(path));
      return existsSync(this.#pendingFile) ? [] : differing;
    };
    // Table and files are read one after the other: what another process changed in between differs once, and not again.
    const differing = find();
    if (differing.length === 0) return differing;
    const again = new Set(find());
    return differing.filter((name) => again.has(name));
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
    rmSync(this.#pendingFile, { force: true });
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
