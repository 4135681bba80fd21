/** Metrics in the Prometheus text format, version 0.0.4. */
import promClient from 'prom-client';
import type { Metric } from '../../app/audit/measure-store.ts';

/** Metrics without a sample are left out: a help text alone tells nothing. */
export async function renderMetrics(metrics: readonly Metric[]): Promise<string> {
  const registry = new promClient.Registry();
  for (const { name, help, type, samples } of metrics) {
    if (samples.length === 0) continue;
    const values = samples.map(({ name: metricName = name, labels = {}, value }) => ({
      metricName,
      labels,
      value,
    }));
    // The values are totals from the store. The classes of prom-client only count what they see themselves, so what it is asked
    // for is the format: it takes whatever answers `get`.
    const metric = { name, help, type, get: async () => await Promise.resolve({ name, help, type, values }) };
    registry.registerMetric(metric as unknown as promClient.Metric);
  }
  return await registry.metrics();
}
