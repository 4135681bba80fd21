/** Whether a database is a store of ours, and bringing it to the newest schema. */

import type { Database } from 'better-sqlite3';
import { StellaError } from '../../core/errors.ts';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';

/** Begins the ledger, in the transaction that makes its tables. */
export type BeginLedger = (database: Database) => void;

/** @throws StellaError STORE_CORRUPT for the database of another program */
export function checkOwner(database: Database, path: string): void {
  const applicationId = database.pragma('application_id', { simple: true }) as number;
  const tables = database.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get() as number;
  if (applicationId === APPLICATION_ID || (applicationId === 0 && tables === 0)) return;
  database.close();
  throw new StellaError('STORE_CORRUPT', `${JSON.stringify(path)} is a database of another program`, {
    hint: 'choose another folder with --home or STELLA_HOME',
  });
}

/** @throws StellaError STORE_TOO_NEW */
export function migrate(database: Database, beginLedger: BeginLedger): void {
  const version = database.pragma('user_version', { simple: true }) as number;
  refuseNewer(version);
  if (version === MIGRATIONS.length) return;
  // A table that others refer to can be made anew only without foreign keys, and the setting cannot change in a transaction.
  database.pragma('foreign_keys = OFF');
  const upgrade = database.transaction(() => {
    // Another process may have migrated while this one waited for the lock.
    const current = database.pragma('user_version', { simple: true }) as number;
    const hadLedger = hasLedger(database);
    for (const migration of MIGRATIONS.slice(current)) database.exec(migration);
    if (!hadLedger) beginLedger(database);
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.pragma(`user_version = ${MIGRATIONS.length}`);
  });
  upgrade.immediate();
  database.pragma('foreign_keys = ON');
}

function hasLedger(database: Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'ledger'").get() !== undefined;
}

/** @throws StellaError STORE_TOO_NEW */
export function refuseNewer(version: number): void {
  if (version <= MIGRATIONS.length) return;
  throw new StellaError(
    'STORE_TOO_NEW',
    `the store has schema ${version}, this program knows up to ${MIGRATIONS.length}`,
    {
      details: { expected: MIGRATIONS.length, received: version },
      hint: 'use the version of stella that made the store, or a newer one',
    },
  );
}
