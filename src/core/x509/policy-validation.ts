/**
 * Certificate policies along a path (RFC 5280 section 6.1), for a user who accepts any policy. Then the tree of section 6.1.2
 * need not be kept: it is null exactly when its lowest level is empty, so the level is all that there is (compare RFC 9618,
 * which replaces the tree, whose size grows exponentially, by a graph).
 */
import { ANY_POLICY, type PolicyExtensions } from './policy-extensions.ts';

/** What policy processing needs of a certificate. */
export interface PolicySubject {
  readonly policies: PolicyExtensions;
  readonly isSelfIssued: boolean;
}

/** Valid policies at a depth, each with the policies that the next certificate may state for it. */
type Level = ReadonlyMap<string, ReadonlySet<string>>;

interface PolicyState {
  level: Level;
  explicitPolicy: number;
  policyMapping: number;
  inhibitAnyPolicy: number;
}

/** Why the path has no valid policy although one is required, or undefined. `path` goes from below the anchor to the leaf. */
export function findPolicyFault(
  path: readonly PolicySubject[],
): { readonly index: number; readonly reason: string } | undefined {
  const none = path.length + 1;
  const state: PolicyState = {
    level: new Map([[ANY_POLICY, new Set([ANY_POLICY])]]),
    explicitPolicy: none,
    policyMapping: none,
    inhibitAnyPolicy: none,
  };
  for (const [index, subject] of path.entries()) {
    const isLeaf = index === path.length - 1;
    state.level = nextLevel(state, subject, isLeaf);
    if (state.explicitPolicy === 0 && state.level.size === 0) return { index, reason: NO_POLICY };
    if (isLeaf) return wrapUp(state, subject) ? undefined : { index, reason: NO_POLICY };
    if (hasAnyPolicyMapping(subject)) return { index, reason: 'it maps the special policy anyPolicy' };
    state.level = mappedLevel(state, subject);
    lowerCounters(state, subject);
  }
  return undefined;
}

const NO_POLICY = 'the path requires a certificate policy, and none is valid for all of it';

/** Section 6.1.3 (d) and (e). */
function nextLevel(state: PolicyState, { policies, isSelfIssued }: PolicySubject, isLeaf: boolean): Level {
  const next = new Map<string, ReadonlySet<string>>();
  const stated = policies.policies;
  if (stated === undefined) return next;
  const expected = new Set([...state.level.values()].flatMap((set) => [...set]));
  for (const policy of stated) {
    if (policy === ANY_POLICY) continue;
    if (expected.has(policy) || state.level.has(ANY_POLICY)) next.set(policy, new Set([policy]));
  }
  const mayStateAny = state.inhibitAnyPolicy > 0 || (!isLeaf && isSelfIssued);
  if (stated.has(ANY_POLICY) && mayStateAny) {
    for (const policy of expected) if (!next.has(policy)) next.set(policy, new Set([policy]));
  }
  return next;
}

/** Section 6.1.4 (b). */
function mappedLevel({ level, policyMapping }: PolicyState, { policies }: PolicySubject): Level {
  const mapped = new Map(level);
  for (const [issuerPolicy, subjectPolicies] of policies.mappings) {
    if (policyMapping === 0) mapped.delete(issuerPolicy);
    else if (level.has(issuerPolicy) || level.has(ANY_POLICY)) mapped.set(issuerPolicy, subjectPolicies);
  }
  return mapped;
}

/** Section 6.1.4 (a). */
function hasAnyPolicyMapping({ policies }: PolicySubject): boolean {
  return [...policies.mappings].some(([from, to]) => from === ANY_POLICY || to.has(ANY_POLICY));
}

/** Section 6.1.4 (h), (i) and (j). */
function lowerCounters(state: PolicyState, { policies, isSelfIssued }: PolicySubject): void {
  const step = isSelfIssued ? 0 : 1;
  const lower = (counter: number, limit = Number.POSITIVE_INFINITY) =>
    Math.min(Math.max(counter - step, 0), limit);
  state.explicitPolicy = lower(state.explicitPolicy, policies.requireExplicitPolicy);
  state.policyMapping = lower(state.policyMapping, policies.inhibitPolicyMapping);
  state.inhibitAnyPolicy = lower(state.inhibitAnyPolicy, policies.inhibitAnyPolicy);
}

/** Section 6.1.5 (a), (b) and (g). */
function wrapUp({ level, explicitPolicy }: PolicyState, { policies }: PolicySubject): boolean {
  const required = policies.requireExplicitPolicy === 0 ? 0 : Math.max(explicitPolicy - 1, 0);
  return required > 0 || level.size > 0;
}
