/** The folders below the home that an import works in, and the lock that keeps them to one import at a time. */

import type { Clock } from '../../app/ports/clock.ts';
import type { KitReader, KitWorkspace } from '../../app/ports/kit-tools.ts';
import { acquireImportLock } from '../store/import-lock.ts';
import { discardQuarantined, listQuarantine, quarantineKit } from './quarantine.ts';
import { removeStaleStaging, Staging } from './staging.ts';

export function kitWorkspace(home: string, reader: KitReader, clock: Clock): KitWorkspace {
  return {
    async exclusively(work) {
      const lock = acquireImportLock(home, clock.now());
      try {
        removeStaleStaging(home);
        return await work();
      } finally {
        lock.release();
      }
    },
    async staged(path, options, work) {
      const staging = new Staging(home);
      try {
        await reader.read(path, { ...options, open: staging.open });
        staging.sync();
        return await work(staging);
      } finally {
        staging.remove();
      }
    },
    quarantine: (refusal) => quarantineKit(home, refusal),
    quarantined: () => listQuarantine(home),
    discard: (digest) => discardQuarantined(home, digest),
  };
}
