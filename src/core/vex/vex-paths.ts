/**
 * VEX about a component as a part of others. A library may be used twice: "not affected in A" says nothing of its use
 * by B. So the uses are followed from the component upwards, and it is suppressed when on each way up there is an
 * element whose statements say so.
 */
import { compareUtf8 } from '../encoding/order.ts';
import { isSuppressing, type VexStatement } from './statement.ts';
import type { VexScope } from './vex-scope.ts';

/** The statements about a component in one of its places. */
export interface PathStatements {
  /** The component's reference there, or null. */
  readonly place: string | null;
  /** They hold whoever uses it. */
  readonly direct: readonly VexStatement[];
  /** They hold for it as a part of another component that is in the SBOM, however they are connected. */
  readonly parts: readonly VexStatement[];
  /** They hold for its uses by way of the element with this reference. */
  readonly byWay: ReadonlyMap<string, readonly VexStatement[]>;
}

/**
 * The statement that suppresses the component in this place, the first by ref where several do; null where none does.
 * Where the SBOM says nothing of who uses the component, a statement about it as a part of another one that is in the
 * SBOM too is taken at its word.
 */
export function suppressingOnEveryPath(
  { place, direct, parts, byWay }: PathStatements,
  scope: VexScope,
): VexStatement | null {
  const own = suppressingOf(direct);
  if (byWay.size === 0 && parts.length === 0) return own;
  if (place === null || scope.wholesOf(place).length === 0) return suppressingOf([...direct, ...parts]);
  const found: VexStatement[] = [];
  const seen = new Set([place]);
  // A set keeps its order and may grow while it is walked.
  for (const ref of seen) {
    const here = byWay.get(ref);
    const wholes = here === undefined ? scope.wholesOf(ref) : [];
    if (here === undefined && wholes.length > 0) {
      for (const whole of wholes) seen.add(whole);
      continue;
    }
    const suppressing = here === undefined ? own : suppressingOf([...direct, ...here]);
    if (suppressing === null) return null;
    found.push(suppressing);
  }
  // Nothing found: the uses go in a circle, which no statement breaks.
  return found.sort(byRef)[0] ?? own;
}

/** The statements of those elements that use what stands in `place`, at any distance. */
export function onTheWay<T>(
  place: string | null,
  byWay: ReadonlyMap<string, T>,
  scope: VexScope,
): ReadonlyMap<string, T> {
  if (byWay.size === 0 || place === null) return new Map();
  const seen = new Set([place]);
  for (const ref of seen) for (const whole of scope.wholesOf(ref)) seen.add(whole);
  return new Map([...byWay].filter(([ref]) => seen.has(ref)));
}

/** The order in which statements are named. */
export function byRef(a: VexStatement, b: VexStatement): number {
  return compareUtf8(a.ref, b.ref) || compareUtf8(a.reason, b.reason);
}

/** The first by ref of the latest statements, if all of these suppress. */
function suppressingOf(statements: readonly VexStatement[]): VexStatement | null {
  const latest = statements.reduce((time, each) => Math.max(time, timeOf(each)), Number.NEGATIVE_INFINITY);
  const current = statements.filter((each) => timeOf(each) === latest);
  if (!current.every(({ status }) => isSuppressing(status))) return null;
  return [...current].sort(byRef)[0] ?? null;
}

function timeOf({ timestampMs }: VexStatement): number {
  return timestampMs ?? Number.NEGATIVE_INFINITY;
}
