/** What there is to watch about a store: replays, verifications, its size, and how old its kit and feeds are. */
import { REPLAY_DURATION_BOUNDS_MS } from '../../core/metrics/replay-durations.ts';
import type { Clock } from '../ports/clock.ts';
import type { MetricStore } from '../ports/metrics.ts';
import type { Store } from '../ports/store.ts';

/** A sample of a metric. */
export interface MetricSample {
  /** Where it is not the metric's: a histogram's samples have names of their own. */
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly samples: readonly MetricSample[];
}

/** Counters are there from the first time on, at 0: a rise from nothing would not be seen. Ages are there once there is a kit. */
export function measureStore({ metrics, kits, feeds, ledger }: Store, clock: Pick<Clock, 'now'>): Metric[] {
  const now = Date.parse(clock.now());
  const { verified, failed } = metrics.verifications();
  const kit = kits.active();
  const feed = feeds.active();
  const sources = feed === null ? [] : (feeds.descriptor(feed.digest)?.sources ?? []);
  const ageSeconds = (time: string): number => (now - Date.parse(time)) / 1000;
  return [
    replayDurations(metrics),
    counter(
      'score_replay_determinism_failures_total',
      'Replays that gave another root hash than the one recorded.',
      metrics.determinismFailures(),
    ),
    counter(
      'proof_verification_total',
      'Verifications of proof bundles with proof verify --record.',
      verified + failed,
    ),
    counter('proof_verification_success_total', 'Of these, bundles that were verified.', verified),
    counter('proof_verification_failures_total', 'Of these, bundles that were not verified.', failed),
    gauge('manifest_storage_size_bytes', 'Size of the table of manifests with its indexes.', [
      { value: metrics.manifestStorageBytes() },
    ]),
    gauge('stella_ledger_entries', 'Entries of the ledger.', [{ value: ledger.head()?.size ?? 0 }]),
    gauge(
      'stella_kit_age_seconds',
      'Time since the active offline kit was made.',
      kit === null ? [] : [{ labels: { kit: kit.kitId }, value: ageSeconds(kit.createdAt) }],
    ),
    gauge(
      'stella_kit_expires_in_seconds',
      'Time until the active offline kit expires, negative once it has.',
      kit === null || kit.expiresAt === null
        ? []
        : [{ labels: { kit: kit.kitId }, value: -ageSeconds(kit.expiresAt) }],
    ),
    gauge(
      'stella_feed_age_seconds',
      'Time since each source of the active feed snapshot was captured.',
      sources.map(({ name, capturedAt }) => ({ labels: { source: name }, value: ageSeconds(capturedAt) })),
    ),
  ];
}

function replayDurations(metrics: MetricStore): Metric {
  const { counts, sumMs } = metrics.replayDurations();
  const name = 'score_replay_duration_ms';
  const bounds = [...REPLAY_DURATION_BOUNDS_MS.map(String), '+Inf'];
  let below = 0;
  const buckets = bounds.map((le, i): MetricSample => {
    below += counts[i] ?? 0;
    return { name: `${name}_bucket`, labels: { le }, value: below };
  });
  return {
    name,
    help: 'Time that a replay of a score took, in milliseconds.',
    type: 'histogram',
    samples: [...buckets, { name: `${name}_sum`, value: sumMs }, { name: `${name}_count`, value: below }],
  };
}

function counter(name: string, help: string, value: number): Metric {
  return { name, help, type: 'counter', samples: [{ value }] };
}

function gauge(name: string, help: string, samples: readonly MetricSample[]): Metric {
  return { name, help, type: 'gauge', samples };
}
