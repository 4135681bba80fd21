/** The ledger in the database: how it begins, and what a transaction leaves of it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { verifyLedger } from '../../../../src/app/audit/audit-ledger.ts';
import type { Store } from '../../../../src/app/ports/store.ts';
import { readLedger } from '../../../../src/core/ledger/read-ledger.ts';
import { SqliteLedger } from '../../../../src/io/store/ledger.ts';
import { APPLICATION_ID, MIGRATIONS } from '../../../../src/io/store/schema.ts';
import {
  clockAt,
  envelopeOf,
  importInto,
  kitDigestOf,
  kitKey,
  kitTar,
  publicPem,
  sampleFeeds,
  statementOf,
  testAuthor,
  withStore,
  writeFileIn,
} from '../../../helpers/kits.ts';
import { runStellaJson, scratchFolder, stellaBinary } from '../../../helpers/run-stella.ts';

/** Root may write everywhere: then another user tries. */
const otherUser = process.getuid?.() === 0 ? { uid: 65534 } : {};
const reaches = spawnSync('test', ['-r', stellaBinary], otherUser).status === 0;

const statement = statementOf({}, { kitId: 'old', sequence: 41 });

/** A store as the program made it before there was a ledger, with a kit in force and a trust root. */
function oldStore(): string {
  const home = scratchFolder();
  const database = new SqliteDatabase(join(home, 'scanner.db'));
  database.exec(MIGRATIONS[0]!);
  database.pragma(`application_id = ${APPLICATION_ID}`);
  database.pragma('user_version = 1');
  const digest = kitDigestOf(statement);
  database
    .prepare(
      "INSERT INTO kit VALUES (?, 'old', 41, '2025-01-01T00:00:00Z', NULL, NULL, ?, '2025-01-02T00:00:00Z', ?)",
    )
    .run(digest, kitKey.publicKey.keyid, envelopeOf(statement));
  database.prepare("INSERT INTO active_kit VALUES (1, ?, '2025-01-02T00:00:00Z', NULL)").run(digest);
  database
    .prepare("INSERT INTO trust_root VALUES (?, 'key', ?, 'by hand', '2025-01-01T00:00:00Z')")
    .run(kitKey.publicKey.keyid, publicPem(kitKey));
  database.close();
  writeFileIn(home, `trust/${kitKey.publicKey.keyid}.pem`, publicPem(kitKey));
  chmodSync(join(home, 'trust'), 0o755);
  return home;
}

function problemsOf(store: Store): readonly unknown[] {
  const ports = { workspace: { quarantined: () => [] }, clock: clockAt('2025-01-16T00:00:00Z') };
  return verifyLedger({ store, ...ports }).problems;
}

const actionsOf = (store: Store): string[] =>
  readLedger(store.ledger.entries(), store.ledger.head()).entries.map(({ action }) => action);

describe('a store from before the ledger', () => {
  it('is taken over as it is by the first entry, and goes on from there', async () => {
    const home = oldStore();
    await withStore(home, (store) => {
      assert.deepEqual(problemsOf(store), []);
      const { entries } = readLedger(store.ledger.entries(), store.ledger.head());
      assert.deepEqual(
        entries.map(({ action, to, changes }) => [action, to, changes.length]),
        [['store.begin', kitDigestOf(statement), 3]],
      );
      assert.equal(store.kits.active()?.active?.sequenceFloor, 41);
    });
    const lower = writeFileIn(home, 'lower.tar', kitTar(sampleFeeds, { sequence: 41 }));
    await assert.rejects(importInto(home, lower), { code: 'KIT_ROLLBACK' });
    await importInto(home, writeFileIn(home, 'next.tar', kitTar(sampleFeeds, { sequence: 42 })));
    await withStore(home, (store) =>
      assert.deepEqual(actionsOf(store), ['store.begin', 'kit.refuse', 'kit.activate']),
    );
  });

  it('is read where it cannot be written', {
    skip: reaches ? false : 'no user who may not write',
  }, async () => {
    const home = oldStore();
    chmodSync(join(home, 'scanner.db'), 0o444);
    chmodSync(home, 0o555);
    const options = { ...otherUser, env: { STELLA_HOME: home } };
    const { exit, document } = await runStellaJson(['offline', 'status'], options);
    assert.deepEqual([exit, document.kit.kitId, document.kit.active.sequenceFloor], [0, 'old', 41]);
    assert.equal((await runStellaJson(['audit', 'log', '--verify'], options)).exit, 0);
    assert.equal((await runStellaJson(['offline', 'rollback', '--reason', 'x'], options)).exit, 5);
  });
});

describe('a new store', () => {
  it('begins its ledger at once, with an id of its own', async () => {
    const ids = await Promise.all(
      [1, 2].map(async () => {
        const home = scratchFolder();
        mkdirSync(home, { recursive: true });
        return await withStore(home, (store) => {
          assert.deepEqual(actionsOf(store), ['store.begin']);
          assert.deepEqual(problemsOf(store), []);
          return readLedger(store.ledger.entries(), store.ledger.head()).id;
        });
      }),
    );
    assert.notEqual(ids[0], ids[1]);
  });
});

describe('an entry', () => {
  it('is there with its change, and gone with it', async () => {
    const home = scratchFolder();
    await withStore(home, () => undefined);
    const database = new SqliteDatabase(join(home, 'scanner.db'));
    const ledger = new SqliteLedger(database, testAuthor);
    const insert = database.prepare(
      "INSERT INTO trust_root VALUES (?, 'key', 'pem', 'test', '2025-01-16T00:00:00Z', NULL)",
    );
    const note = { action: 'trust.add', subject: 'x' } as const;
    const add = (key: string, fails: boolean) =>
      database.transaction(() => {
        ledger.recorded(note, [{ table: 'trust_root' }], () => insert.run(key));
        if (fails) throw new Error('no');
      });
    assert.throws(add('a', true), /no/);
    assert.equal([...ledger.entries()].length, 1);
    add('b', false)();
    assert.equal([...ledger.entries()].length, 2);
    database.transaction(() => ledger.recorded(note, [{ table: 'trust_root' }], () => undefined))();
    assert.equal([...ledger.entries()].length, 2, 'what changes nothing has no entry');
    assert.throws(() => ledger.recorded(note, [], () => undefined), { code: 'INTERNAL' });
    database.close();
  });
});
