/** Writes the generated pages of `docs/`. */
import { writeFileSync } from 'node:fs';
import { exitStatusPage } from './exit-status-page.ts';
import { limitsPage } from './limits-page.ts';

writeFileSync(new URL('../docs/exit-status.md', import.meta.url), exitStatusPage());
writeFileSync(new URL('../docs/limits.md', import.meta.url), limitsPage());
