/** The upkeep of the database file. */
import { statSync } from 'node:fs';
import { isStellaError } from '../../core/errors.ts';
import type { Database } from './database.ts';
import { guarded } from './guard.ts';
import { schemaDifferences } from './schema-comparison.ts';

/**
 * Cuts the log, and writes the file anew without its free pages where these are this share of it or more. Null when others hold
 * the store.
 */
export function compact(
  database: Database,
  minFreeShare: number,
): { bytesBefore: number; bytesAfter: number } | null {
  const bytesBefore = sizeOf(database);
  try {
    guarded(database, () => {
      if (freeShare(database) >= minFreeShare) database.exec('VACUUM');
      database.pragma('wal_checkpoint(TRUNCATE)');
    });
  } catch (error) {
    // The file is written anew beside itself: where there is no room for that, it stays as it is.
    if (isStellaError(error) && (error.code === 'STORE_BUSY' || error.code === 'STORAGE_FULL')) return null;
    throw error;
  }
  return { bytesBefore, bytesAfter: sizeOf(database) };
}

const MAX_DAMAGES = 100;

/** What the replays that are still there add to the totals, which keep those of scans that are gone too. */
const REPLAYS =
  '(SELECT deterministic, duration_ms FROM replay_log UNION ALL SELECT deterministic, duration_ms FROM derived_replay_log)';
const LEAST_TOTALS = `
  SELECT 'score_replay_determinism_failure' AS name, count(*) AS least FROM ${REPLAYS} WHERE deterministic = 0
  UNION ALL SELECT 'score_replay_duration_ms_sum', ifnull(sum(duration_ms), 0) FROM ${REPLAYS}
  UNION ALL SELECT 'score_replay_duration_ms_le', count(*) FROM ${REPLAYS}`;
const TOTALS = `
  SELECT CASE WHEN name LIKE 'score#_replay#_duration#_ms#_le#_%' ESCAPE '#' THEN 'score_replay_duration_ms_le' ELSE name END AS name,
    sum(value) AS value
  FROM metric_total GROUP BY 1`;

/** Rows that cannot be as the program writes them, by the scan that they belong to or by their name. */
const CONTRADICTIONS = [
  {
    sql: `SELECT s.scan_id FROM scan s LEFT JOIN manifest m USING (manifest_hash)
          WHERE m.scan_id IS NOT s.scan_id OR m.kind IS NOT 'original'`,
    problem: 'a scan has no original manifest of its own',
  },
  ...['replay_log', 'derived_replay_log'].map((table) => ({
    sql: `SELECT r.scan_id FROM ${table} r LEFT JOIN manifest m USING (manifest_hash)
          WHERE r.deterministic IS NOT (r.root_hash = r.expected_root_hash) OR r.expected_root_hash IS NOT m.root_hash
             OR r.scan_id IS NOT m.scan_id`,
    problem: `a row of ${table} is not what its manifest says`,
  })),
  {
    sql: `SELECT b.scan_id FROM proof_bundle b LEFT JOIN manifest m USING (manifest_hash)
          WHERE b.root_hash IS NOT m.root_hash OR b.scan_id IS NOT m.scan_id`,
    problem: 'a row of proof_bundle is not what its manifest says',
  },
  {
    sql: `SELECT name FROM (${LEAST_TOTALS}) LEFT JOIN (${TOTALS}) USING (name) WHERE ifnull(value, 0) < least`,
    problem: 'a total of metric_total is less than the replays that it counts',
  },
  {
    sql: 'SELECT name FROM metric_total WHERE value < 0 OR value != round(value)',
    problem: 'a total of metric_total is no count',
  },
] as const;

/** What `PRAGMA integrity_check` and `foreign_key_check` find, tables that are not ours, and rows that contradict each other. */
export function damagesOf(database: Database): string[] {
  const found = database.pragma(`integrity_check(${MAX_DAMAGES})`) as { integrity_check: string }[];
  const orphans = database.pragma('foreign_key_check') as { table: string; parent: string }[];
  const contradictions = CONTRADICTIONS.flatMap(({ sql, problem }) =>
    database
      .prepare<[], string>(`${sql} LIMIT ${MAX_DAMAGES}`)
      .pluck()
      .all()
      .map((name) => `${problem} (${name})`),
  );
  return [
    ...found.map(({ integrity_check }) => integrity_check).filter((text) => text !== 'ok'),
    ...orphans
      .slice(0, MAX_DAMAGES)
      .map(({ table, parent }) => `a row of ${table} refers to no row of ${parent}`),
    ...schemaDifferences(database),
    ...contradictions,
  ];
}

function freeShare(database: Database): number {
  const pages = (pragma: string): number => database.pragma(pragma, { simple: true }) as number;
  return pages('freelist_count') / Math.max(1, pages('page_count'));
}

function sizeOf({ name }: Database): number {
  const log = statSync(`${name}-wal`, { throwIfNoEntry: false });
  return (statSync(name, { throwIfNoEntry: false })?.size ?? 0) + (log?.size ?? 0);
}
