/** Standard output as it can be: a pipe that nobody reads to its end, one that cannot wait, a full disk. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ownVector, VECTOR_FOLDERS } from '../helpers/bundle-vectors.ts';
import { stellaBinary } from '../helpers/run-stella.ts';

const { bundle, trustRoot } = ownVector('valid-many-findings');
const VERIFY = ['proof', 'verify', '--trust-root', trustRoot, '--at', '2025-06-01T00:00:00Z', '--bundle'];
const ONE = [...VERIFY, bundle];
/** With an answer of more than a pipe holds. */
const MANY = [...VERIFY, VECTOR_FOLDERS.own, '--output', 'yaml'];

function shell(script: string, args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script, stellaBinary, ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const withoutClock = (text: string) => text.replaceAll(/^.*now: .*$/gm, '');

/** Sets O_NONBLOCK on standard output, then becomes the program that is named. */
const NEVER_WAITS = `import fcntl, os, sys
fcntl.fcntl(1, fcntl.F_SETFL, fcntl.fcntl(1, fcntl.F_GETFL) | os.O_NONBLOCK)
os.execv(sys.argv[1], sys.argv[1:])`;

describe('standard output', () => {
  it('that is closed early is no failure', () => {
    for (const args of [ONE, ['proof', 'spine', '--bundle', bundle], ['proof', 'verify', '--help']]) {
      const { status, stderr } = shell('set -o pipefail; "$0" "$@" | true', args);
      assert.deepEqual([status, stderr], [0, ''], args.join(' '));
    }
  });

  it('that cannot wait for a slow reader gets all there is', (t) => {
    if (spawnSync('python3', ['--version']).status !== 0) return t.skip('there is no python3');
    const whole = shell('"$0" "$@" | cat', MANY);
    assert.ok(whole.stdout.length > 65_536, `${whole.stdout.length} bytes fit into a pipe`);
    const slow = shell(`python3 -c '${NEVER_WAITS}' "$0" "$@" | { sleep 3; cat; }`, MANY);
    assert.equal(withoutClock(slow.stdout), withoutClock(whole.stdout));
  });

  it('on a full disk is STORAGE_FULL', (t) => {
    if (!existsSync('/dev/full')) return t.skip('there is no /dev/full');
    const { stderr } = shell('"$0" "$@" > /dev/full; echo "exit $?" >&2', ONE);
    assert.match(stderr, /^error: STORAGE_FULL: .*standard output/m);
    assert.match(stderr, /^exit 5$/m);
  });
});
