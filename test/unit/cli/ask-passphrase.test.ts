import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, it } from 'node:test';
import { type PromptTerminal, promptHidden } from '../../../src/cli/ask-passphrase.ts';

/** A terminal that notes what happens to it. */
function terminal(isTTY: boolean): PromptTerminal & { readonly log: string[]; type(text: string): void } {
  const log: string[] = [];
  const input = Object.assign(new EventEmitter(), {
    isTTY,
    setRawMode: (isRaw: boolean) => log.push(isRaw ? 'raw' : 'cooked'),
    resume: () => log.push('resume'),
    pause: () => log.push('pause'),
  });
  return {
    log,
    input: input as unknown as PromptTerminal['input'],
    output: { write: (text) => log.push(`> ${text}`) },
    interrupt: () => log.push('interrupt'),
    type: (text) => void input.emit('data', Buffer.from(text)),
  };
}

describe('promptHidden', () => {
  it('asks, reads without showing, and leaves the terminal as it was', async () => {
    const prompt = terminal(true);
    const answer = promptHidden('passphrase: ', prompt);
    prompt.type('sec');
    prompt.type('ret\r');
    assert.equal(await answer, 'secret');
    assert.deepEqual(prompt.log, ['raw', '> passphrase: ', 'resume', 'cooked', 'pause', '> \n']);
  });

  it('asks nobody where there is no terminal', async () => {
    const prompt = terminal(false);
    assert.equal(await promptHidden('passphrase: ', prompt), undefined);
    assert.deepEqual(prompt.log, []);
  });

  it('restores the terminal before Ctrl-C does what it does', () => {
    const prompt = terminal(true);
    void promptHidden('passphrase: ', prompt);
    prompt.type('sec\u0003');
    assert.deepEqual(prompt.log.slice(3), ['cooked', 'pause', '> \n', 'interrupt']);
  });
});
