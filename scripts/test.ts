/** Runs the tests, as many files at once as there are processors: `npm test`, or some with `npm test -- 'test/unit/core/json/*.test.ts'`. */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const patterns = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  [
    '--test',
    `--test-concurrency=${availableParallelism()}`,
    ...(patterns.length > 0 ? patterns : ['test/**/*.test.ts']),
  ],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
