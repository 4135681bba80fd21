/** Where the store is when nobody says: the data folder of each platform. */
import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { resolveHome } from '../../../src/io/home.ts';

test('the home is what was given, else below the data folder of the platform; a variable that is empty says nothing', () => {
  assert.equal(resolveHome('store', {}, 'linux'), resolve('store'));
  assert.equal(resolveHome('', { XDG_DATA_HOME: '/data' }, 'linux'), '/data/stella');
  assert.equal(
    resolveHome(undefined, { XDG_DATA_HOME: '' }, 'linux'),
    join(homedir(), '.local/share/stella'),
  );
  assert.equal(
    resolveHome(undefined, {}, 'darwin'),
    join(homedir(), 'Library', 'Application Support', 'stella'),
  );
  assert.equal(resolveHome(undefined, { LOCALAPPDATA: '/local' }, 'win32'), '/local/stella');
  assert.equal(
    resolveHome(undefined, { LOCALAPPDATA: '' }, 'win32'),
    join(homedir(), 'AppData', 'Local', 'stella'),
  );
});
