/** The runbook's queries (its appendix A), in SQLite's spelling, as docs/store.md shows them for the `sqlite3` program. */
import type {
  AuditQueries,
  BundleDayRow,
  ManifestHistoryRow,
  MismatchRow,
  NondeterministicRow,
} from '../../app/ports/audit-queries.ts';
import type { Database } from './database.ts';

export class SqliteAuditQueries implements AuditQueries {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  manifestHistory(scanId: string): readonly ManifestHistoryRow[] {
    return this.#database
      .prepare<[string], ManifestHistoryRow>(
        `SELECT scan_id AS scanId, manifest_hash AS manifestHash, sbom_hash AS sbomHash, rules_hash AS rulesHash,
           policy_hash AS policyHash, feed_hash AS feedHash, created_at AS createdAt
         FROM manifest WHERE scan_id = ? ORDER BY created_at DESC, manifest_hash`,
      )
      .all(scanId);
  }

  nondeterministic(): readonly NondeterministicRow[] {
    return this.#database
      .prepare<[], NondeterministicRow>(
        `SELECT scan_id AS scanId, COUNT(DISTINCT root_hash) AS uniqueHashes, MIN(replayed_at) AS firstReplay,
           MAX(replayed_at) AS lastReplay
         FROM replay_log GROUP BY scan_id HAVING COUNT(DISTINCT root_hash) > 1 ORDER BY scan_id`,
      )
      .all();
  }

  mismatches(): readonly MismatchRow[] {
    return this.#database
      .prepare<[], MismatchRow>(
        `SELECT scan_id AS scanId, manifest_hash AS manifestHash, expected_root_hash AS expectedRootHash,
           root_hash AS rootHash, COUNT(*) AS replays, MIN(replayed_at) AS firstReplay, MAX(replayed_at) AS lastReplay
         FROM (SELECT * FROM replay_log UNION ALL SELECT * FROM derived_replay_log)
         WHERE deterministic = 0
         GROUP BY scan_id, manifest_hash, expected_root_hash, root_hash
         ORDER BY scan_id, manifest_hash, expected_root_hash, root_hash`,
      )
      .all();
  }

  bundlesByDay(after: string): readonly BundleDayRow[] {
    return this.#database
      .prepare<[string], BundleDayRow>(
        `SELECT date(created_at) AS day, COUNT(*) AS bundlesCreated, AVG(bundle_size_bytes) AS avgSize,
           SUM(bundle_size_bytes) AS totalSize
         FROM proof_bundle WHERE created_at > ? GROUP BY date(created_at) ORDER BY day DESC`,
      )
      .all(after);
  }
}
