/**
 * Reads a ledger whole and checks that it is one: entries numbered from 0 without a gap, each the digest that stands beside it and
 * naming the entry before it, the last one being the head. What does not hold is listed, and reading goes on.
 */
import { type Digest, formatDigest } from '../digest/sha256.ts';
import { isStellaError } from '../errors.ts';
import { buildTree, leafHash, type MerkleTree } from '../merkle/tree.ts';
import {
  entryHashOf,
  LEDGER_ID,
  type LedgerEntry,
  type LedgerHead,
  parseLedgerEntry,
  type StoredLedgerEntry,
} from './ledger-entry.ts';

/** Something that is not as it was recorded. */
export interface LedgerProblem {
  /** What it is about: `entry 12`, `head`, or a row's name. */
  readonly what: string;
  readonly problem: string;
  readonly expected: string | null;
  readonly received: string | null;
}

/** An entry with the digest of its bytes. */
export interface ReadLedgerEntry extends LedgerEntry {
  readonly entryHash: Digest;
}

export interface Ledger {
  /** Those that can be read. */
  readonly entries: readonly ReadLedgerEntry[];
  /** Random id of this ledger; null when its first entry is not there. */
  readonly id: string | null;
  /** RFC 9162 tree with the bytes of each entry as a leaf. */
  readonly tree: MerkleTree;
  readonly rootHash: Digest;
  /** Digest of the last entry; null when there is none. */
  readonly headHash: Digest | null;
  readonly problems: readonly LedgerProblem[];
}

/** @param head what is recorded of the end; null when it is not there */
export function readLedger(stored: Iterable<StoredLedgerEntry>, head: LedgerHead | null): Ledger {
  const entries: ReadLedgerEntry[] = [];
  const leaves: Uint8Array[] = [];
  const problems: LedgerProblem[] = [];
  let previous: Digest | null = null;
  for (const row of stored) {
    const what = `entry ${row.sequence}`;
    if (row.sequence !== leaves.length) problems.push(gap(row.sequence, leaves.length));
    const hash = entryHashOf(row.bytes);
    if (hash !== row.entryHash) problems.push(differs(what, 'its digest', row.entryHash, hash));
    const entry = readEntry(row.bytes, what, problems);
    if (entry !== null) {
      entries.push({ ...entry, entryHash: hash });
      problems.push(...misplaced(entry, row, previous));
    }
    leaves.push(leafHash(row.bytes));
    previous = hash;
  }
  const [first] = entries;
  const id = first?.action === 'store.begin' && LEDGER_ID.test(first.subject) ? first.subject : null;
  if (id === null) problems.push(absent('entry 0', 'the ledger does not begin with the entry that began it'));
  problems.push(...headProblems(head, leaves.length, previous));
  const tree = buildTree(leaves);
  return { entries, id, tree, rootHash: formatDigest(tree.rootHash), headHash: previous, problems };
}

function readEntry(bytes: Uint8Array, what: string, problems: LedgerProblem[]): LedgerEntry | null {
  try {
    return parseLedgerEntry(bytes);
  } catch (error) {
    if (!isStellaError(error)) throw error;
    problems.push(absent(what, `it cannot be read: ${error.message}`));
    return null;
  }
}

function misplaced(
  entry: LedgerEntry,
  { sequence }: StoredLedgerEntry,
  previous: Digest | null,
): LedgerProblem[] {
  const what = `entry ${sequence}`;
  return [
    ...(entry.sequence === sequence
      ? []
      : [differs(what, 'the number in it', String(sequence), String(entry.sequence))]),
    ...(entry.previous === previous
      ? []
      : [differs(what, 'the entry that it names as the one before it', previous, entry.previous)]),
  ];
}

function headProblems(head: LedgerHead | null, size: number, hash: Digest | null): LedgerProblem[] {
  if (head === null) return [absent('head', 'the record of the last entry is gone')];
  return [
    ...(head.size === size
      ? []
      : [differs('head', 'the number of entries', String(head.size), String(size))]),
    ...(head.entryHash === hash ? [] : [differs('head', 'the last entry', head.entryHash, hash)]),
  ];
}

function gap(received: number, expected: number): LedgerProblem {
  return differs(
    `entry ${received}`,
    'its number: entries were taken out or put in',
    String(expected),
    String(received),
  );
}

function absent(what: string, problem: string): LedgerProblem {
  return { what, problem, expected: null, received: null };
}

function differs(
  what: string,
  problem: string,
  expected: string | null,
  received: string | null,
): LedgerProblem {
  return { what, problem: `${problem} is not the one recorded`, expected, received };
}
