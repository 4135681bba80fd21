/** `stella proof verify` against those who do not wish it well: in the bundle, in the data folder, in the network. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pack } from '../../fixtures/generate/vectors-archive.ts';
import { bake } from '../../fixtures/generate/vectors-recipe.ts';
import { ownVector } from '../helpers/bundle-vectors.ts';
import { type RunOptions, runStella, scratchFolder } from '../helpers/run-stella.ts';

const { bundle: GOOD, trustRoot: ROOT } = ownVector('valid');
const { bundle: BAD } = ownVector('score-lowered');

const folder = scratchFolder();

/** Runs `proof verify` with the trust root of the vectors. */
const verify = (args: readonly string[], options: RunOptions = {}) =>
  runStella(['proof', 'verify', '--trust-root', ROOT, ...args], options);

function writeBundle(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** Control characters but the newline: what a terminal would obey. */
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('hostile text', { concurrency: 2 }, () => {
  const evil = 'x\u001b[2J\u001b]0;title\u0007\n\u009b31m\u202e';
  const escaped = JSON.stringify(evil).slice(1, -1);
  const withFinding = pack(
    bake({
      score: ({ findings }) => {
        findings[0]!.purl = `pkg:golang/${evil}`;
        findings[0]!.id = `GHSA-${evil}`;
        findings[0]!.factors[0]!.reason = evil;
      },
    }),
  );

  const bundles: readonly (readonly [string, Uint8Array])[] = [
    ['in a finding', withFinding],
    ['in the name of a member', pack(bake({ scoreText: (text) => text.replace('{', `{"${escaped}":1,`) }))],
    [
      'in the name of a member given twice',
      pack(bake({ scoreText: (text) => text.replace('{', `{"${escaped}":1,"${escaped}":1,`) })),
    ],
    [
      'in a value of the wrong kind',
      pack(bake({ scoreText: (text) => text.replace('"verdict":"fail"', `"verdict":"${escaped}"`) })),
    ],
    ['in a schema', pack(bake({ scoreText: (text) => text.replace('stella.score/v1', escaped) }))],
    [
      'in a leaf of the tree',
      pack(bake({ proof: ({ leaves }) => Object.assign(leaves[1]!, { name: evil }) })),
    ],
    [
      'in a keyid',
      pack(bake({ envelope: ({ signatures }) => Object.assign(signatures[0]!, { keyid: evil, sig: '' }) })),
    ],
    [
      'in the signed predicate',
      pack(bake({ statement: ({ predicate }) => Object.assign(predicate, { [evil]: 1 }) })),
    ],
    [
      'in the predicate type',
      pack(bake({ statement: (statement) => Object.assign(statement, { predicateType: evil }) })),
    ],
    [
      'in the name of a subject',
      pack(bake({ statement: ({ subject }) => Object.assign(subject[0]!, { name: evil }) })),
    ],
  ];
  for (const [i, [where, bytes]] of bundles.entries()) {
    test(`${where} never reaches the terminal raw`, async () => {
      const bundle = writeBundle(`evil-${i}.tar.gz`, bytes);
      for (const format of ['table', 'json', 'yaml']) {
        const { exit, stdout, stderr } = await verify(['--bundle', bundle, '--output', format]);
        assert.ok([0, 1, 4, 6].includes(exit ?? -1), `${exit} ${stderr}`);
        assert.doesNotMatch(stdout + stderr, CONTROLS);
      }
    });
  }

  test('in a path never reaches the terminal raw', async () => {
    for (const format of ['table', 'json', 'yaml']) {
      const { exit, stdout, stderr } = await verify(['--bundle', join(folder, evil), '--output', format]);
      assert.equal(exit, 3);
      assert.doesNotMatch(stdout + stderr, CONTROLS);
    }
  });

  test('in a finding is shown by proof spine, as escapes', async () => {
    const bundle = writeBundle('evil-spine.tar.gz', withFinding);
    for (const format of ['table', 'json', 'yaml']) {
      const { exit, stdout } = await runStella([
        'proof',
        'spine',
        '--bundle',
        bundle,
        '--finding',
        `GHSA-${evil}`,
        '--output',
        format,
      ]);
      assert.equal(exit, 0);
      assert.doesNotMatch(stdout, CONTROLS);
      assert.match(stdout, /\\u001b\[2J|\\e\[2J/);
    }
  });

  test('in the arguments never reaches the terminal raw', async () => {
    for (const args of [[`--${evil}`], ['--at', evil], ['--output', evil], ['--trust-root', evil]]) {
      const { exit, stdout, stderr } = await verify(['--bundle', GOOD, ...args]);
      assert.notEqual(exit, 0);
      assert.doesNotMatch(stdout + stderr, CONTROLS);
    }
  });
});

describe('what proof verify leaves alone', { concurrency: 2 }, () => {
  test('the home folder: nothing is created in it', async () => {
    const home = scratchFolder();
    for (const args of [['--bundle', GOOD], ['--bundle', BAD], ['--insecure'], ['--help']])
      await verify(args, { home });
    await runStella(['proof', 'verify', '--bundle', GOOD], { home });
    await runStella(['proof', 'verify', '--bundle', GOOD, '--home', join(home, 'store')], { home });
    assert.deepEqual(readdirSync(home), []);
  });

  /** Plants a plugin as oclif would find it, with a hook that leaves a mark when it runs. */
  function plant(dataFolder: string): string {
    const mark = join(dataFolder, 'it-ran');
    const plugin = join(dataFolder, 'node_modules/evil');
    mkdirSync(plugin, { recursive: true });
    const hook = `require('node:fs').writeFileSync(${JSON.stringify(mark)}, ''); module.exports = async () => {};`;
    const oclif = {
      hooks: { init: './hook.js', prerun: './hook.js', command_not_found: './hook.js' },
      commands: './commands',
    };
    const write = (path: string, content: unknown) =>
      writeFileSync(join(dataFolder, path), typeof content === 'string' ? content : JSON.stringify(content));
    write('package.json', {
      name: 'planted',
      dependencies: { evil: '1.0.0' },
      oclif: { ...oclif, schema: 1, plugins: [{ name: 'evil', type: 'user', tag: 'latest' }] },
    });
    write('hook.js', hook);
    write('node_modules/evil/package.json', { name: 'evil', version: '1.0.0', oclif });
    write('node_modules/evil/hook.js', hook);
    return mark;
  }

  for (const [what, settings] of [
    ['XDG_DATA_HOME', (data: string) => ({ env: { XDG_DATA_HOME: data }, folder: join(data, 'stella') })],
    ['STELLA_DATA_DIR', (data: string) => ({ env: { STELLA_DATA_DIR: data }, folder: data })],
    [
      'the home folder',
      (data: string) => ({ env: { HOME: data }, folder: join(data, '.local/share/stella') }),
    ],
  ] as const) {
    test(`a plugin planted in ${what} does not run`, async () => {
      const { env, folder: dataFolder } = settings(scratchFolder());
      mkdirSync(dataFolder, { recursive: true });
      const mark = plant(dataFolder);
      const { exit } = await verify(['--bundle', GOOD], { env });
      await runStella(['no-such-command'], { env });
      assert.equal(exit, 0);
      assert.equal(existsSync(mark), false);
    });
  }
});

const works = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;

describe('the network', { concurrency: 2 }, () => {
  const traced = works('strace', '-f', '-o', '/dev/null', 'true')
    ? false
    : 'no strace that may trace on this machine';
  test('is not touched: no socket of the internet is opened', { skip: traced }, async () => {
    const trace = join(folder, 'trace');
    const under = ['strace', '-f', '-e', 'trace=socket,connect', '-o', trace];
    const { exit } = await verify(['--bundle', GOOD], { under });
    assert.equal(exit, 0);
    assert.ok(existsSync(trace));
    assert.doesNotMatch(readFileSync(trace, 'utf8'), /AF_INET/);
  });

  const apart = works('unshare', '-rn', 'true')
    ? false
    : 'no unshare that may make a network namespace on this machine';
  test('is not needed: it verifies where there is none', { skip: apart }, async () => {
    const { exit, stderr } = await verify(['--bundle', GOOD], { under: ['unshare', '-rn'] });
    assert.equal(exit, 0, stderr);
  });
});
