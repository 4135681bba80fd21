/** The append-only record of changes. */
import type { Digest } from '../../core/digest/sha256.ts';
import type { LedgerAction, LedgerHead, StoredLedgerEntry } from '../../core/ledger/ledger-entry.ts';
import type { RowDigests } from '../../core/ledger/recorded-rows.ts';

/** Who changes the store, with what: stands in every ledger entry. */
export interface LedgerAuthor {
  readonly actor: { readonly user: string; readonly host: string };
  readonly tool: { readonly name: string; readonly version: string };
  now(): string;
}

/** What the ledger is to say of a change. Who, and which rows, it finds out itself. */
export interface LedgerNote {
  readonly action: LedgerAction;
  /** Names what was acted on. */
  readonly subject: string;
  /** Null, or left out: now. */
  readonly at?: string | null;
  readonly from?: Digest | null;
  readonly to?: Digest | null;
  readonly reason?: string | null;
}

/**
 * The append-only record of every change of kits, trust and scans. Whoever changes such rows appends within the same
 * transaction, so changes are methods of the other stores; `append` is for what changes no row.
 */
export interface LedgerStore {
  /** In order, as stored; nothing is checked. */
  entries(): Iterable<StoredLedgerEntry>;
  head(): LedgerHead | null;
  /** The rows that the ledger speaks for, as they are now. */
  rows(): RowDigests;
  /**
   * @param work a change beside the tables, done before the entry is there for good: where it fails, there is no entry
   * @throws StellaError STORE_CORRUPT when the end of the ledger was edited, STORE_BUSY; what `work` throws
   */
  append(note: LedgerNote, work?: () => void): void;
}
