/** Chance that is the same for the same seed. */

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** A whole number from 0 to below `bound` (mulberry32). */
  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** True once in `n` times. */
  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }
}

/** The chance of one case: of the run's seed, the target and the number of the case, so that each can be made again alone. */
export function caseRandom(seed: number, target: string, index: number): Random {
  let hash = 0x811c9dc5 ^ seed;
  for (const character of `${target}/${index}`) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return new Random(hash);
}
