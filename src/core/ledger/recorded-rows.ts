/**
 * What the rows of the store must be by the ledger: each entry names the rows that it changed, with the digest of each before and
 * after, so the entries together say which rows there are now and what each holds.
 */
import type { Digest } from '../digest/sha256.ts';
import { compareUtf8 } from '../encoding/order.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import type { LedgerProblem } from './read-ledger.ts';

/** Names of rows, `<table>/<key>`, with the digest of the canonical JSON of each. */
export type RowDigests = ReadonlyMap<string, Digest>;

export interface RecordedRows {
  readonly rows: RowDigests;
  /** Changes that began from something else than the ledger had recorded: a row was edited between two entries. */
  readonly problems: readonly LedgerProblem[];
}

/** The rows that the entries leave behind, in the order of the ledger. */
export function recordedRows(entries: readonly LedgerEntry[]): RecordedRows {
  const rows = new Map<string, Digest>();
  const problems: LedgerProblem[] = [];
  for (const { sequence, changes } of entries) {
    for (const { row, from, to } of changes) {
      const known = rows.get(row) ?? null;
      if (known !== from) {
        problems.push({
          what: row,
          problem: `before entry ${sequence} it was changed without an entry`,
          expected: known,
          received: from,
        });
      }
      if (to === null) rows.delete(row);
      else rows.set(row, to);
    }
  }
  return { rows, problems };
}

/** Every row that is not as it is recorded, by name. */
export function compareRows(recorded: RowDigests, found: RowDigests): LedgerProblem[] {
  const names = [...new Set([...recorded.keys(), ...found.keys()])].sort(compareUtf8);
  return names.flatMap((what) => {
    const [expected, received] = [recorded.get(what) ?? null, found.get(what) ?? null];
    if (expected === received) return [];
    const problem =
      received === null
        ? 'it is gone, and no entry says so'
        : expected === null
          ? 'it was added, and no entry says so'
          : 'it was changed, and no entry says so';
    return [{ what, problem, expected, received }];
  });
}
