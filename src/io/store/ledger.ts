/**
 * The ledger in the store. An entry is written in the transaction of the change that it tells of, by whoever makes the change:
 *
 *     ledger.recorded({ action, subject, … }, scope, () => { …the change… })
 */
import { randomBytes } from 'node:crypto';
import type { LedgerAuthor, LedgerNote, LedgerStore } from '../../app/ports/ledger.ts';
import type { Digest } from '../../core/digest/sha256.ts';
import { compareUtf8 } from '../../core/encoding/order.ts';
import { StellaError } from '../../core/errors.ts';
import { canonicalBytes } from '../../core/json/canonical-json.ts';
import {
  entryHashOf,
  type LedgerEntry,
  type LedgerHead,
  parseLedgerEntry,
  type RowChange,
  type StoredLedgerEntry,
} from '../../core/ledger/ledger-entry.ts';
import type { RowDigests } from '../../core/ledger/recorded-rows.ts';
import type { Database } from './database.ts';
import { guarded } from './guard.ts';
import { ALL_TABLES, type RowScope, rowDigests } from './recorded-tables.ts';
import { reusingStatements } from './reused-statements.ts';

const LEDGER_ID_BYTES = 16;

const NOTHING: RowDigests = new Map();

export class SqliteLedger implements LedgerStore {
  readonly #database: Database;
  /** For what is done once for each of many changes. */
  readonly #reusing: Database;
  readonly #author: LedgerAuthor;

  constructor(database: Database, author: LedgerAuthor) {
    this.#database = database;
    this.#reusing = reusingStatements(database);
    this.#author = author;
  }

  *entries(): Generator<StoredLedgerEntry> {
    yield* this.#database
      .prepare<[], StoredLedgerEntry>(
        'SELECT sequence, entry_hash AS entryHash, CAST(entry AS BLOB) AS bytes FROM ledger ORDER BY sequence',
      )
      .iterate();
  }

  head(): LedgerHead | null {
    const select = this.#reusing.prepare<[], LedgerHead>(
      'SELECT size, entry_hash AS entryHash FROM ledger_head WHERE id = 1',
    );
    return select.get() ?? null;
  }

  rows(): RowDigests {
    return guarded(this.#reusing, () => rowDigests(this.#reusing, ALL_TABLES));
  }

  append(note: LedgerNote, work?: () => void): void {
    const transaction = this.#reusing.transaction(() => {
      this.#append(note, []);
      work?.();
    });
    guarded(this.#reusing, () => transaction.immediate());
  }

  /** The first entry, which takes over what is in the store already. Within the transaction that makes the tables. */
  begin(): void {
    const active = this.#reusing
      .prepare<[], Digest>('SELECT kit_digest FROM active_kit WHERE id = 1')
      .pluck()
      .get();
    const changes = changesBetween(NOTHING, rowDigests(this.#reusing, ALL_TABLES));
    const subject = randomBytes(LEDGER_ID_BYTES).toString('hex');
    this.#insert({ action: 'store.begin', subject, to: active ?? null }, changes, null);
  }

  /**
   * Does `work` and appends an entry with what it changed in the rows of `scopes`; none when it changed nothing. Within a
   * transaction of the caller, so that neither can be there without the other.
   */
  recorded<T>(note: LedgerNote, scopes: readonly RowScope[], work: () => T): T {
    if (!this.#reusing.inTransaction)
      throw new StellaError('INTERNAL', 'a ledger entry needs the transaction of its change');
    const before = rowDigests(this.#reusing, scopes);
    const result = work();
    const changes = changesBetween(before, rowDigests(this.#reusing, scopes));
    if (changes.length > 0) this.#append(note, changes);
    return result;
  }

  #append(note: LedgerNote, changes: readonly RowChange[]): void {
    this.#insert(note, changes, this.#last());
  }

  #insert(
    { action, subject, at, from, to, reason }: LedgerNote,
    changes: readonly RowChange[],
    last: { readonly sequence: number; readonly hash: Digest } | null,
  ): void {
    const { actor, tool, now } = this.#author;
    const entry: LedgerEntry = {
      schema: 'stella.ledger-entry/v1',
      sequence: last === null ? 0 : last.sequence + 1,
      previous: last?.hash ?? null,
      at: at ?? now(),
      actor,
      tool,
      action,
      subject,
      from: from ?? null,
      to: to ?? null,
      reason: reason ?? null,
      changes: [...changes],
    };
    const bytes = canonicalBytes(entry);
    const hash = entryHashOf(bytes);
    this.#reusing
      .prepare('INSERT INTO ledger (sequence, entry_hash, entry) VALUES (?, ?, ?)')
      .run(entry.sequence, hash, Buffer.from(bytes).toString('utf8'));
    this.#reusing
      .prepare('INSERT OR REPLACE INTO ledger_head (id, size, entry_hash) VALUES (1, ?, ?)')
      .run(entry.sequence + 1, hash);
  }

  /** The entry that the next one follows. Nothing is added to a ledger that was cut or whose end was edited. */
  #last(): { readonly sequence: number; readonly hash: Digest } {
    const row = this.#reusing
      .prepare<[], StoredLedgerEntry>(
        'SELECT sequence, entry_hash AS entryHash, CAST(entry AS BLOB) AS bytes FROM ledger ORDER BY sequence DESC LIMIT 1',
      )
      .get();
    const head = this.head();
    const hash = row === undefined ? null : entryHashOf(row.bytes);
    const isWhole =
      row !== undefined &&
      hash === row.entryHash &&
      head?.entryHash === hash &&
      head.size === row.sequence + 1 &&
      parseLedgerEntry(row.bytes).sequence === row.sequence;
    if (isWhole && hash !== null) return { sequence: row.sequence, hash };
    throw new StellaError('STORE_CORRUPT', 'the end of the ledger is not the one that was recorded', {
      details: {
        expected: head,
        received: row === undefined ? null : { size: row.sequence + 1, entryHash: hash },
      },
      hint: 'the store was edited or damaged, and nothing was changed now: see "stella audit log --verify", then restore the store from a backup',
    });
  }
}

function changesBetween(before: RowDigests, after: RowDigests): RowChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort(compareUtf8);
  return names
    .map((row) => ({ row, from: before.get(row) ?? null, to: after.get(row) ?? null }))
    .filter(({ from, to }) => from !== to);
}
