/** One run of `proof verify` over any number of bundles: its lines as they come, and what came out of them together. */

import type { ReadBundle } from '../app/ports/bundle-files.ts';
import type { Clock, TimeFloor } from '../app/ports/clock.ts';
import type { VerificationCounts } from '../app/ports/metrics.ts';
import type { Progress } from '../app/ports/progress.ts';
import type { Batch, PlannedArchive } from '../app/proof/plan-batch.ts';
import type { Shard } from '../app/proof/shard.ts';
import { isInShard } from '../app/proof/shard.ts';
import { type VerificationLine, verifyBatch } from '../app/proof/verify-batch.ts';
import { noteSignedTimes } from '../app/proof/verify-proof.ts';
import { batchVerifier } from './batch-verifier.ts';
import { EXIT_OK, exitStatusOf } from './exit-status.ts';
import type { WorkerSetup } from './verify-setup.ts';

export interface RunOptions {
  readonly setup: WorkerSetup;
  /** Takes a line for each step of a replay, where there are few bundles. */
  readonly explain: (line: string) => void;
  /** Null: one process for each core. */
  readonly jobs: number | null;
  /** The program's own folder. */
  readonly root: string;
  readonly progress: Progress;
  /** What timestamps may move; null when the trust roots are not the store's own. */
  readonly floor: { readonly clock: Clock; readonly floor: TimeFloor } | null;
  /** Takes what was read of a bundle, for a report. */
  readonly onRead?: (bundle: ReadBundle) => void;
  /** Null when nothing is to be recorded. */
  readonly record: ((counts: VerificationCounts) => Promise<void>) | null;
}

export class VerificationRun {
  readonly archives: readonly PlannedArchive[];
  /** One bundle, given as such: its answer is a page, and the exit status its own. */
  readonly isOne: boolean;
  readonly #batch: Batch;
  readonly #shard: Shard;
  readonly #options: RunOptions;
  #verified = 0;
  #failed = 0;
  #lastCode: VerificationLine['code'] = null;

  constructor(batch: Batch, shard: Shard, options: RunOptions) {
    this.archives = batch.archives;
    this.isOne = batch.items.length === 1 && batch.archives.length === 0 && shard.count === 1;
    this.#batch = batch;
    this.#shard = shard;
    this.#options = options;
  }

  /** How many failed so far, the indexes of archives among them. */
  get failed(): number {
    return this.#failed;
  }

  /** 1 when any fails; of one bundle that of its code. */
  get exit(): number {
    if (this.#failed === 0) return EXIT_OK;
    return this.isOne && this.#lastCode !== null ? exitStatusOf(this.#lastCode) : 1;
  }

  /** What JSON says of the archive that was given. */
  get archiveDocument(): object {
    const [archive] = this.archives;
    if (archive === undefined) return {};
    const { path, index, signers, error } = archive;
    return {
      archive: { path, verified: error === null, signers, bundles: index?.bundles.length ?? null },
    };
  }

  async *lines(): AsyncGenerator<VerificationLine> {
    const { setup, explain, jobs, root, progress, floor, record, onRead } = this.#options;
    const { items } = this.#batch;
    const { trust, at } = setup;
    const count = items.filter(({ position }) => isInShard(position, this.#shard)).length;
    const verifier = await batchVerifier(setup, {
      explain,
      jobs,
      count,
      root,
      ...(onRead === undefined ? {} : { onRead }),
    });
    progress.start('verifying', count);
    try {
      for await (const line of verifyBatch(this.#batch, this.#shard, verifier, {
        at,
        trust,
        onBundle: (done) => progress.advance(done),
      })) {
        if (line.verified) this.#verified++;
        else this.#failed++;
        this.#lastCode = line.code;
        if (floor !== null) noteSignedTimes([line], floor);
        yield line;
      }
    } finally {
      progress.stop();
      verifier.close();
    }
    await record?.({ verified: this.#verified, failed: this.#failed });
  }
}
