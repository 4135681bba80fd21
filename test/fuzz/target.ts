/** What is fuzzed: good input, ways to change it, and a judge who knows what may never be accepted. */
import type { Random } from './random.ts';

/** Either the code with which the program refused, or `accepted`. */
export type Outcome = string;

/** Thrown by a judge: the program accepted what it must not. */
export class WrongAcceptance extends Error {}

export interface FuzzTarget {
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  /** A changed copy; now and then the same. */
  mutate(seed: Uint8Array, random: Random): Uint8Array;
  /**
   * Lets the program judge the bytes. StellaErrors are outcomes; whatever else is thrown is a finding.
   * @throws WrongAcceptance
   */
  judge(bytes: Uint8Array): Promise<Outcome> | Outcome;
  /** The same through the program itself: arguments for a file that holds the bytes. Null where no command reads such a file. */
  readonly command: CommandLine | null;
}

export interface CommandLine {
  /** Writes what the command needs into `folder`, once. */
  setUp?(folder: string): Promise<void> | void;
  /** The arguments; `file` lies in `folder`, which is the working directory, and `home` below it is the store. */
  args(file: string): readonly string[];
  /** Whether exit status and code must be those of the judge. */
  readonly isSameAnswer: boolean;
}

export function expectSame(what: string, received: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(received), JSON.stringify(expected)];
  if (a !== b)
    throw new WrongAcceptance(
      `accepted with another ${what}: ${a?.slice(0, 200)}, expected ${b?.slice(0, 200)}`,
    );
}
