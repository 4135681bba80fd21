/** Opens the store under a home folder, with everything in it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../../app/ports.ts';
import { makeFolder } from '../files/write-file.ts';
import { TRUST_FOLDER } from '../trust-files.ts';
import { FileBlobStore } from './blob-store.ts';
import { openDatabase, openEmptyDatabase } from './database.ts';
import { SqliteDocumentStore } from './document-store.ts';
import { SqliteFeedIndexer } from './feed-importer.ts';
import { SqliteFeedStore } from './feed-store.ts';
import { SqliteKitStore } from './kit-store.ts';
import { SqliteScanStore } from './scan-store.ts';
import { SqliteTrustStore } from './trust-store.ts';

export const DATABASE_FILE = 'scanner.db';
const BLOB_FOLDER = 'blobs';

/** `create` makes a store that is not there; `open` takes it for an empty one and leaves the disk as it is. */
export type StoreMode = 'open' | 'create';

/** @throws StellaError STORE_TOO_NEW, STORE_CORRUPT, STORE_BUSY, PERMISSION_DENIED or STORAGE_FULL */
export function openStore(home: string, mode: StoreMode): Store {
  const path = join(home, DATABASE_FILE);
  if (mode === 'create' || existsSync(home)) makeFolder(home, 'the home folder');
  const database = mode === 'create' || existsSync(path) ? openDatabase(path) : openEmptyDatabase();
  const trust = new SqliteTrustStore(database, join(home, TRUST_FOLDER));
  if (mode === 'create') trust.synchronizeFiles();
  const feeds = new SqliteFeedStore(database);
  const documents = new SqliteDocumentStore(database);
  return {
    blobs: new FileBlobStore(join(home, BLOB_FOLDER)),
    scans: new SqliteScanStore(database),
    documents,
    feeds,
    feedIndexer: new SqliteFeedIndexer(database, feeds),
    kits: new SqliteKitStore(database, { documents, trust }),
    trust,
    close: () => database.close(),
  };
}
