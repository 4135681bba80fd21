/**
 * CVSS vector strings, `METRIC:VALUE` joined by `/`, read by the grammar of their version. What the grammar does not
 * allow is an error and never skipped: a vector that is read half is a wrong score.
 */

import { StellaError } from '../errors.ts';
import { limit } from '../limits.ts';

/** A metric's name and the values that it takes. */
export type MetricDefinition = readonly [name: string, values: readonly string[]];

/** What a version's vector strings look like. */
export interface VectorGrammar {
  /** Says the version, `CVSS:3.1/`; empty for v2, which has none. */
  readonly prefix: string;
  readonly mandatory: readonly MetricDefinition[];
  readonly optional: readonly MetricDefinition[];
  /** Whether metrics stand in the order of the definitions (v4), or in any (v2, v3). */
  readonly isOrdered: boolean;
  /** The value that an optional metric has when it is left out. */
  readonly notDefined: 'ND' | 'X';
}

/** The value of every metric of the grammar. */
export type Metrics = ReadonlyMap<string, string>;

/** No valid vector is nearly as long: v4 with all its metrics has 220 characters. */
const MAX_LENGTH = limit('cvssVectorLength');

/**
 * The metrics of `vector`, those left out as not defined.
 * @throws StellaError INPUT_INVALID for an unknown, repeated, missing or misplaced metric and an unknown value
 */
export function parseVector(vector: string, grammar: VectorGrammar): Metrics {
  if (vector.length > MAX_LENGTH) throw invalid(vector, `it has more than ${MAX_LENGTH} characters`);
  const definitions = [...grammar.mandatory, ...grammar.optional];
  const given = new Map<string, string>();
  let position = -1;
  for (const part of vector.slice(grammar.prefix.length).split('/')) {
    const [name, value] = parseMetric(part, definitions, vector);
    if (given.has(name)) throw invalid(vector, `the metric ${name} is given twice`);
    const at = definitions.findIndex(([known]) => known === name);
    if (grammar.isOrdered && at < position) throw invalid(vector, `the metric ${name} is out of order`);
    position = at;
    given.set(name, value);
  }
  const missing = grammar.mandatory.find(([name]) => !given.has(name));
  if (missing !== undefined) throw invalid(vector, `the mandatory metric ${missing[0]} is missing`);
  return new Map(definitions.map(([name]) => [name, given.get(name) ?? grammar.notDefined]));
}

function parseMetric(
  part: string,
  definitions: readonly MetricDefinition[],
  vector: string,
): readonly [string, string] {
  const colon = part.indexOf(':');
  const name = part.slice(0, Math.max(colon, 0));
  const definition = definitions.find(([known]) => known === name);
  if (definition === undefined) throw invalid(vector, `${shown(part)} is no metric of this version`);
  const value = part.slice(colon + 1);
  if (!definition[1].includes(value))
    throw invalid(vector, `${name} takes ${definition[1].join(', ')}, not ${shown(value)}`);
  return [name, value];
}

/** True when one of `definitions` has a value in `metrics`. */
export function isAnyDefined(
  metrics: Metrics,
  definitions: readonly MetricDefinition[],
  grammar: VectorGrammar,
): boolean {
  return definitions.some(([name]) => metricValue(metrics, name) !== grammar.notDefined);
}

/** The value of the metric `name`, which the version's grammar has. */
export function metricValue(metrics: Metrics, name: string): string {
  const value = metrics.get(name);
  if (value === undefined) throw new StellaError('INTERNAL', `no CVSS metric ${name} in this version`);
  return value;
}

/** An error about `vector`, with the reason. */
export function invalid(vector: string, reason: string): StellaError {
  return new StellaError('INPUT_INVALID', `not a CVSS vector: ${shown(vector)}: ${reason}`);
}

function shown(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
