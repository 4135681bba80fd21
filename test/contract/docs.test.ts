/** The generated pages are what they are generated from: they change when, and only when, a command, a flag or a code does. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { commandsPage, readCommands } from '../../scripts/commands-page.ts';
import { errorsPage } from '../../scripts/errors-page.ts';
import { explainCodes } from '../../src/cli/explain-code.ts';

const read = (page: string) => readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8');

it('docs/commands.md is what the commands say of themselves', () => {
  assert.equal(read('commands.md'), commandsPage(), 'run "npm run docs"');
});

it('docs/errors.md is what stella explain says', () => {
  assert.equal(read('errors.md'), errorsPage(), 'run "npm run docs"');
});

describe('the advice about errors', () => {
  const known = new Map(readCommands().map(({ id, flags }) => [id.replaceAll(':', ' '), flags]));

  for (const { code, advice } of explainCodes()) {
    it(`says what to do about ${code}`, () => assert.ok(advice.do.length > 0));

    for (const [, line = ''] of [...advice.do, ...advice.doNot].join(' ').matchAll(/"stella ([^"]+)"/g)) {
      it(`names a command that exists: ${line}`, () => {
        const [, words = ''] = /^([a-z][a-z-]*(?: [a-z][a-z-]*)*)/.exec(line) ?? [];
        const flags = known.get(words);
        assert.ok(flags !== undefined, words);
        for (const [, flag = ''] of line.matchAll(/--([a-z-]+)/g)) assert.ok(flag in flags, flag);
      });
    }
  }
});
