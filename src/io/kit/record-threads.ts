/**
 * The threads that read batches of records, started with the first large feed. They wait idle between feeds, without keeping the
 * process alive, and end with it.
 */
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { type ErrorCode, type ErrorDetails, StellaError } from '../../core/errors.ts';
import type { BatchTask, RecordBatch } from './record-batch.ts';

/** Below this, in bytes of the zips, starting threads takes longer than reading. */
const THREADS_FROM_BYTES = 4 * 2 ** 20;

/** Each takes some 80 MiB; with more, writing to the store becomes the slowest part soon. */
const MAX_THREADS = 2;

/**
 * Nearly all that reading records leaves behind is short-lived. With the megabyte that V8 gives a new thread for such garbage, a
 * fifth of the time goes to collecting it; left to itself it gives up to a hundred megabytes, which is no faster than these. Nor
 * does collecting it in several threads help where the processors are busy reading.
 */
const GARBAGE_SETTINGS = [
  '--min-semi-space-size=4',
  '--semi-space-growth-factor=1',
  '--no-parallel-scavenge',
] as const;

export type WorkerAnswer =
  | { readonly batch: RecordBatch }
  | {
      readonly error: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly hint?: string;
        readonly details?: ErrorDetails;
      };
    };

interface Waiting {
  readonly resolve: (batch: RecordBatch) => void;
  readonly reject: (error: unknown) => void;
}

class RecordThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];

  constructor() {
    this.#worker = new Worker(workerFile());
    this.#worker.on('message', (answer: WorkerAnswer) => this.#settle(answer));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () =>
      this.#fail(new StellaError('INTERNAL', 'a thread that reads records ended early')),
    );
    // Last: to listen keeps the process alive.
    this.#worker.unref();
  }

  run(task: BatchTask): Promise<RecordBatch> {
    this.#worker.ref();
    this.#worker.postMessage(task);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #settle(answer: WorkerAnswer): void {
    const waiting = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#worker.unref();
    if ('batch' in answer) waiting?.resolve(answer.batch);
    else waiting?.reject(new StellaError(answer.error.code, answer.error.message, answer.error));
  }

  #fail(error: unknown): void {
    threads = [];
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

let threads: RecordThread[] = [];

/** @param bytes of the zips to read */
export function areThreadsWorthwhile(bytes: number): boolean {
  return bytes >= THREADS_FROM_BYTES;
}

/** The threads, each with a queue of its own; the same ones at every call. */
export function recordThreads(): readonly { run(task: BatchTask): Promise<RecordBatch> }[] {
  const count = Math.min(MAX_THREADS, availableParallelism());
  if (threads.length === 0) for (const flag of GARBAGE_SETTINGS) setFlagsFromString(flag);
  while (threads.length < count) threads.push(new RecordThread());
  return threads;
}

/** Beside this file in the sources; by its path below `dist` in the build, whose chunks stand at the top. */
function workerFile(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? './record-worker.ts' : './io/kit/record-worker.js', import.meta.url);
}
