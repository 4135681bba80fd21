/** Small ledgers for tests, made entry by entry as the store makes them. */
import { canonicalBytes } from '../../src/core/json/canonical-json.ts';
import {
  entryHashOf,
  type LedgerEntry,
  type LedgerHead,
  type StoredLedgerEntry,
} from '../../src/core/ledger/ledger-entry.ts';

export const LEDGER_ID = '0123456789abcdef0123456789abcdef';

export type EntryRecipe = Partial<LedgerEntry> & Pick<LedgerEntry, 'action'>;

export interface TestLedger {
  readonly stored: readonly StoredLedgerEntry[];
  readonly head: LedgerHead;
}

/** A ledger of `store.begin` and then the entries of the recipes. */
export function makeLedger(...recipes: readonly EntryRecipe[]): TestLedger {
  const stored: StoredLedgerEntry[] = [];
  const all: readonly EntryRecipe[] = [{ action: 'store.begin', subject: LEDGER_ID }, ...recipes];
  for (const [sequence, recipe] of all.entries()) {
    const previous = stored.at(-1);
    const entry: LedgerEntry = {
      schema: 'stella.ledger-entry/v1',
      sequence,
      previous: previous === undefined ? null : entryHashOf(previous.bytes),
      at: '2025-01-15T00:00:00Z',
      actor: { user: 'tester', host: 'testhost' },
      tool: { name: 'stella', version: '0.0.0' },
      subject: 'something',
      from: null,
      to: null,
      reason: null,
      changes: [],
      ...recipe,
    };
    const bytes = canonicalBytes(entry);
    stored.push({ sequence, entryHash: entryHashOf(bytes), bytes });
  }
  const last = stored.at(-1)!;
  return { stored, head: { size: stored.length, entryHash: last.entryHash } };
}
