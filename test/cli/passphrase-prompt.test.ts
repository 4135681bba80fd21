/** The passphrase prompt on a real terminal, which `script` of util-linux makes. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from '../helpers/run-stella.ts';

const hasScript =
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;

/** Runs the prompt on a terminal, types once it asks, and gives everything that the terminal showed. */
function promptOnTerminal(keys: string): Promise<string> {
  const module = join(projectRoot, 'src/cli/ask-passphrase.ts');
  const program = `import { askPassphrase } from '${module}'; console.log('got', JSON.stringify(await askPassphrase('k.pem')));`;
  const node = join(projectRoot, 'node_modules/.bin/node');
  const command = `${node} --input-type=module -e "${program.replaceAll('"', '\\"')}"`;
  return new Promise((resolve) => {
    const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null']);
    let shown = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (!shown.includes('k.pem: ') && (shown + chunk).includes('k.pem: ')) child.stdin.write(keys);
      shown += chunk;
    });
    child.on('close', () => resolve(shown));
  });
}

describe('the passphrase prompt', {
  skip: hasScript ? false : 'no script of util-linux on this machine',
}, () => {
  it('shows the question and nothing of the answer', async () => {
    const shown = await promptOnTerminal('secret\r');
    assert.equal(shown.replaceAll('\r', ''), 'passphrase of k.pem: \ngot "secret"\n');
  });

  it('ends the program with Ctrl-C', async () => {
    assert.doesNotMatch(await promptOnTerminal('sec\u0003'), /got/);
  });
});
