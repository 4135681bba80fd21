/** The schema of a database file by its header (SQLite file format, section 1.3), without opening the database. */
import { closeSync, openSync, readSync } from 'node:fs';
import { isThere } from '../files/is-there.ts';

/** Where SQLite keeps `user_version`: four bytes, the first the highest. */
const USER_VERSION_OFFSET = 60;

/**
 * Null when there is no file. What a process that was ended has not merged yet is not seen.
 * @throws StellaError PERMISSION_DENIED
 */
export function schemaVersionOf(path: string): number | null {
  if (!isThere(path, `the store ${JSON.stringify(path)}`)) return null;
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(4);
    readSync(file, bytes, 0, 4, USER_VERSION_OFFSET);
    return bytes.readUInt32BE(0);
  } finally {
    closeSync(file);
  }
}
