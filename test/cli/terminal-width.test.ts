/** What the program shows on terminals of several widths, which `script` of util-linux makes: it fits, and no word is broken. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { before, describe, it } from 'node:test';
import { type PreparedHome, prepareHome, SAMPLE_SBOM } from '../helpers/prepared-home.ts';
import { runStella, stellaBinary } from '../helpers/run-stella.ts';

const hasScript =
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;
let prepared: PreparedHome;

function onTerminal(width: number, command: string): string[] {
  const line = `stty cols ${width}; NO_COLOR=1 '${stellaBinary}' ${command}`;
  const env = { ...process.env, STELLA_HOME: prepared.home, TERM: 'xterm' };
  const { stdout } = spawnSync('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    cwd: prepared.folder,
    env,
    encoding: 'utf8',
  });
  return stdout.replaceAll('\r', '').replaceAll('\u001b[K', '').split('\n');
}

describe('on a terminal', { skip: hasScript ? false : 'no script of util-linux on this machine' }, () => {
  before(async () => {
    prepared = await prepareHome();
    const args = ['scan', 'run', SAMPLE_SBOM, '--scan', 'scan-2', '--rules', 'stella-reference'];
    const { exit, stderr } = await runStella(args, { env: { STELLA_HOME: prepared.home } });
    assert.equal(exit, 0, stderr);
  });

  for (const command of [
    'scan show scan-1',
    'proof spine --bundle bundle.tar.gz --verify',
    'proof verify --bundle bundle.tar.gz --trust-root issuer.key.pub',
    'audit log',
    'score explain --scan scan-1',
    'score diff scan-1 scan-2',
    'doctor',
  ]) {
    it(`of 40, 80 or 200 columns it fits, with every digest whole: ${command}`, () => {
      const digests = (lines: readonly string[]) =>
        lines
          .join(' ')
          .match(/[0-9a-f]{64}/g)
          ?.sort();
      const widest = onTerminal(400, command);
      for (const width of [40, 80, 200]) {
        const lines = onTerminal(width, command);
        // Only a word that cannot be shorter may go over the edge: a digest, a path, a package URL.
        const long = lines.filter((line) => line.length > width && !/\S{25,}/.test(line));
        assert.deepEqual(long, [], `${width}`);
        assert.deepEqual(digests(lines), digests(widest), `${width}`);
        assert.doesNotMatch(lines.join('\n'), /sha256:(?![0-9a-f]{64})/, 'a digest is cut');
      }
    });
  }
});
