/**
 * The rows that the ledger speaks for, each by its name `<table>/<key>` and the digest of its canonical JSON: the table's columns
 * under their own names, a BLOB as the digest of its bytes. What a feed snapshot is made of stands in its row as `contents`.
 */
import { type Digest, digestOf } from '../../core/digest/sha256.ts';
import { canonicalDigest } from '../../core/json/canonical-json.ts';
import type { JsonObject, JsonValue } from '../../core/json/json-value.ts';
import type { Database } from './database.ts';

interface TableSource {
  /** SQL of the row's key. */
  readonly key: string;
  /** SQL of what the key of a scope is held against, where that is not the row's own: one scan has many. */
  readonly scopeKey?: string;
  /** A column that is added to a table later goes here too; being NULL in every row before it, it changes no digest of theirs. */
  readonly columns: readonly string[];
  readonly where?: string;
}

/** Replays that gave another root hash than the recorded one: those that somebody may wish away. */
const MISMATCHES = {
  key: 'id',
  scopeKey: 'scan_id',
  columns: ['scan_id', 'manifest_hash', 'root_hash', 'expected_root_hash', 'replayed_at', 'duration_ms'],
  where: 'deterministic = 0',
} as const;

/** Replays that gave the recorded root hash, and derived manifests, are not spoken for. */
const TABLES = {
  active_kit: {
    key: 'id',
    columns: [
      'kit_digest',
      'activated_at',
      'forced_reason',
      'sequence_floor',
      'rolled_back_from',
      'rollback_reason',
    ],
  },
  derived_replay_log: MISMATCHES,
  document: {
    key: "kind || '/' || name || '@' || version",
    columns: [
      'kind',
      'name',
      'version',
      'digest',
      'size',
      'origin',
      'added_at',
      'kit_digest',
      'is_withdrawn',
    ],
  },
  feed_snapshot: {
    key: 'feed_hash',
    columns: [
      'feed_hash',
      'captured_at',
      'imported_at',
      'kit_id',
      'descriptor',
      `(SELECT json_group_array(json_object('content_digest', digest, 'excluded', excluded, 'kind', kind, 'records', records, 'source_name', source_name))
        FROM (SELECT * FROM feed_snapshot_content JOIN feed_content USING (content_id)
              WHERE feed_hash = feed_snapshot.feed_hash ORDER BY source_name)) AS contents`,
    ],
  },
  kit: {
    key: 'kit_digest',
    columns: [
      'kit_digest',
      'kit_id',
      'sequence',
      'created_at',
      'expires_at',
      'feed_hash',
      'signers',
      'imported_at',
      'envelope',
    ],
  },
  manifest: {
    key: 'manifest_hash',
    columns: [
      'manifest_hash',
      'scan_id',
      'kind',
      'sbom_hash',
      'rules_hash',
      'policy_hash',
      'feed_hash',
      'created_at',
      'document',
      'root_hash',
      'score_hash',
      'score',
      'severity',
      'verdict',
      'findings_count',
      'derivation',
    ],
    where: "kind = 'original'",
  },
  proof_bundle: {
    key: 'id',
    scopeKey: 'scan_id',
    columns: [
      'scan_id',
      'manifest_hash',
      'root_hash',
      'bundle_hash',
      'bundle_size_bytes',
      'keyid',
      'origin',
      'created_at',
    ],
  },
  replay_log: MISMATCHES,
  scan: {
    key: 'scan_id',
    columns: ['scan_id', 'manifest_hash', 'scanned_at', 'recorded_at', 'imported_bundle', 'environment'],
  },
  scan_hold: { key: 'scan_id', columns: ['scan_id', 'reason', 'held_at'] },
  trust_root: {
    key: 'fingerprint',
    columns: ['fingerprint', 'kind', 'pem', 'origin', 'added_at', 'kit_digest'],
  },
} as const satisfies Record<string, TableSource>;

export type RecordedTable = keyof typeof TABLES;

/** A table whole, or the rows of a key. */
export interface RowScope {
  readonly table: RecordedTable;
  readonly key?: string;
}

/** Every table whole. */
export const ALL_TABLES: readonly RowScope[] = (Object.keys(TABLES) as RecordedTable[]).map((table) => ({
  table,
}));

/** The rows of `scopes` as they are now. */
export function rowDigests(database: Database, scopes: readonly RowScope[]): Map<string, Digest> {
  const digests = new Map<string, Digest>();
  for (const { table, key } of scopes) {
    for (const { row_key, ...row } of rowsOf(database, table, key))
      digests.set(`${table}/${String(row_key)}`, canonicalDigest(rowJson(row)));
  }
  return digests;
}

function rowsOf(
  database: Database,
  table: RecordedTable,
  key: string | undefined,
): Iterable<Record<string, unknown>> {
  const { key: rowKey, scopeKey = rowKey, columns, where }: TableSource = TABLES[table];
  const conditions = [
    ...(where === undefined ? [] : [where]),
    ...(key === undefined ? [] : [`${scopeKey} = ?`]),
  ];
  const sql = `SELECT ${rowKey} AS row_key, ${columns.join(', ')} FROM ${table}${
    conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
  }`;
  const select = database.prepare<unknown[], Record<string, unknown>>(sql);
  return key === undefined ? select.iterate() : select.iterate(key);
}

/** Columns that are NULL are left out. */
function rowJson(row: Record<string, unknown>): JsonObject {
  const present = Object.entries(row).filter(([, value]) => value !== null);
  return Object.fromEntries(
    present.map(([column, value]) => [
      column,
      column === 'contents' ? JSON.parse(String(value)) : columnJson(value),
    ]),
  );
}

/** What an edited file may hold beside what the schema allows is still a value: it only has to differ. */
function columnJson(value: unknown): JsonValue {
  if (value instanceof Uint8Array) return digestOf(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return typeof value === 'string' ? value.toWellFormed() : null;
}
