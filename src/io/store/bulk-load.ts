/**
 * Settings for writing much that nobody can see yet: commits are not synced one by one, since the commit that makes it visible
 * syncs everything before it; and the log is folded into the database in larger steps.
 */
import type { Database } from './database.ts';

const BULK = ['synchronous = NORMAL', 'wal_autocheckpoint = 16384'] as const;
/** SQLite's own defaults, and the store's `synchronous`. */
const USUAL = ['synchronous = FULL', 'wal_autocheckpoint = 1000'] as const;

export async function withBulkSettings<T>(database: Database, work: () => Promise<T>): Promise<T> {
  for (const setting of BULK) database.pragma(setting);
  try {
    return await work();
  } finally {
    for (const setting of USUAL) database.pragma(setting);
  }
}
