/**
 * What came of recomputing a bundle's score from its own inputs, found out before the checks run: the engine is large, and
 * loaded only when a replay is asked for.
 */
import type { StellaError } from '../errors.ts';

/** How many questions the engine asked, and what the proofs answered. */
export interface ReplayFacts {
  /** `stella-score 1` */
  readonly engine: string;
  /** Keys of the package index that are proven to be in it, and not to be. */
  readonly packages: { readonly present: number; readonly absent: number };
  /** OSV records of those packages. */
  readonly advisories: number;
  /** CVE ids that are proven to have an EPSS row, and none. */
  readonly epss: { readonly present: number; readonly absent: number };
  readonly kev: { readonly present: number; readonly absent: number };
}

export type ReplayEvidence =
  /** Every question was answered by a proof, and the same score came out. */
  | { readonly status: 'same'; readonly facts: ReplayFacts }
  | { readonly status: 'failed'; readonly error: StellaError }
  /** The manifest or the score could not be read: the checks of those say why. */
  | { readonly status: 'not-run' };
