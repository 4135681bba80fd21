import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { smallestSets, subsetsOfSize } from '../../../../src/core/drift/smallest-sets.ts';

/** Asks one question, of a function of the set of changes. */
function causesOf(
  names: readonly string[],
  holds: (changed: ReadonlySet<string>) => boolean,
): { sets: unknown; evaluations: number } {
  let evaluations = 0;
  const answers = smallestSets(names, [{ key: 'q', holds }], (changed) => {
    evaluations++;
    return new Set(changed);
  });
  return { sets: answers.get('q'), evaluations };
}

describe('smallestSets', () => {
  test('finds the one change that suffices', () => {
    assert.deepEqual(causesOf(['a', 'b', 'c'], (set) => set.has('b')).sets, [['b']]);
  });

  test('needs no evaluation for a single change', () => {
    assert.deepEqual(
      causesOf(['a'], (set) => set.has('a')),
      { sets: [['a']], evaluations: 0 },
    );
  });

  test('finds two changes that have their effect only together', () => {
    assert.deepEqual(causesOf(['a', 'b', 'c'], (set) => set.has('a') && set.has('c')).sets, [['a', 'c']]);
  });

  test('names both of two changes that suffice each by itself', () => {
    assert.deepEqual(causesOf(['a', 'b', 'c'], (set) => set.has('a') || set.has('c')).sets, [['a'], ['c']]);
  });

  test('finds the smaller set where leaving out one after the other would miss it', () => {
    // All three give it and so does a alone, but no two do: from all three nothing can be left out.
    const holds = (set: ReadonlySet<string>) => set.size === 3 || (set.size === 1 && set.has('a'));
    assert.deepEqual(causesOf(['a', 'b', 'c'], holds).sets, [['a']]);
  });

  test('names all changes when nothing smaller suffices, after trying every set', () => {
    const names = ['a', 'b', 'c', 'd'];
    assert.deepEqual(
      causesOf(names, (set) => set.size === 4),
      { sets: [names], evaluations: 14 },
    );
  });

  test('stops as soon as every question is answered', () => {
    const names = [...'abcdefghi'];
    assert.deepEqual(causesOf(names, (set) => set.has('i')).evaluations, 9);
  });
});

describe('subsetsOfSize', () => {
  test('gives each subset once, in order', () => {
    assert.deepEqual(
      [...subsetsOfSize(['a', 'b', 'c'], 2)],
      [
        ['a', 'b'],
        ['a', 'c'],
        ['b', 'c'],
      ],
    );
    assert.deepEqual([...subsetsOfSize(['a'], 2)], []);
    assert.deepEqual([...subsetsOfSize(['a'], 0)], [[]]);
  });
});
