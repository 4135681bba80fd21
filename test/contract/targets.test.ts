/** What an archive is made of for each machine: decided by the lock file and the launchers, without fetching anything. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { TARGETS } from '../../scripts/package/targets.ts';
import { projectRoot } from '../helpers/run-stella.ts';

const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8');
const { packages } = JSON.parse(read('package-lock.json'));
const launcher = (name: string) => read(`scripts/package/${name}`);

/** The variables that a launcher takes out of the environment. */
function unsetBy(text: string, line: RegExp): string[] {
  const [, names = ''] = line.exec(text) ?? [];
  return names.split(' ').sort();
}

describe('the targets of the archive', () => {
  test('are all that better-sqlite3 has a binary for, but those with musl, for which there is no Node.js', () => {
    const names = TARGETS.map(({ name }) => name).sort();
    assert.deepEqual(names, [
      'darwin-arm64',
      'darwin-x64',
      'linux-arm64',
      'linux-x64',
      'win32-arm64',
      'win32-x64',
    ]);
    for (const name of names)
      assert.ok(existsSync(join(projectRoot, `node_modules/better-sqlite3/prebuilds/${name}.node`)), name);
  });

  for (const { name, nodePackage, licencePackage } of TARGETS) {
    test(`${name} has a Node.js that the program runs on, pinned, and installed nowhere else`, () => {
      const locked = packages[`node_modules/${nodePackage}`];
      assert.deepEqual([`${locked.os}-${locked.cpu}`, locked.optional], [name, true]);
      assert.match(locked.version, /^(?:24|26)\./);
      assert.match(locked.integrity, /^sha512-/);
      if (licencePackage !== undefined)
        assert.equal(
          packages[`node_modules/${licencePackage}`].version.split('.')[0],
          locked.version.split('.')[0],
        );
    });
  }
});

describe('the launchers', () => {
  test('unset the same variables, and turn the configuration of OpenSSL off', () => {
    const [unix, windows] = [launcher('stella.sh'), launcher('stella.cmd')];
    const names = unsetBy(unix, /^unset (.*)$/m);
    assert.ok(names.includes('NODE_OPTIONS'));
    assert.deepEqual(unsetBy(windows, /^for %%v in \((.*)\) do set "%%v="$/m), names);
    assert.match(unix, /^OPENSSL_CONF=\/dev\/null\nexport OPENSSL_CONF$/m);
    assert.match(windows, /^set "OPENSSL_CONF=NUL"$/m);
  });

  test('for Windows quotes its paths, hands all arguments and the exit status on, and expands no exclamation mark', () => {
    const windows = launcher('stella.cmd');
    assert.match(
      windows,
      /^"%bin%\.\.\\dist\\node\.exe" @FLAGS@ "%bin%\.\.\\dist\\start\.cjs" %\*\nexit \/b %ERRORLEVEL%$/m,
    );
    assert.match(windows, /^setlocal EnableExtensions DisableDelayedExpansion$/m);
  });
});
