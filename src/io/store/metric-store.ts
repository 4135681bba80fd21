/** Totals that outlive the rows they were counted from. Replays are counted by triggers, in the transaction that records them. */
import type { MetricStore, ReplayDurations, VerificationCounts } from '../../app/ports/metrics.ts';
import { REPLAY_DURATION_BOUNDS_MS } from '../../core/metrics/replay-durations.ts';
import type { Database } from './database.ts';

const VERIFIED = 'proof_verification_success';
const REFUSED = 'proof_verification_failure';

export class SqliteMetricStore implements MetricStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  countVerifications({ verified, failed }: VerificationCounts): void {
    const add = this.#database.prepare(
      `INSERT INTO metric_total (name, value) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET value = value + excluded.value`,
    );
    this.#database
      .transaction(() => {
        add.run(VERIFIED, verified);
        add.run(REFUSED, failed);
      })
      .immediate();
  }

  verifications(): VerificationCounts {
    return { verified: this.#total(VERIFIED), failed: this.#total(REFUSED) };
  }

  replayDurations(): ReplayDurations {
    const bounds = [...REPLAY_DURATION_BOUNDS_MS.map(String), 'inf'];
    return {
      counts: bounds.map((bound) => this.#total(`score_replay_duration_ms_le_${bound}`)),
      sumMs: this.#total('score_replay_duration_ms_sum'),
    };
  }

  determinismFailures(): number {
    return this.#total('score_replay_determinism_failure');
  }

  manifestStorageBytes(): number {
    const size = this.#database
      .prepare<[], number | null>(
        `SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND name IN
           (SELECT name FROM sqlite_schema WHERE tbl_name = 'manifest')`,
      )
      .pluck();
    return size.get() ?? 0;
  }

  #total(name: string): number {
    const select = this.#database
      .prepare<[string], number>('SELECT value FROM metric_total WHERE name = ?')
      .pluck();
    return select.get(name) ?? 0;
  }
}
