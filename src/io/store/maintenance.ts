/** The upkeep of the database file. */
import { statSync } from 'node:fs';
import { isStellaError } from '../../core/errors.ts';
import type { Database } from './database.ts';
import { guarded } from './guard.ts';

/** Writes the file anew without the pages that are free, and cuts the log. Null when others hold the store. */
export function compact(database: Database): { bytesBefore: number; bytesAfter: number } | null {
  const bytesBefore = sizeOf(database);
  try {
    guarded(database, () => {
      database.exec('VACUUM');
      database.pragma('wal_checkpoint(TRUNCATE)');
    });
  } catch (error) {
    // The file is written anew beside itself: where there is no room for that, it stays as it is.
    if (isStellaError(error) && (error.code === 'STORE_BUSY' || error.code === 'STORAGE_FULL')) return null;
    throw error;
  }
  return { bytesBefore, bytesAfter: sizeOf(database) };
}

const MAX_DAMAGES = 100;

/** What `PRAGMA integrity_check` and `foreign_key_check` find. */
export function damagesOf(database: Database): string[] {
  const found = database.pragma(`integrity_check(${MAX_DAMAGES})`) as { integrity_check: string }[];
  const orphans = database.pragma('foreign_key_check') as { table: string; parent: string }[];
  return [
    ...found.map(({ integrity_check }) => integrity_check).filter((text) => text !== 'ok'),
    ...orphans
      .slice(0, MAX_DAMAGES)
      .map(({ table, parent }) => `a row of ${table} refers to no row of ${parent}`),
  ];
}

function sizeOf({ name }: Database): number {
  const log = statSync(`${name}-wal`, { throwIfNoEntry: false });
  return (statSync(name, { throwIfNoEntry: false })?.size ?? 0) + (log?.size ?? 0);
}
