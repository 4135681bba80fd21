/**
 * An entry of the ledger: who changed what in the store, when, why, and which rows of its tables changed for it
 * (docs/ledger.md). It is canonical JSON; `previous` is the SHA-256 of the entry before it, so that no entry can be changed,
 * moved or taken out without changing every entry after it.
 */
import * as v from 'valibot';
import { type Digest, digestOf } from '../digest/sha256.ts';
import { type DocumentFormat, parseCanonicalDocument } from '../json/document.ts';
import { countShape, digestShape, timestampShape } from '../json/shapes.ts';

/** What happened. The list grows; a reader takes any name of this form, so that it can check what a newer program wrote. */
export const LEDGER_ACTIONS = [
  'store.begin',
  'store.prune',
  'kit.activate',
  'kit.force-activate',
  'kit.rollback',
  'kit.refuse',
  'kit.discard',
  'trust.add',
  'trust.remove',
  'trust.lower-floor',
  'scan.record',
  'scan.import',
  'scan.bundle',
  'scan.mismatch',
  'scan.hold',
  'scan.release',
  'scan.delete',
  'scan.assign',
  'scan.prune',
] as const;

export type LedgerAction = (typeof LEDGER_ACTIONS)[number];

const actionShape = v.pipe(v.string(), v.maxLength(64), v.regex(/^[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*$/));

const changeShape = v.strictObject({
  /** `<table>/<key>`. */
  row: v.string(),
  /** Of the row's canonical JSON before and after; null where there is no such row. */
  from: v.nullable(digestShape),
  to: v.nullable(digestShape),
});

const entryShape = v.strictObject({
  schema: v.literal('stella.ledger-entry/v1'),
  sequence: countShape,
  /** Digest of the entry before it; null in the first. */
  previous: v.nullable(digestShape),
  at: timestampShape,
  actor: v.strictObject({ user: v.string(), host: v.string() }),
  tool: v.strictObject({ name: v.string(), version: v.string() }),
  action: actionShape,
  /** Names what was acted on: a kit's id, a fingerprint, a scan's id. */
  subject: v.string(),
  /** Digests of what was there before and after, where the action has such: the kit in force, a scan's manifest. */
  from: v.nullable(digestShape),
  to: v.nullable(digestShape),
  reason: v.nullable(v.string()),
  changes: v.array(changeShape),
});

export type LedgerEntry = v.InferOutput<typeof entryShape>;
export type RowChange = v.InferOutput<typeof changeShape>;

export const LEDGER_ENTRY_FORMAT: DocumentFormat<typeof entryShape> = {
  schemaName: 'stella.ledger-entry/v1',
  what: 'the ledger entry',
  shape: entryShape,
  code: 'STORE_CORRUPT',
};

/** An entry as it is stored: its place, the digest beside it, and its bytes. Nothing of it is checked. */
export interface StoredLedgerEntry {
  readonly sequence: number;
  readonly entryHash: string;
  readonly bytes: Uint8Array;
}

/** What is said of the end of the ledger beside it, so that its last entries cannot go unnoticed. */
export interface LedgerHead {
  readonly size: number;
  readonly entryHash: string;
}

/** The id of the ledger: 32 hex digits, made at random, the subject of its first entry. */
export const LEDGER_ID = /^[0-9a-f]{32}$/;

/** The origin of the ledger's checkpoints, and the name of their key. */
export function ledgerOrigin(ledgerId: string): string {
  return `stella-ops.org/ledger/${ledgerId}`;
}

/** The digest that the next entry names as `previous`: SHA-256 over the entry's bytes. */
export function entryHashOf(bytes: Uint8Array): Digest {
  return digestOf(bytes);
}

/** @throws StellaError STORE_CORRUPT, INPUT_INVALID or UNSUPPORTED_VERSION */
export function parseLedgerEntry(bytes: Uint8Array): LedgerEntry {
  return parseCanonicalDocument(LEDGER_ENTRY_FORMAT, bytes);
}
