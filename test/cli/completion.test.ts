/** Completion as the shells do it: the script that `stella completion` prints, evaluated by the shell itself. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { type PreparedHome, prepareHome } from '../helpers/prepared-home.ts';
import { projectRoot, runStella, runStellaJson, scratchFolder } from '../helpers/run-stella.ts';
import { completedLine, hasTerminal, READY } from '../helpers/typed-line.ts';

const folder = scratchFolder();
const env: Record<string, string> = {
  PATH: `${join(projectRoot, 'bin')}${delimiter}${process.env['PATH']}`,
  HOME: folder,
  ZDOTDIR: folder,
  TERM: 'dumb',
};
const without = (program: string) =>
  spawnSync(program, ['--version']).status === 0 ? false : `no ${program} on this machine`;
const withoutTerminal = (program: string) =>
  hasTerminal ? without(program) : 'no script of util-linux on this machine';

const BASH_START = `PS1='${READY} '
source ./stella.bash
bind -x '"\\C-t": printf "<%s>\\n" "$READLINE_LINE"'
`;
const ZSH_START = `PS1='${READY} '
autoload -U compinit; compinit -u -D; source ./stella.zsh
show() { print -r -- "<$BUFFER>" }
zle -N show; bindkey '^T' show
`;

let prepared: PreparedHome;

before(async () => {
  prepared = await prepareHome();
  env['STELLA_HOME'] = prepared.home;
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { stdout } = await runStella(['completion', shell]);
    writeFileSync(join(folder, `stella.${shell}`), stdout);
  }
  writeFileSync(join(folder, 'start.bash'), BASH_START);
  writeFileSync(join(folder, '.zshrc'), ZSH_START);
  writeFileSync(join(folder, 'bundle of mine.tar.gz'), '');
  writeFileSync(join(folder, 'sha256:abc.tar.gz'), '');
});

/** What is typed, and what stands there after the key for completion. */
const TYPED: readonly (readonly [what: string, typed: string, completed: string])[] = [
  ['a topic', 'stella sco', 'stella score '],
  ['a command', 'stella score rep', 'stella score replay '],
  ['a flag', 'stella score replay --man', 'stella score replay --manifest-hash '],
  ['a value of a flag', 'stella score replay -o j', 'stella score replay -o json '],
  ['a value joined to its flag', 'stella score replay --output=j', 'stella score replay --output=json '],
  ['a word of an argument', 'stella completion z', 'stella completion zsh '],
  ['the id of a scan', 'stella scan show sc', 'stella scan show scan-1 '],
  ['one to assign', 'stella scan assign sc', 'stella scan assign scan-1 '],
  ['one to compare', 'stella score diff scan-1 sc', 'stella score diff scan-1 scan-1 '],
  ['the id of a kit', 'stella offline rollback --to k', 'stella offline rollback --to kit-1 '],
  ['a name and version', 'stella rules show stella-r', 'stella rules show stella-reference@1.0.0 '],
  ['the end of it', 'stella rules show stella-reference@1', 'stella rules show stella-reference@1.0.0 '],
  ['a code', 'stella explain KEY_', 'stella explain KEY_UNKNOWN '],
  ['a file', 'stella proof spine --bundle bun', 'stella proof spine --bundle bundle\\ of\\ mine.tar.gz '],
  [
    'one after a space',
    'stella proof spine --bundle bundle\\ o',
    'stella proof spine --bundle bundle\\ of\\ mine.tar.gz ',
  ],
  [
    'one in quotes',
    'stella proof spine --bundle "bundle o',
    'stella proof spine --bundle "bundle of mine.tar.gz" ',
  ],
  [
    'one after a colon',
    'stella proof spine --bundle sha256:a',
    'stella proof spine --bundle sha256:abc.tar.gz ',
  ],
  [
    'one joined to its flag',
    'stella proof spine --bundle=bun',
    'stella proof spine --bundle=bundle\\ of\\ mine.tar.gz ',
  ],
  [
    'what comes after a quoted name',
    "stella proof spine --bundle 'bundle of mine.tar.gz' --veri",
    "stella proof spine --bundle 'bundle of mine.tar.gz' --verify ",
  ],
];

for (const [shell, start] of [
  ['bash', 'bash --rcfile start.bash -i'],
  ['zsh', 'zsh -d -i'],
] as const) {
  describe(`completion in ${shell}, typed`, { skip: withoutTerminal(shell) }, () => {
    for (const [what, typed, completed] of TYPED)
      it(`of ${what}`, async () =>
        assert.equal(await completedLine(start, typed, { cwd: folder, env }), completed));
  });
}

describe('completion in zsh, as a file in the path of functions', { skip: withoutTerminal('zsh') }, () => {
  it('answers from the first press of the key on', async () => {
    const home = join(folder, 'zsh');
    mkdirSync(join(home, 'functions'), { recursive: true });
    copyFileSync(join(folder, 'stella.zsh'), join(home, 'functions/_stella'));
    const start = ZSH_START.replace('source ./stella.zsh', ':').replace(
      'autoload',
      'fpath+=(functions); autoload',
    );
    writeFileSync(join(home, '.zshrc'), start);
    const options = { cwd: home, env: { ...env, ZDOTDIR: home } };
    assert.equal(await completedLine('zsh -d -i', 'stella score rep', options), 'stella score replay ');
  });
});

describe('completion in fish', { skip: without('fish') }, () => {
  function fish(line: string): string[] {
    const script = 'source stella.fish; complete -C $argv[1]';
    const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', script, line], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    assert.equal(stderr, '');
    return stdout.split('\n').filter((candidate) => candidate !== '');
  }

  it('of a command, with what it does', () => {
    const [candidate = ''] = fish('stella score rep');
    assert.match(candidate, /^replay\tcompute a score again/);
  });
  for (const [what, typed, expected] of [
    ['a value of a flag', 'stella score replay -o j', 'json'],
    ['a value joined to its flag', 'stella score replay --output=j', '--output=json'],
    ['a word of an argument', 'stella completion z', 'zsh'],
    ['the id of a scan', 'stella scan show sc', 'scan-1'],
    ['a file', 'stella proof spine --bundle bun', 'bundle of mine.tar.gz'],
    ['one after a space', 'stella proof spine --bundle bundle\\ o', 'bundle of mine.tar.gz'],
    ['one in the home folder', 'stella proof spine --bundle ~/bun', '~/bundle of mine.tar.gz'],
    ['one joined to its flag', 'stella proof spine --bundle=bun', '--bundle=bundle of mine.tar.gz'],
  ] as const)
    it(`of ${what}`, () =>
      assert.deepEqual(
        fish(typed).map((candidate) => candidate.split('\t')[0]),
        [expected],
      ));
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
