/**
 * Which of several changes are to blame? Every set of them is tried, the smaller first, until each question is answered.
 *
 * Trying one change at a time is not enough: two changes may have an effect only together, or each the same effect, or undo
 * one another. Removing changes until nothing more can be removed (delta debugging) finds a set of which no single member
 * can be left out, but where changes undo one another a smaller one may lie inside. Only the whole lattice of subsets
 * answers exactly, and for the nine inputs that a score has it is small: 510 sets at the most, 14 for four changes, none
 * for one.
 */

/** Something that is not so without the changes, and is with all of them. */
export interface Question<Outcome> {
  readonly key: string;
  readonly holds: (outcome: Outcome) => boolean;
}

/** Sets of one size. Each suffices by itself; no smaller set does. */
export type SmallestSets<Name> = readonly (readonly Name[])[];

/**
 * For each question, by its key, all of the smallest sets of changes under which it holds; names in the order given.
 * @param names the changes. Under none of them no question holds, under all of them every one does: neither is evaluated
 * @param evaluate the outcome when exactly these changes are made
 */
export function smallestSets<Name, Outcome>(
  names: readonly Name[],
  questions: readonly Question<Outcome>[],
  evaluate: (changes: readonly Name[]) => Outcome,
): ReadonlyMap<string, SmallestSets<Name>> {
  const answers = new Map<string, SmallestSets<Name>>();
  let open = questions;
  for (let size = 1; size < names.length && open.length > 0; size++) {
    const found = new Map<string, Name[][]>();
    for (const changes of subsetsOfSize(names, size)) {
      const outcome = evaluate(changes);
      for (const { key, holds } of open) {
        if (holds(outcome)) found.set(key, [...(found.get(key) ?? []), changes]);
      }
    }
    for (const [key, sets] of found) answers.set(key, sets);
    open = open.filter(({ key }) => !found.has(key));
  }
  for (const { key } of open) answers.set(key, [names]);
  return answers;
}

/** Every subset of this size, in lexicographic order of positions; members in the order given. */
export function* subsetsOfSize<T>(items: readonly T[], size: number): Generator<T[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let i = 0; i + size <= items.length; i++) {
    for (const rest of subsetsOfSize(items.slice(i + 1), size - 1)) yield [items[i] as T, ...rest];
  }
}
