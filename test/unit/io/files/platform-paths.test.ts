/** The names of folders and files as Windows has them, told on any platform. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isStellaError } from '../../../../src/core/errors.ts';
import { isFolderPath, refuseUnwritableNames } from '../../../../src/io/files/platform-paths.ts';

test('a folder ends in a slash, and on Windows in a backslash too', () => {
  assert.deepEqual(
    ['kit/', 'kit\\', 'kit', ''].map((path) => [isFolderPath(path, 'win32'), isFolderPath(path, 'linux')]),
    [
      [true, true],
      [true, false],
      [false, false],
      [false, false],
    ],
  );
});

test('names that Windows would write somewhere else are refused there, before anything is written', () => {
  for (const name of [
    'a:b.tar.gz',
    'NUL.tar.gz',
    'com1',
    'feeds/osv/Debian:12.zip',
    'feeds/aux/x.json',
    'a?b',
  ]) {
    const isRefused = (error: unknown) => isStellaError(error) && error.code === 'USAGE';
    assert.throws(() => refuseUnwritableNames(['web.tar.gz', name], 'a hint', 'win32'), isRefused, name);
    refuseUnwritableNames([name], 'a hint', 'linux');
  }
  refuseUnwritableNames(['console.tar.gz', 'com.tar.gz', 'feeds/osv/crates.io.zip'], 'a hint', 'win32');
});
