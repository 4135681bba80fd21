/** Every example of every `--help`, run by a shell as it stands there. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { examplesOf, readCommands } from '../../scripts/commands-page.ts';
import { makeExampleWorld, type Substitutions } from '../helpers/example-world.ts';
import { projectRoot, scratchFolder } from '../helpers/run-stella.ts';

const world = scratchFolder();
const commands = readCommands();
const hasJq = spawnSync('jq', ['--version']).status === 0;
let substitutions: Substitutions = [];

before(async () => {
  substitutions = await makeExampleWorld(world);
});

/** In a copy of the world: one example does not see what another did. */
function runExample(example: string): { readonly exit: number | null; readonly printed: string } {
  const cwd = scratchFolder();
  cpSync(world, cwd, { recursive: true });
  const [, written] = /--(?:output|request) (\S+)/.exec(example) ?? [];
  const isRead = written !== undefined && example.includes(`--base ${written}`);
  if (written !== undefined && !isRead) rmSync(join(cwd, written), { force: true });
  const line = substitutions.reduce((text, [pattern, value]) => text.replace(pattern, value), example);
  const path = `${join(projectRoot, 'bin')}${delimiter}${process.env['PATH']}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', line], {
    cwd,
    encoding: 'utf8',
    env: { PATH: path, HOME: cwd, STELLA_HOME: join(cwd, 'home'), NO_COLOR: '1' },
  });
  return { exit: status, printed: `${line}\n${stderr}${stdout}` };
}

/**
 * Of the examples that ask to be told no: the sample scan fails the policy, the sample feeds are old, they know the advisory, and what
 * runs here is no archive.
 */
const EXPECTED_EXIT = new Map([
  ['self verify', 3],
  ['--fail-on fail', 7],
  ['--fail-on-stale', 8],
  ['replayable.tar.gz --advisory', 1],
  ['--package pkg:npm/lodash --trust-root', 1],
]);

describe('the examples of --help', () => {
  it('are there for every command', () => {
    assert.deepEqual(
      commands.filter((command) => examplesOf(command).length === 0).map(({ id }) => id),
      [],
    );
  });

  for (const example of commands.flatMap(examplesOf)) {
    const skip = example.includes('jq ') && !hasJq ? 'no jq on this machine' : false;
    it(example, { skip }, () => {
      const { exit, printed } = runExample(example);
      const [, expected = 0] = [...EXPECTED_EXIT].find(([flag]) => example.includes(flag)) ?? [];
      assert.equal(exit, expected, printed);
    });
  }
});
