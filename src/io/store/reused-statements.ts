/**
 * Prepares each statement once. One that was prepared is freed only when the garbage collector comes to it, which does not
 * know how much it holds: ten thousand scans asked for one by one would hold hundreds of megabytes.
 */
import type { Database } from './database.ts';

/** The same database. For statements that are run to their end: `iterate` would lend one statement to two readers. */
export function reusingStatements(database: Database): Database {
  const prepared = new Map<string, ReturnType<Database['prepare']>>();
  const prepare = (sql: string): ReturnType<Database['prepare']> => {
    const known = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  return Object.create(database, { prepare: { value: prepare } });
}
