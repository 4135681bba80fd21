/** The command reference is generated from the commands: it changes when, and only when, a command or a flag does. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { commandsPage } from '../../scripts/commands-page.ts';

it('docs/commands.md is what the commands say of themselves', () => {
  const page = readFileSync(new URL('../../docs/commands.md', import.meta.url), 'utf8');
  assert.equal(page, commandsPage(), 'run "npm run docs"');
});
