/** What a task does to its process stays with it. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ProcessPool } from '../../../../src/io/processes/process-pool.ts';
import { scratchFolder } from '../../../helpers/run-stella.ts';

const entry = join(scratchFolder(), 'entry.mjs');
writeFileSync(
  entry,
  `import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
let setup = null;
process.on('message', (task) => {
  if (setup === null) { setup = task; return; }
  if (task.kind === 'die') process.kill(process.pid, 'SIGKILL');
  else if (task.kind === 'die once' && !existsSync(task.file)) { writeFileSync(task.file, ''); process.exit(3); }
  else if (task.kind === 'eat') { const all = []; for (;;) all.push(new Array(1e6).fill({})); }
  else if (task.kind === 'hang') for (;;);
  else if (task.kind === 'heavy') {
    appendFileSync(task.file, '+');
    setTimeout(() => { appendFileSync(task.file, '-'); process.send(task.id); }, 20);
  } else process.send(setup.base + task.id);
});
process.on('disconnect', () => process.exit());
`,
);

interface Task {
  readonly kind: string;
  readonly id?: number;
  readonly file?: string;
}

const pool = (width: number, timeoutMs = 20_000) =>
  new ProcessPool<Task, number>({
    entry,
    width,
    setup: { base: 100 },
    timeoutMs,
    heapMiB: 64,
    isHeavy: ({ kind }) => kind === 'heavy',
  });

describe('ProcessPool', { concurrency: 2 }, () => {
  test('answers each task, whatever happens to those beside it', async () => {
    const processes = pool(2);
    const kinds = ['', 'die', '', '', 'eat', '', 'die', ''];
    const outcomes = await Promise.all(kinds.map((kind, id) => processes.run({ kind, id })));
    processes.close();
    for (const [id, kind] of kinds.entries()) {
      const outcome = outcomes[id];
      if (kind === '') assert.deepEqual(outcome, { answer: 100 + id });
      else
        assert.ok(outcome !== undefined && 'failure' in outcome && outcome.failure.reason === 'ended', kind);
    }
  });

  test('tries once more when a process ended, by whatever that was', async () => {
    const processes = pool(1);
    const file = join(scratchFolder(), 'once');
    assert.deepEqual(await processes.run({ kind: 'die once', id: 5, file }), { answer: 105 });
    processes.close();
  });

  test('gives up what does not end', async () => {
    const processes = pool(2, 300);
    const [hanging, other] = await Promise.all([
      processes.run({ kind: 'hang' }),
      processes.run({ kind: '', id: 1 }),
    ]);
    assert.deepEqual(hanging, { failure: { reason: 'timeout' } });
    assert.deepEqual(other, { answer: 101 });
    processes.close();
  });

  test('runs one heavy task at a time', async () => {
    const { readFileSync } = await import('node:fs');
    const processes = pool(3);
    const file = join(scratchFolder(), 'heavy');
    await Promise.all([1, 2, 3, 4].map((id) => processes.run({ kind: 'heavy', id, file })));
    processes.close();
    assert.equal(readFileSync(file, 'utf8'), '+-+-+-+-');
  });
});
