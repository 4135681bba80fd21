import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { terminalProgress } from '../../../src/cli/progress.ts';

/** What a task writes that says after each of these milliseconds how far it is. */
function written(at: readonly number[], size: object = {}, env: object = {}): string {
  let now = 0;
  let text = '';
  const write = (more: string) => {
    text += more;
  };
  const progress = terminalProgress({ terminal: { ...size, write }, elapsedMs: () => now, env: { ...env } });
  progress.start('importing', 10);
  for (const [i, ms] of at.entries()) {
    now = ms;
    progress.advance(i + 1);
  }
  progress.stop();
  return text;
}

describe('progress', () => {
  it('is drawn on a terminal when work takes over a second, and leaves no trace', () => {
    assert.match(
      written([500, 1000, 1050, 2000]),
      /^\r\u001b\[Kimporting \[#+-+\] 20 %[^\r]*\r\u001b\[K[^\r]* 40 %[^\r]*\r\u001b\[K$/,
    );
  });

  it('writes nothing at all for quick work, and on a terminal that cannot erase', () => {
    assert.equal(written([10, 900]), '');
    assert.equal(written([2000], {}, { TERM: 'dumb' }), '');
  });

  it('fits the line, and has its numbers before it has a bar', () => {
    const lineAt = (columns: number) => written([2000], { columns }).split('\r\u001b[K')[1];
    assert.match(lineAt(80) ?? '', /^importing \[#+-+\] 10 %, 1\/10, \d+ s left$/);
    assert.match(lineAt(40) ?? '', /^importing 10 %, 1\/10, \d+ s left$/);
    assert.equal(lineAt(20), 'importing 10 %, 1/1');
  });
});
