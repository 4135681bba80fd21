/** Who presses Ctrl-C is never answered with "no". */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const MODULE = new URL('../../../src/cli/interrupt.ts', import.meta.url).href;

function endOf(platform: string) {
  const script = `import(${JSON.stringify(MODULE)}).then((it) => it.interruptSelf('${platform}')); setTimeout(() => {}, 10_000);`;
  const { status, signal } = spawnSync(process.execPath, ['-e', script]);
  return { status, signal };
}

test('the program ends by the signal, and where there are none with the status of one that was interrupted', () => {
  assert.deepEqual(endOf('linux'), { status: null, signal: 'SIGINT' });
  assert.deepEqual(endOf('win32'), { status: 130, signal: null });
});
