/** The number that each value of a metric stands for in the equations of CVSS v2 and v3. */
import { StellaError } from '../errors.ts';
import { type Decimal, decimal } from './decimal.ts';
import { type MetricDefinition, type Metrics, metricValue } from './vector.ts';

/** A metric's values and their weights, in the order of the specification's table. */
export type Weights = ReadonlyMap<string, Decimal>;

/** Weights from their literals: `weights({ L: '0.77', H: '0.44' })`. */
export function weights(literals: Readonly<Record<string, string>>): Weights {
  return new Map(Object.entries(literals).map(([value, literal]) => [value, decimal(literal)]));
}

/** A metric that takes the values which have a weight. */
export function weighted(name: string, table: Weights): MetricDefinition {
  return [name, [...table.keys()]];
}

/** The weight of the value that the metric `name` has. */
export function weightOf(metrics: Metrics, name: string, table: Weights): Decimal {
  const weight = table.get(metricValue(metrics, name));
  if (weight === undefined) throw new StellaError('INTERNAL', `no weight for the CVSS metric ${name}`);
  return weight;
}
