import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HiddenLine } from '../../../src/cli/hidden-line.ts';

/** What is typed, key by key; the state that the last key led to. */
function type(...chunks: readonly (string | Uint8Array)[]): readonly [string, string] {
  const line = new HiddenLine();
  const states = chunks.map((chunk) => line.type(typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
  return [line.text, states.at(-1) ?? ''];
}

describe('a hidden line', () => {
  it('ends with Enter, in either form, and with Ctrl-D', () => {
    for (const end of ['\r', '\n', '\u0004']) assert.deepEqual(type('sec', 'ret', end), ['secret', 'done']);
    assert.deepEqual(type('secret\rmore'), ['secret', 'done']);
    assert.deepEqual(type('secret'), ['secret', 'open']);
  });

  it('is corrected with Backspace and Ctrl-U', () => {
    assert.deepEqual(type('secree\u007ft\r'), ['secret', 'done']);
    assert.deepEqual(type('\bs\b\b\bsecret\r'), ['secret', 'done']);
    assert.deepEqual(type('wrong\u0015secret\r'), ['secret', 'done']);
  });

  it('is given up with Ctrl-C', () => {
    assert.deepEqual(type('sec\u0003ret\r'), ['sec', 'interrupted']);
  });

  it('takes characters of several bytes, also when they come apart', () => {
    const bytes = Buffer.from('pä🔑\r');
    assert.deepEqual(type(...Array.from(bytes, (byte) => Uint8Array.of(byte))), ['pä🔑', 'done']);
    assert.deepEqual(type('🔑\u007fä\r'), ['ä', 'done']);
  });

  it('passes over other control characters', () => {
    assert.deepEqual(type('se\u0001c\u001bret\t\r'), ['secret', 'done']);
  });

  it('is bounded', () => {
    assert.equal(type('a'.repeat(5000))[0].length, 1024);
  });
});
