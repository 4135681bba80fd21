/** Verifies many bundles on all cores, in processes of their own. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { BundlePlace } from '../app/ports/bundle-files.ts';
import { type ProofVerification, unreadVerification } from '../app/proof/verify-proof.ts';
import { StellaError } from '../core/errors.ts';
import { limit } from '../core/limits.ts';
import { ProcessPool, type TaskFailure } from '../io/processes/process-pool.ts';
import type { ClosableVerifier, WorkerSetup, WorkerTask } from './verify-setup.ts';

const TIMEOUT_MS = limit('oneOfManySeconds') * 1000;
const HEAP_MIB = limit('oneOfManyHeapBytes') / 2 ** 20;

/** A bundle that says of itself that it unpacks to more is checked while no other such one is. */
const HEAVY_BYTES = 64 * 2 ** 20;

export interface PoolRequest {
  /** How many processes; null: one for each core. */
  readonly jobs: number | null;
  /** Of the bundles to come. */
  readonly count: number;
  /** The program's own folder. */
  readonly root: string;
}

export function pooledVerifier(setup: WorkerSetup, { jobs, count, root }: PoolRequest): ClosableVerifier {
  const width = Math.min(jobs ?? availableParallelism(), count);
  const pool = new ProcessPool<WorkerTask, ProofVerification>({
    entry: join(root, 'dist/cli/verify-worker.js'),
    width,
    setup,
    timeoutMs: TIMEOUT_MS,
    heapMiB: HEAP_MIB,
    isHeavy: ({ place }) => unpackedBytes(place) > HEAVY_BYTES,
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
function unpackedBytes(place: BundlePlace): number {
  if (place.kind === 'absent') return 0;
  try {
    const descriptor = openSync(place.path, 'r');
    try {
      const end = place.kind === 'slice' ? place.offset + place.size : fstatSync(descriptor).size;
      const last = Buffer.alloc(4);
      const bytesRead = readSync(descriptor, last, 0, 4, Math.max(0, end - 4));
      return bytesRead < 4 ? 0 : last.readUInt32LE(0);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return 0;
  }
}
