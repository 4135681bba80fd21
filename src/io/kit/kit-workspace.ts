/** The folders below the home that an import works in, and the lock that keeps them to one import at a time. */

import type { Clock } from '../../app/ports/clock.ts';
import type { KitReader, KitWorkspace } from '../../app/ports/kit-tools.ts';
import type { KitEntry } from '../../core/kit/kit-statement.ts';
import { acquireImportLock } from '../store/import-lock.ts';
import { discardQuarantined, listQuarantine, quarantineKit, removeStaleCopies } from './quarantine.ts';
import { areThreadsWorthwhile, recordThreads } from './record-threads.ts';
import { removeStaleStaging, Staging } from './staging.ts';

/** Starts the threads that read records where there will be many, so that they are there when the files are. */
function expectRecords(entries: readonly KitEntry[]): void {
  const zips = entries.filter(({ kind }) => kind === 'feed/osv');
  if (areThreadsWorthwhile(zips.reduce((sum, { size }) => sum + size, 0))) recordThreads();
}

export function kitWorkspace(home: string, reader: KitReader, clock: Clock): KitWorkspace {
  return {
    async exclusively(work) {
      const lock = acquireImportLock(home, clock.now());
      try {
        removeStaleStaging(home);
        removeStaleCopies(home);
        return await work();
      } finally {
        lock.release();
      }
    },
    async staged(path, options, work) {
      const staging = new Staging(home);
      try {
        const accept = (envelope: Uint8Array): readonly KitEntry[] => {
          const entries = options.accept(envelope);
          expectRecords(entries);
          return entries;
        };
        await reader.read(path, { ...options, accept, open: staging.open });
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
