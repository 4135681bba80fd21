/** `config.yaml` and the variables, through the real program. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readCommands } from '../../scripts/commands-page.ts';
import { SETTINGS } from '../../src/cli/settings.ts';
import { projectRoot, runStella, scratchFolder } from '../helpers/run-stella.ts';

/** A home folder with this configuration. */
function homeWith(config: string): string {
  const home = join(scratchFolder(), 'home');
  mkdirSync(home);
  writeFileSync(join(home, 'config.yaml'), config);
  return home;
}

const HEAD = 'schema: stella.config/v1\n';
const listIn = (home: string, args: readonly string[] = [], env: Record<string, string> = {}) =>
  runStella(['rules', 'list', ...args], { env: { STELLA_HOME: home, ...env } });

describe('a setting', () => {
  it('is a key, a variable and a flag, each of them', () => {
    const bound = new Set(
      readCommands().flatMap(({ flags }) =>
        Object.values(flags).flatMap(({ name, env }) => (env === undefined ? [] : [`${name} ${env}`])),
      ),
    );
    for (const { flag, variable } of SETTINGS) assert.ok(bound.has(`${flag} ${variable}`), variable);
    const settings = new Set<string>(SETTINGS.map(({ flag, variable }) => `${flag} ${variable}`));
    const others = [...bound].filter((binding) => !settings.has(binding));
    // What commands that write a file call --format is --output elsewhere.
    assert.deepEqual(
      others.sort(),
      ['format STELLA_OUTPUT', 'home STELLA_HOME'],
      'a variable that no key of config.yaml sets',
    );
  });

  it('comes from the file, unless a variable says otherwise, unless a flag does', async () => {
    const home = homeWith(`${HEAD}output: json\n`);
    assert.match((await listIn(home)).stdout, /^\{/);
    assert.match((await listIn(home, [], { STELLA_OUTPUT: 'yaml' })).stdout, /^rules:/);
    assert.match((await listIn(home, ['--output', 'table'], { STELLA_OUTPUT: 'yaml' })).stdout, /^NAME/);
  });

  it('counts for errors as well, and for a home that a flag names', async () => {
    const home = homeWith(`${HEAD}output: json\n`);
    const { exit, stdout } = await runStella(['scan', 'show', 'nothing', '--home', home]);
    assert.equal(exit, 3);
    assert.equal(JSON.parse(stdout).error.code, 'SCAN_NOT_FOUND');
  });

  it('is shown with where it comes from', async () => {
    const home = homeWith(`${HEAD}maxAge: 3\npolicy: strict@1.0.0\n`);
    const { stdout } = await runStella(['config', 'show', '--output', 'json'], {
      env: { STELLA_HOME: home, STELLA_POLICY: 'other' },
    });
    const { settings } = JSON.parse(stdout);
    const of = (wanted: string) => {
      const setting = settings.find(({ key }: { key: string }) => key === wanted);
      return [setting.value, setting.origin, setting.default];
    };
    assert.deepEqual(of('maxAge'), ['3', 'file', '7']);
    assert.deepEqual(of('policy'), ['other', 'variable', 'stella-default']);
    assert.deepEqual(of('rules'), [null, 'default', 'stella-default']);
    assert.deepEqual(of('grace'), [null, 'default', '1']);
  });
});

describe('a configuration that is wrong', () => {
  for (const [what, text, place] of [
    ['has an unknown key', `${HEAD}colour: red\n`, /colour/],
    ['has a value of another kind', `${HEAD}maxAge: soon\n`, /line 2, column 9/],
    ['has another schema', 'schema: stella.config/v9\n', /stella\.config\/v9/],
    ['is no YAML', `${HEAD}: : :\n`, /line 2/],
  ] as const) {
    it(`stops every command when it ${what}`, async () => {
      const { exit, stderr, stdout } = await listIn(homeWith(text));
      assert.equal(exit, 4, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, place);
    });
  }

  for (const [what, text, hint] of [
    ['a misspelt key', `${HEAD}outptu: json\n`, /^hint: did you mean: output$/m],
    ['a key of nothing', `${HEAD}colour: red\n`, /^hint: its keys are schema, output, .*, record$/m],
    ['a file that says nothing', '# later\n', /^hint: begin it with the line: schema: stella\.config\/v1$/m],
  ] as const) {
    it(`is told what to do about ${what}`, async () =>
      assert.match((await listIn(homeWith(text))).stderr, hint));
  }

  it('stops them when it is no file or too long', async () => {
    const home = join(scratchFolder(), 'home');
    mkdirSync(join(home, 'config.yaml'), { recursive: true });
    assert.equal((await listIn(home)).exit, 3);
    assert.equal((await listIn(homeWith(`${HEAD}#${'x'.repeat(70_000)}\n`))).exit, 4);
  });
});

it('the example of the guide for operators is one', async () => {
  const guide = readFileSync(join(projectRoot, 'docs/for-operators.md'), 'utf8');
  const [, example = ''] = /```yaml\n([\s\S]+?)```/.exec(guide) ?? [];
  const { exit, stdout, stderr } = await runStella(['config', 'show', '--output', 'json'], {
    env: { STELLA_HOME: homeWith(example) },
  });
  assert.equal(exit, 0, stderr);
  const set = JSON.parse(stdout).settings.filter(({ origin }: { origin: string }) => origin === 'file');
  assert.deepEqual(
    set.map(({ key }: { key: string }) => key),
    ['failOn', 'environment', 'maxAge'],
  );
});

describe('a variable that is none', () => {
  it('is warned about', async () => {
    const { exit, stderr } = await runStella(['rules', 'list'], { env: { STELLA_OUPUT: 'json' } });
    assert.equal(exit, 0);
    assert.match(stderr, /^warning: .*STELLA_OUPUT/);
  });

  it('goes unmentioned when quiet is asked for', async () => {
    const { stderr } = await runStella(['rules', 'list', '--quiet'], { env: { STELLA_OUPUT: 'json' } });
    assert.equal(stderr, '');
  });
});
