/** Opens the store under a home folder, with everything in it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerAuthor } from '../../app/ports/ledger.ts';
import type { Store } from '../../app/ports/store.ts';
import { isThere } from '../files/is-there.ts';
import { isDanglingLink, makeFolder } from '../files/write-file.ts';
import { TRUST_FOLDER } from '../trust-files.ts';
import { SqliteAuditQueries } from './audit-queries.ts';
import { blobsInUse } from './blob-references.ts';
import { FileBlobStore } from './blob-store.ts';
import { BundledFeeds } from './bundled-feeds.ts';
import { type Database, openDatabase, openEmptyDatabase } from './database.ts';
import { SqliteDocumentStore } from './document-store.ts';
import { SqliteFeedIndexer } from './feed-importer.ts';
import { SqliteFeedStore } from './feed-store.ts';
import { guarded } from './guard.ts';
import { SqliteKitStore } from './kit-store.ts';
import { SqliteLedger } from './ledger.ts';
import { compact, damagesOf } from './maintenance.ts';
import { SqliteMetricStore } from './metric-store.ts';
import { SqliteScanStore } from './scan-store.ts';
import { SqliteTrustStore } from './trust-store.ts';

export const DATABASE_FILE = 'scanner.db';
const BLOB_FOLDER = 'blobs';

/**
 * `create` makes a store that is not there; `open` takes it for an empty one and leaves the disk as it is; `inspect` does not
 * even bring an older schema to the newest.
 */
export type StoreMode = 'open' | 'create' | 'inspect';

/** @throws StellaError STORE_TOO_NEW, STORE_CORRUPT, STORE_BUSY, PERMISSION_DENIED or STORAGE_FULL */
export function openStore(home: string, mode: StoreMode, author: LedgerAuthor): Store {
  const path = join(home, DATABASE_FILE);
  // A home on a disk that is not mounted must not look like one in which nothing was ever imported.
  if (mode === 'create' || existsSync(home) || isDanglingLink(home)) makeFolder(home, 'the home folder');
  const hasDatabase = mode === 'create' || isThere(path, `the store ${JSON.stringify(path)}`);
  const beginLedger = (made: Database): void => new SqliteLedger(made, author).begin();
  const database = hasDatabase ? openDatabase(path, beginLedger, mode === 'inspect') : openEmptyDatabase();
  const ledger = new SqliteLedger(database, author);
  const trust = new SqliteTrustStore(database, join(home, TRUST_FOLDER), ledger);
  if (mode === 'create') trust.synchronizeFiles();
  const blobs = new FileBlobStore(join(home, BLOB_FOLDER));
  const bundledFeeds = new BundledFeeds(database, blobs);
  const feeds = new SqliteFeedStore(database, bundledFeeds);
  const documents = new SqliteDocumentStore(database);
  const scans = new SqliteScanStore(database, ledger, bundledFeeds);
  return {
    isThere: hasDatabase,
    blobs,
    scans,
    auditQueries: new SqliteAuditQueries(database),
    documents,
    feeds,
    feedIndexer: new SqliteFeedIndexer(database, feeds),
    kits: new SqliteKitStore(database, { documents, trust, scans, blobs, ledger }),
    metrics: new SqliteMetricStore(database),
    trust,
    ledger,
    consistently: (work) => guarded(database, () => database.transaction(work).deferred()),
    blobsInUse: (withoutKits) => guarded(database, () => blobsInUse(database, { kits: withoutKits })),
    compact: (minFreeShare = 0) => compact(database, minFreeShare),
    damages: () => guarded(database, () => damagesOf(database)),
    differingTrustFiles: () => trust.differingFiles(),
    close: () => database.close(),
  };
}
