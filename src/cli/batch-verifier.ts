/** How `proof verify` spreads many bundles over the cores: one process each, and none for a few bundles. */
import type { ReadBundle } from '../app/ports/bundle-files.ts';
import { type VerifyItemPorts, verifyItem } from '../app/proof/verify-batch.ts';
import { readBundleAt } from '../io/archive/bundle-sources.ts';
import { parseRevocation } from './revocation.ts';
import type { PoolRequest } from './verify-pool.ts';
import type { ClosableVerifier, WorkerSetup } from './verify-setup.ts';

/** To start processes takes longer than to check so many small bundles. */
const ALONE_MAX = 8;

export interface VerifierRequest extends PoolRequest {
  /** Takes a line for each step of a replay, where no process is started. */
  readonly explain: (line: string) => void;
  /** Takes what was read of each bundle, where no process is started: for one bundle, always. */
  readonly onRead?: (bundle: ReadBundle) => void;
}

/** What verifies the bundles of a run. */
export async function batchVerifier(
  setup: WorkerSetup,
  { explain, onRead, ...request }: VerifierRequest,
): Promise<ClosableVerifier> {
  if (request.count <= ALONE_MAX) return await ownVerifier(setup, { explain, onRead });
  const { pooledVerifier } = await import('./verify-pool.ts');
  return pooledVerifier(setup, request);
}

/** In this process, one after the other. */
async function ownVerifier(
  { revocation, isReplayAsked, ...setup }: WorkerSetup,
  {
    explain,
    onRead,
  }: Pick<VerifierRequest, 'explain'> & { readonly onRead: VerifierRequest['onRead'] | undefined },
): Promise<ClosableVerifier> {
  const ports: VerifyItemPorts = {
    ...setup,
    revocation: await parseRevocation(revocation),
    replay: isReplayAsked ? { explain } : null,
    read: async (place) => {
      const bundle = await readBundleAt(place);
      onRead?.(bundle);
      return bundle;
    },
  };
  return { width: 1, verify: (item) => verifyItem(item, ports), close: () => undefined };
}
