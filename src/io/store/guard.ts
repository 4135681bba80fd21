/** Turns SQLite's errors into the program's, around work on an open database. */
import type { Database } from './database.ts';
import { storeError } from './store-error.ts';

/** @throws StellaError STORE_BUSY, STORAGE_FULL, STORE_CORRUPT or PERMISSION_DENIED for what SQLite throws */
export function guarded<T>(database: Database, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeError(error, database.name);
  }
}
