/** Small changes of bytes, for property tests. */
import fc from 'fast-check';

export interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: Uint8Array;
}

/** One to four places, each with what is put there instead of so many bytes. */
export const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.record({ at: fc.nat(0xffff), remove: fc.nat(3), insert: fc.uint8Array({ maxLength: 3 }) }),
  { minLength: 1, maxLength: 4 },
);

export function mutate(bytes: Uint8Array, changes: readonly Edit[]): Uint8Array {
  return changes.reduce((current, { at, remove, insert }) => {
    const place = at % (current.length + 1);
    return Uint8Array.of(...current.subarray(0, place), ...insert, ...current.subarray(place + remove));
  }, bytes);
}

export function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
