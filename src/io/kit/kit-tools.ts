/** Everything around kits that is not the store, for the composition root. */

import type { Clock } from '../../app/ports/clock.ts';
import type { KitTools } from '../../app/ports/kit-tools.ts';
import { feedFileReader } from './feed-files.ts';
import { kitWorkspace } from './kit-workspace.ts';
import { kitReader } from './read-kit.ts';
import { sourceFolder } from './source-folder.ts';
import { kitWriter } from './write-kit.ts';

export function kitTools(home: string, clock: Clock): KitTools {
  return {
    reader: kitReader,
    writer: kitWriter,
    workspace: kitWorkspace(home, kitReader, clock),
    feeds: feedFileReader,
    sources: sourceFolder,
  };
}
