/** Completion as the shells do it: the script that `stella completion` prints, evaluated by the shell itself. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { projectRoot, runStella, runStellaJson, scratchFolder } from '../helpers/run-stella.ts';

const folder = scratchFolder();
const env = {
  PATH: `${join(projectRoot, 'bin')}${delimiter}${process.env['PATH']}`,
  HOME: folder,
  TERM: 'dumb',
};
const without = (program: string) =>
  spawnSync(program, ['--version']).status === 0 ? false : `no ${program} on this machine`;

before(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { stdout } = await runStella(['completion', shell]);
    writeFileSync(join(folder, `stella.${shell}`), stdout);
  }
  writeFileSync(join(folder, 'bundle of mine.tar.gz'), '');
});

function run(program: string, args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(program, args, { cwd: folder, env, encoding: 'utf8' });
  assert.equal(stderr, '');
  return stdout;
}

/** What bash would offer for the line. */
function bash(line: string): string[] {
  const script = `source ./stella.bash; COMP_LINE=$1; COMP_POINT=\${#1}; _stella; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return run('bash', ['--norc', '-c', script, 'bash', line])
    .split('\n')
    .filter((word) => word !== '');
}

describe('completion in bash', { skip: without('bash') }, () => {
  it('of a command', () => assert.deepEqual(bash('stella score rep'), ['replay']));
  it('of a flag', () => assert.deepEqual(bash('stella score replay --man'), ['--manifest-hash']));
  it('of a value', () => assert.deepEqual(bash('stella score replay -o j'), ['json']));
  it('of a name', () => assert.deepEqual(bash('stella rules show stella-r'), ['stella-reference@1.0.0']));
  it('of a file', () =>
    assert.deepEqual(bash('stella proof verify --bundle bun'), ['bundle of mine.tar.gz']));
});

describe('completion in fish', { skip: without('fish') }, () => {
  const fish = (line: string) =>
    run('fish', ['--no-config', '-c', `source stella.fish; complete -C '${line}'`]);

  it('of a command, with what it does', () =>
    assert.match(fish('stella score rep'), /^replay\tcompute a score again/));
  it('of a file', () => assert.match(fish('stella proof verify --bundle bun'), /bundle of mine\.tar\.gz/));
});

describe('completion in zsh', { skip: without('zsh') }, () => {
  it('has a script that zsh can read', () => {
    assert.equal(run('zsh', ['-f', '-n', 'stella.zsh']), '');
  });
});

describe('stella completion', () => {
  it('refuses a shell that it does not know', async () => {
    const { exit, document } = await runStellaJson(['completion', 'csh']);
    assert.equal(exit, 2);
    assert.equal(document.error.code, 'USAGE');
  });

  it('offers nothing, and breaks nothing, where the store cannot be read', async () => {
    const { exit, stdout, stderr } = await runStella(
      ['completion', 'candidates', '--', 'score', 'replay', '--scan', ''],
      { env: { STELLA_HOME: '/dev/null/home' } },
    );
    assert.deepEqual({ exit, stdout, stderr }, { exit: 0, stdout: '', stderr: '' });
  });
});
