/** How `proof verify` spreads many bundles over the cores: one process each, and none for a few bundles. */
import { open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { BundlePlace, ReadBundle } from '../app/ports/bundle-files.ts';
import type { BatchItem } from '../app/proof/plan-batch.ts';
import { type BatchVerifier, type VerifyItemPorts, verifyItem } from '../app/proof/verify-batch.ts';
import { type ProofVerification, unreadVerification } from '../app/proof/verify-proof.ts';
import { StellaError } from '../core/errors.ts';
import { limit } from '../core/limits.ts';
import { readBundleAt } from '../io/archive/bundle-sources.ts';
import { ProcessPool, type TaskFailure } from '../io/processes/process-pool.ts';
import { parseRevocation, type RevocationFiles } from './revocation.ts';

/** Everything that a process needs to know; all of it is data. */
export interface WorkerSetup extends Omit<VerifyItemPorts, 'read' | 'revocation' | 'replay'> {
  readonly revocation: RevocationFiles | null;
  /** Whether the score is to be recomputed. */
  readonly isReplayAsked: boolean;
  readonly offline: boolean;
}

export type WorkerTask = Pick<BatchItem, 'name' | 'place' | 'expectation'>;

/** To start processes takes longer than to check so many small bundles. */
const ALONE_MAX = 8;

const TIMEOUT_MS = limit('oneOfManySeconds') * 1000;
const HEAP_MIB = limit('oneOfManyHeapBytes') / 2 ** 20;

/** A bundle that says of itself that it unpacks to more is checked while no other such one is. */
const HEAVY_BYTES = 64 * 2 ** 20;

export interface ClosableVerifier extends BatchVerifier {
  close(): void;
}

export interface PoolRequest {
  /** How many processes; null: one for each core. */
  readonly jobs: number | null;
  /** Of the bundles to come. */
  readonly count: number;
  /** The program's own folder. */
  readonly root: string;
  /** Takes a line for each step of a replay, where no process is started. */
  readonly explain: (line: string) => void;
  /** Takes what was read of each bundle, where no process is started: for one bundle, always. */
  readonly onRead?: (bundle: ReadBundle) => void;
}

/** What verifies the bundles of a run. */
export async function batchVerifier(
  setup: WorkerSetup,
  { jobs, count, root, explain, onRead }: PoolRequest,
): Promise<ClosableVerifier> {
  if (count <= ALONE_MAX) return await ownVerifier(setup, { explain, onRead });
  const width = Math.min(jobs ?? availableParallelism(), count);
  const pool = new ProcessPool<WorkerTask, ProofVerification>({
    entry: join(root, 'dist/cli/verify-worker.js'),
    width,
    setup,
    timeoutMs: TIMEOUT_MS,
    heapMiB: HEAP_MIB,
    isHeavy: async ({ place }) => (await unpackedBytes(place)) > HEAVY_BYTES,
  });
  return {
    width,
    close: () => pool.close(),
    async verify({ name, place, expectation }) {
      const outcome = await pool.run({ name, place, expectation });
      return 'answer' in outcome
        ? outcome.answer
        : unreadVerification(name, noAnswer(outcome.failure), setup);
    },
  };
}

/** In this process, one after the other. */
async function ownVerifier(
  { revocation, isReplayAsked, ...setup }: WorkerSetup,
  { explain, onRead }: Pick<PoolRequest, 'explain'> & { readonly onRead: PoolRequest['onRead'] | undefined },
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

function noAnswer(failure: TaskFailure): StellaError {
  const problem =
    failure.reason === 'timeout'
      ? `took more than ${TIMEOUT_MS / 60_000} minutes`
      : `ended the process that it ran in (${failure.how})`;
  return new StellaError('LIMIT_EXCEEDED', `checking the bundle ${problem}`, {
    hint: 'check this bundle alone, on a machine with more memory; an honest bundle of usual size never needs that',
  });
}

/** What a gzip file claims to unpack to, by its last four bytes (RFC 1952); 0 where it cannot be read. */
async function unpackedBytes(place: BundlePlace): Promise<number> {
  if (place.kind === 'absent') return 0;
  const file = await open(place.path, 'r').catch(() => null);
  if (file === null) return 0;
  try {
    const end = place.kind === 'slice' ? place.offset + place.size : (await file.stat()).size;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, Math.max(0, end - 4));
    return bytesRead < 4 ? 0 : buffer.readUInt32LE(0);
  } catch {
    return 0;
  } finally {
    await file.close();
  }
}
