/** Writes the generated pages of `docs/`. */
import { writeFileSync } from 'node:fs';
import { commandsPage } from './commands-page.ts';
import { errorsPage } from './errors-page.ts';
import { exitStatusPage } from './exit-status-page.ts';
import { limitsPage } from './limits-page.ts';

const PAGES = {
  'commands.md': commandsPage,
  'errors.md': errorsPage,
  'exit-status.md': exitStatusPage,
  'limits.md': limitsPage,
};

for (const [name, page] of Object.entries(PAGES))
  writeFileSync(new URL(`../docs/${name}`, import.meta.url), page());
