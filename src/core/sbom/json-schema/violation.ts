/** Why a value does not meet a schema, and where in the value. */
import type { JsonValue } from '../../json/json-value.ts';

export interface Violation {
  /** What was received and what was expected; untrusted text in it is quoted. */
  readonly problem: string;
  /** Member names and indices, innermost first: each level adds its own on the way out. */
  readonly path: (string | number)[];
}

/** A test of one value; null when it passes. */
export type Check = (value: JsonValue) => Violation | null;

export function violation(problem: string): Violation {
  return { problem, path: [] };
}

/** The violation of a member or item, as seen from its container. */
export function inside(step: string | number, inner: Violation): Violation {
  inner.path.push(step);
  return inner;
}

/** RFC 6901; the empty pointer is the whole value. */
export function jsonPointer(path: readonly (string | number)[]): string {
  return path
    .toReversed()
    .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
