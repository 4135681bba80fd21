/**
 * Name constraints (RFC 5280 section 4.2.1.10): a CA's names must lie within its permitted subtrees and outside the excluded
 * ones. What cannot be compared is refused: a constraint must never pass because its reader did not understand a name.
 */

import {
  contextTag,
  DER_TAG,
  type DerElement,
  DerFields,
  derChildren,
  derError,
  parseDer,
  primitiveContextTag,
} from '../encoding/der.ts';
import { derCount } from '../encoding/der-values.ts';
import { limit } from '../limits.ts';
import type { DistinguishedName } from './distinguished-name.ts';
import { type GeneralName, parseGeneralName } from './general-name.ts';
import { isComparableName, isSubtreeBase, isWildcardOver, isWithinSubtree } from './name-subtrees.ts';

export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

/** What a certificate is called: its subject, the names in subjectAltName, and whether it has that extension at all. */
export interface SubjectNames {
  readonly subject: DistinguishedName;
  readonly subjectAltNames: readonly GeneralName[] | undefined;
}

/** Comparisons of a name with a constraint in one verification: both lists are as long as a hostile CA likes. */
export const NAME_COMPARISONS_MAX = limit('nameComparisons');

/** What is left of them. */
export interface ComparisonBudget {
  comparisonsLeft: number;
}

/**
 * Reads the extension's value. Subtrees have no `minimum` but 0 and no `maximum`, and there is at least one.
 * @throws StellaError INPUT_INVALID
 */
export function parseNameConstraints(value: Uint8Array): NameConstraints {
  const fields = new DerFields(parseDer(value));
  const permitted = fields.takeOptional(contextTag(0));
  const excluded = fields.takeOptional(contextTag(1));
  fields.end();
  if (permitted === undefined && excluded === undefined) throw derError('name constraints without a subtree');
  return { permitted: parseSubtrees(permitted), excluded: parseSubtrees(excluded) };
}

/** Why `names` break the constraints, or undefined when they keep them. Never throws. */
export function findConstraintBreach(
  names: SubjectNames,
  constraints: NameConstraints,
  budget: ComparisonBudget,
): string | undefined {
  const constrained = constrainedNames(names);
  const bases = constraints.permitted.length + constraints.excluded.length;
  budget.comparisonsLeft -= constrained.length * bases;
  if (budget.comparisonsLeft < 0) return 'there are more names and name constraints than are compared';
  for (const name of constrained) {
    const breach = findBreach(name, constraints);
    if (breach !== undefined) return breach;
  }
  return undefined;
}

function parseSubtrees(list: DerElement | undefined): readonly GeneralName[] {
  if (list === undefined) return [];
  const subtrees = derChildren(list).map((subtree) => {
    const fields = new DerFields(subtree, DER_TAG.sequence);
    const base = parseGeneralName(fields.take());
    // DER leaves out the default minimum 0, so a minimum that is there is another; RFC 5280 allows neither it nor a maximum.
    const minimum = fields.takeOptional(primitiveContextTag(0));
    if (minimum !== undefined)
      throw derError(`a name constraint with minimum ${derCount(minimum, minimum.tag)}`);
    fields.end();
    if (!isSubtreeBase(base)) throw derError(`a name constraint of an improper form: ${describeName(base)}`);
    return base;
  });
  if (subtrees.length === 0) throw derError('name constraints with an empty list of subtrees');
  return subtrees;
}

/** Section 4.2.1.10: the subject unless it is empty, every alternative name, and without any of those the subject's mailboxes. */
function constrainedNames({ subject, subjectAltNames }: SubjectNames): readonly GeneralName[] {
  const directory: readonly GeneralName[] =
    subject.rdns.length === 0 ? [] : [{ kind: 'directory', name: subject }];
  const emails = subject.emailAddresses.map((text): GeneralName => ({ kind: 'email', text }));
  return [...directory, ...(subjectAltNames ?? emails)];
}

function findBreach(name: GeneralName, { permitted, excluded }: NameConstraints): string | undefined {
  const isOfKind = (base: GeneralName): boolean =>
    base.kind === name.kind && (base.kind !== 'other' || name.kind !== 'other' || base.tag === name.tag);
  const sameKindPermitted = permitted.filter(isOfKind);
  const sameKindExcluded = excluded.filter(isOfKind);
  if (sameKindPermitted.length + sameKindExcluded.length === 0) return undefined;
  if (!isComparableName(name))
    return `${describeName(name)} cannot be compared with the name constraints on its kind`;
  if (sameKindExcluded.some((base) => isWithinSubtree(name, base) || isWildcardOver(name, base))) {
    return `${describeName(name)} is within an excluded subtree`;
  }
  if (sameKindPermitted.length > 0 && !sameKindPermitted.some((base) => isWithinSubtree(name, base))) {
    return `${describeName(name)} is outside the permitted subtrees`;
  }
  return undefined;
}

function describeName(name: GeneralName): string {
  if (name.kind === 'directory') return 'the directory name';
  if (name.kind === 'ip') return `the IP address ${Array.from(name.bytes).join('.')}`;
  return name.kind === 'other'
    ? 'a name of another kind'
    : `the ${name.kind} name ${JSON.stringify(name.text.slice(0, 80))}`;
}
