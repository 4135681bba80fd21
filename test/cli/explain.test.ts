/** `stella explain`, through the real program. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ERROR_CODES } from '../../src/core/errors.ts';
import { runStella, runStellaJson } from '../helpers/run-stella.ts';

describe('stella explain', () => {
  it('says what a code means, what to do, and what not to do', async () => {
    const { exit, stdout } = await runStella(['explain', 'KEY_UNKNOWN']);
    assert.equal(exit, 0);
    assert.match(stdout, /exit status {2}6\n[\s\S]+What to do\n- [\s\S]+What not to do\n- /);
  });

  it('takes the code as people type it', async () => {
    const [typed, exact] = [
      await runStella(['explain', 'key-unknown']),
      await runStella(['explain', 'KEY_UNKNOWN']),
    ];
    assert.equal(typed.stdout, exact.stdout);
  });

  it('lists every code', async () => {
    const { document } = await runStellaJson(['explain']);
    assert.deepEqual(
      document.codes.map(({ code }: { code: string }) => code).toSorted(),
      [...ERROR_CODES].toSorted(),
    );
  });

  it('says which code may have been meant', async () => {
    const { exit, stderr } = await runStella(['explain', 'KEY_UNKOWN']);
    assert.equal(exit, 2);
    assert.match(stderr, /did you mean: stella explain KEY_UNKNOWN/);
  });
});
