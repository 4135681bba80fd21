/** Everything in a store that can be seen, as a text of one line each: what must not change when a kit is refused. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../../src/core/digest/sha256.ts';
import { withStore } from './kits.ts';

const TABLES = [
  'kit',
  'active_kit',
  'feed_snapshot',
  'feed_snapshot_content',
  'feed_content',
  'advisory',
  'advisory_text',
  'package_advisory',
  'epss',
  'kev',
  'document',
  'trust_root',
  'scan',
  'manifest',
  'replay_log',
  'derived_replay_log',
  'proof_bundle',
  'scan_hold',
] as const;

export async function storeState(home: string): Promise<string> {
  // Opened for writing once, so that a table that was not there yet is there, empty.
  await withStore(home, () => undefined);
  const { default: SqliteDatabase } = await import('better-sqlite3');
  const database = new SqliteDatabase(join(home, 'scanner.db'), { readonly: true });
  const rows = TABLES.map((table) =>
    summaryOf(table, database.prepare(`SELECT * FROM ${table}`).raw().all()),
  );
  database.close();
  return [...rows, ...filesOf(home)].join('\n');
}

/** The count of a table's rows, and a digest of all that they say. */
function summaryOf(table: string, rows: readonly unknown[]): string {
  return `${table}: ${rows.length} rows, ${digestOf(new TextEncoder().encode(JSON.stringify(rows)))}`;
}

/** Blobs, trust roots and keys, by name and digest. */
function filesOf(home: string): string[] {
  return globSync('{blobs,trust,keys}/**', { cwd: home })
    .sort()
    .filter((name) => /\.[a-z]+$|[0-9a-f]{64}$/.test(name))
    .map((name) => `${name}: ${digestOf(new Uint8Array(readFileSync(join(home, name))))}`);
}

/** True while a staging folder holds anything. */
export function hasStaging(home: string): boolean {
  return existsSync(join(home, 'staging')) && globSync('staging/*', { cwd: home }).length > 0;
}
