/** Another program, written from the format in another language, must agree with ours about the proofs of replayable bundles. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { opensslSkip } from '../helpers/openssl.ts';
import { projectRoot } from '../helpers/run-stella.ts';

const CHECKER = join(projectRoot, 'test/reference/check_feed_proof.py');
const folder = join(projectRoot, 'fixtures/vectors/replay-v1');
const { trustRoot, cases } = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as {
  trustRoot: string;
  cases: { name: string; code: string | null; why: string }[];
};

const hasPython =
  spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0;
const skip = hasPython ? opensslSkip() : 'no python3 of 3.9 or later on this machine';

/** It recomputes no score, so it cannot see that a signed score does not follow from its inputs. */
const NEEDS_THE_ENGINE = new Set([
  ...['signed-finding-missing', 'signed-finding-invented', 'signed-finding-suppressed', 'signed-verdict'],
  ...['signed-epss-lowered', 'signed-coverage', 'engine-unknown'],
]);

/** Of each kind some: each run asks openssl in a process of its own. */
const chosen = cases.filter(
  ({ name }, i) =>
    ['replayable', 'empty-feed', 'no-exploitation'].includes(name) ||
    /neighbour|renamed|row-dropped|swapped/.test(name) ||
    i % 12 === 0,
);

describe('the independent checker of feed proofs', { skip }, () => {
  for (const { name, code, why } of chosen.filter((vector) => !NEEDS_THE_ENGINE.has(vector.name))) {
    test(`${code === null ? 'accepts' : 'refuses'} ${name}: ${why}`, () => {
      const args = [CHECKER, join(folder, `${name}.tar.gz`), join(folder, trustRoot)];
      const { status, stdout, stderr } = spawnSync('python3', ['-B', ...args], { encoding: 'utf8' });
      assert.equal(status, code === null ? 0 : 1, `${stdout}${stderr}`);
    });
  }
});
