/**
 * Judges case after case in a thread of its own, so that one that never ends can be stopped. In shared memory it says which
 * case it is at.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { judgeCase, makeCase } from './cases.ts';
import { TARGETS } from './targets.ts';

export interface WorkerOrder {
  readonly seed: number;
  /** Names of targets, which take turns. */
  readonly targets: readonly string[];
  /** Number of the first case. */
  readonly first: number;
  /** Cases to judge; null goes on until stopped. */
  readonly count: number | null;
  /** Two numbers: the case being judged, and 1 to ask for the end. */
  readonly shared: SharedArrayBuffer;
  readonly rssMiBMax: number;
}

export type WorkerReport =
  | { readonly type: 'counts'; readonly counts: Readonly<Record<string, number>> }
  | {
      readonly type: 'finding';
      readonly target: string;
      readonly index: number;
      readonly kind: string;
      readonly what: string;
    }
  | { readonly type: 'end' };

const order = workerData as WorkerOrder;
const state = new Int32Array(order.shared);
const targets = TARGETS.filter(({ name }) => order.targets.includes(name));
const port = parentPort!;
const send = (report: WorkerReport): void => port.postMessage(report);

let counts: Record<string, number> = {};
let rssMiBMax = order.rssMiBMax;

for (let n = order.first; order.count === null || n < order.first + order.count; n++) {
  if (Atomics.load(state, 1) === 1) break;
  Atomics.store(state, 0, n);
  const target = targets[n % targets.length]!;
  const index = Math.floor(n / targets.length);
  const judgement = await judgeCase(target, makeCase(target, order.seed, index));
  if (judgement.kind === 'outcome') count(`${target.name} ${judgement.outcome}`);
  else send({ type: 'finding', target: target.name, index, ...judgement });
  const rssMiB = process.memoryUsage.rss() / 2 ** 20;
  if (rssMiB > rssMiBMax) {
    send({ type: 'finding', target: target.name, index, kind: 'memory', what: `${Math.round(rssMiB)} MiB` });
    rssMiBMax = rssMiB * 1.2;
  }
  if (n % 256 === 255) flush();
}
flush();
send({ type: 'end' });

function count(key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

function flush(): void {
  send({ type: 'counts', counts });
  counts = {};
}
