/** Help, and what is said to a command line that names nothing. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runStella } from '../helpers/run-stella.ts';

describe('help', () => {
  it('begins with first steps and the exit statuses', async () => {
    const { exit, stdout } = await runStella([]);
    assert.equal(exit, 0);
    assert.match(stdout, /FIRST STEPS\n[\s\S]*stella proof verify --bundle/);
    assert.match(stdout, /EXIT STATUS\n[\s\S]*6 no trust/);
  });

  it('may be asked for in front', async () => {
    const [before, after] = [
      await runStella(['help', 'score', 'replay']),
      await runStella(['score', 'replay', '--help']),
    ];
    assert.equal(before.stdout, after.stdout);
    assert.equal(before.exit, 0);
  });

  it('stands in straight columns, with nothing said twice', async () => {
    const { stdout } = await runStella(['score', 'replay', '--help']);
    const flags = stdout.split('\n').filter((line) => /^ +(-\w, )?--/.test(line));
    const columns = new Set(flags.map((line) => line.indexOf('--')));
    assert.ok(flags.length > 5);
    assert.ok(columns.size <= 2, flags.join('\n'));
    assert.equal(stdout.split('compute a score again').length, 2);
  });

  it('has every example behind a prompt, also those that begin with another program', async () => {
    for (const command of ['proof verify', 'score root', 'completion']) {
      const { stdout } = await runStella([...command.split(' '), '--help']);
      const examples = stdout
        .slice(stdout.indexOf('EXAMPLES\n'))
        .split('\n')
        .filter((line) => line.trim() !== '')
        .slice(1);
      assert.ok(examples.length > 0);
      for (const example of examples) assert.match(example, /^ {2}\$ \S/);
    }
  });

  for (const [line, meant] of [
    [['scroe', '--help'], 'stella score'],
    [['score', 'repaly'], 'stella score replay'],
    [['prof', 'verify', '--bundle', 'x'], 'stella proof verify'],
    [['scn', 'lsit'], 'stella scan list'],
    [['explian', 'KEY_UNKNOWN'], 'stella explain'],
    [['diff', 'a', 'b'], 'stella score diff'],
    [['verify'], 'stella offline verify, stella proof verify, stella score verify, stella self verify'],
  ] as const) {
    it(`knows what ${line.join(' ')} means`, async () => {
      const { exit, stdout, stderr } = await runStella(line);
      assert.equal(exit, 2);
      assert.equal(stdout, '');
      assert.match(stderr, new RegExp(`^error: USAGE: .*\\nhint: did you mean: ${meant}\\n$`));
    });
  }
});
