/** What verifies the bundles of a run of `proof verify`, in this process or in others, and what it is told. */
import type { BatchItem } from '../app/proof/plan-batch.ts';
import type { BatchVerifier, VerifyItemPorts } from '../app/proof/verify-batch.ts';
import type { RevocationFiles } from './revocation.ts';

/** Everything that a process needs to know; all of it is data. */
export interface WorkerSetup extends Omit<VerifyItemPorts, 'read' | 'revocation' | 'replay'> {
  readonly revocation: RevocationFiles | null;
  /** Whether the score is to be recomputed. */
  readonly isReplayAsked: boolean;
  readonly offline: boolean;
}

export type WorkerTask = Pick<BatchItem, 'name' | 'place' | 'expectation'>;

export interface ClosableVerifier extends BatchVerifier {
  close(): void;
}
