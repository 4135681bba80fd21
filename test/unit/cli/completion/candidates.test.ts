import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CompletableCommand, completionOf } from '../../../../src/cli/completion/candidates.ts';

const option = (name: string, more: object = {}) => ({ name, type: 'option' as const, ...more });
const COMMANDS: readonly CompletableCommand[] = [
  {
    id: 'score:replay',
    summary: 'replay',
    args: {},
    flags: {
      quiet: { name: 'quiet', char: 'q', type: 'boolean', helpGroup: 'GLOBAL' },
      scan: option('scan', { helpValue: 'ID' }),
      output: option('output', { char: 'o', options: ['table', 'json'] }),
    },
  },
  {
    id: 'score:bundle',
    summary: 'bundle',
    args: {},
    flags: { key: option('key', { helpValue: 'PEM', multiple: true }) },
  },
  { id: 'score:secret', hidden: true, args: {}, flags: {} },
  {
    id: 'scan:show',
    args: { id: { name: 'id' } },
    flags: { freeze: option('freeze', { helpValue: 'TIME' }) },
  },
  { id: 'scan:run', args: { sbom: { name: 'sbom' } }, flags: {} },
  {
    id: 'completion',
    hidden: true,
    args: { shell: { name: 'shell', options: ['bash', 'fish'] } },
    flags: {},
  },
  { id: 'explain', summary: 'explain', args: { code: { name: 'code' } }, flags: {} },
];

const values = (words: readonly string[]) => {
  const completion = completionOf(words, COMMANDS);
  return completion.kind === 'values' ? completion.candidates.map(({ value }) => value) : completion;
};

describe('completion', () => {
  it('begins with topics and commands', () => {
    assert.deepEqual(values(['']), ['score', 'scan', 'explain']);
  });

  it('goes on with the commands of a topic, but not with hidden ones', () => {
    assert.deepEqual(values(['score', '']), ['replay', 'bundle']);
    assert.deepEqual(values(['nothing', '']), []);
  });

  it("offers a command's own flags before those of all, each once unless it repeats", () => {
    assert.deepEqual(values(['score', 'replay', '-']), ['--scan', '--output', '--quiet']);
    assert.deepEqual(values(['score', 'replay', '--scan', 'a', '-']), ['--output', '--quiet']);
    assert.deepEqual(values(['score', 'bundle', '--key', 'a', '-']), ['--key']);
  });

  it('knows what a flag takes', () => {
    assert.deepEqual(values(['score', 'replay', '--scan', '']), { kind: 'dynamic', of: 'scan' });
    assert.deepEqual(values(['score', 'replay', '-o', '']), ['table', 'json']);
    assert.deepEqual(values(['score', 'bundle', '--key', '']), { kind: 'files' });
    assert.deepEqual(values(['scan', 'show', '--freeze', '']), []);
  });

  it('knows what a flag takes that is joined to it', () => {
    assert.deepEqual(values(['score', 'replay', '--scan=']), {
      kind: 'dynamic',
      of: 'scan',
      prefix: '--scan=',
    });
    assert.deepEqual(values(['score', 'replay', '-o=']), ['-o=table', '-o=json']);
    assert.deepEqual(values(['score', 'bundle', '--key=a/']), { kind: 'files' });
    assert.deepEqual(values(['score', 'bundle', '--nothing=']), []);
  });

  it('knows what an argument is', () => {
    assert.deepEqual(values(['scan', 'show', '']), { kind: 'dynamic', of: 'scan' });
    assert.deepEqual(values(['scan', 'run', '']), { kind: 'files' });
    assert.deepEqual(values(['explain', '']), { kind: 'dynamic', of: 'error-code' });
    assert.deepEqual(values(['completion', '']), ['bash', 'fish']);
  });

  it('offers flags once the arguments are there', () => {
    assert.deepEqual(values(['scan', 'show', 'a', '']), ['--freeze']);
    assert.deepEqual(values(['scan', 'show', '--freeze', 'now', '']), { kind: 'dynamic', of: 'scan' });
  });
});
