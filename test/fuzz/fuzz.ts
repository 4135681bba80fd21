/**
 * `npm run fuzz -- [--seconds 60 | --cases N] [--seed N] [--target NAME]… [--only TARGET:INDEX] [--no-binary]`: changes good
 * input in seeded ways and lets the program judge it. Nothing changed is accepted, nothing crashes, hangs or takes memory
 * without bound. Findings are written to `fuzz-findings/`, each with how to make it again; exit 1 when there is one.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { binaryRunner } from './binary.ts';
import { judgeCase, makeCase } from './cases.ts';
import { TARGETS } from './targets.ts';
import type { WorkerOrder, WorkerReport } from './worker.ts';

/** How long one case may take in the worker. */
const CASE_SECONDS_MAX = 10;
const RSS_MIB_MAX = 1024;
const FOLDER = 'fuzz-findings';
/** Of the cases of each target, every so many goes through the program itself too. */
const BINARY_STRIDE = 997;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    cases: { type: 'string' },
    seed: { type: 'string', default: '1' },
    target: { type: 'string', multiple: true },
    only: { type: 'string' },
    'no-binary': { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const names = values.target ?? TARGETS.map(({ name }) => name);
const targets = TARGETS.filter(({ name }) => names.includes(name));
if (targets.length !== names.length)
  throw new Error(`no such target; there are ${TARGETS.map(({ name }) => name).join(', ')}`);

const outcomes = new Map<string, number>();
let findings = 0;
let judged = 0;
let throughBinary = 0;

function report(target: string, index: number, kind: string, what: string): void {
  findings++;
  const found = TARGETS.find(({ name }) => name === target)!;
  const file = join(FOLDER, `${target}-${seed}-${index}.bin`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file, makeCase(found, seed, index));
  console.log(
    `FINDING ${kind}: --seed ${seed} --only ${target}:${index} (${file})\n  ${what.replaceAll('\n', '\n  ')}`,
  );
}

if (values.only === undefined) await run();
else await runOne(values.only);
for (const [outcome, count] of [...outcomes].sort()) console.log(`${String(count).padStart(9)}  ${outcome}`);
console.log(
  `${judged} cases, ${throughBinary} of them through the program too, seed ${seed}: ${findings} findings`,
);
process.exit(findings === 0 ? 0 : 1);

async function runOne(only: string): Promise<void> {
  const [name, index] = only.split(':');
  const target = TARGETS.find((candidate) => candidate.name === name)!;
  const bytes = makeCase(target, seed, Number(index));
  const judgement = await judgeCase(target, bytes);
  judged = 1;
  if (judgement.kind === 'outcome') outcomes.set(`${name} ${judgement.outcome}`, 1);
  else report(target.name, Number(index), judgement.kind, judgement.what);
}

async function run(): Promise<void> {
  const cases = values.cases === undefined ? null : Number(values.cases);
  const endsAt =
    cases === null ? performance.now() + Number(values.seconds) * 1000 : Number.POSITIVE_INFINITY;
  let ended = false;
  const inThread = throughWorkers(cases, endsAt).then(() => {
    ended = true;
  });
  if (!values['no-binary']) await throughProgram(() => ended || performance.now() > endsAt);
  await inThread;
}

/** Starts a worker, and another one past the case whenever a case does not end. */
async function throughWorkers(cases: number | null, endsAt: number): Promise<void> {
  let first = 0;
  while (performance.now() < endsAt && (cases === null || first < cases)) {
    const shared = new SharedArrayBuffer(8);
    const state = new Int32Array(shared);
    const order: WorkerOrder = {
      ...{ seed, targets: names, first, shared, rssMiBMax: RSS_MIB_MAX },
      count: cases === null ? null : cases - first,
    };
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: order,
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    const stopped = await watch(worker, state, endsAt);
    if (stopped === null) return;
    const at = Atomics.load(state, 0);
    const target = targets[at % targets.length]!;
    report(target.name, Math.floor(at / targets.length), stopped.kind, stopped.what);
    first = at + 1;
  }
}

/** Null when the worker came to its end; else why it was stopped. */
function watch(
  worker: Worker,
  state: Int32Array,
  endsAt: number,
): Promise<{ readonly kind: string; readonly what: string } | null> {
  return new Promise((resolve) => {
    let [last, since] = [-1, performance.now()];
    const finish = (result: { kind: string; what: string } | null): void => {
      clearInterval(timer);
      void worker.terminate().then(() => resolve(result));
    };
    const timer = setInterval(() => {
      const [at, now] = [Atomics.load(state, 0), performance.now()];
      if (now > endsAt) Atomics.store(state, 1, 1);
      if (at !== last) [last, since] = [at, now];
      else if (now - since > CASE_SECONDS_MAX * 1000)
        finish({ kind: 'hang', what: `no answer within ${CASE_SECONDS_MAX} s` });
    }, 200);
    worker.on('message', (message: WorkerReport) => {
      if (message.type === 'end') finish(null);
      else if (message.type === 'finding') report(message.target, message.index, message.kind, message.what);
      else
        for (const [key, count] of Object.entries(message.counts)) {
          outcomes.set(key, (outcomes.get(key) ?? 0) + count);
          judged += count;
        }
    });
    worker.on('error', (error) => finish({ kind: 'crash', what: String(error.stack) }));
  });
}

/** Other cases than the worker's first ones, each judged here and by the program. */
async function throughProgram(isOver: () => boolean): Promise<void> {
  const runner = await binaryRunner();
  const asked = targets.filter(({ command }) => command !== null);
  for (let n = 0; asked.length > 0 && !isOver(); n++) {
    const target = asked[n % asked.length]!;
    const index = Math.floor(n / asked.length) * BINARY_STRIDE;
    const bytes = makeCase(target, seed, index);
    const judgement = await judgeCase(target, bytes);
    if (judgement.kind !== 'outcome') continue;
    const fault = await runner.check(target, bytes, judgement.outcome);
    if (fault !== null) report(target.name, index, 'program', fault);
    throughBinary++;
  }
}
