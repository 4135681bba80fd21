/** Writes the generated pages of `docs/`. */
import { writeFileSync } from 'node:fs';
import { exitStatusPage } from './exit-status-page.ts';

writeFileSync(new URL('../docs/exit-status.md', import.meta.url), exitStatusPage());
