import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { verifyLedger } from '../../../../src/app/audit/audit-ledger.ts';
import type { Store } from '../../../../src/app/ports/store.ts';
import { runScan, type ScanPorts } from '../../../../src/app/scan/run-scan.ts';
import { digestOf } from '../../../../src/core/digest/sha256.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { parseLedgerEntry } from '../../../../src/core/ledger/ledger-entry.ts';
import { parseSbom } from '../../../../src/core/sbom/read-sbom.ts';
import { readBuiltInDocuments } from '../../../../src/io/built-in-documents.ts';
import { openStore } from '../../../../src/io/store/open-store.ts';
import {
  clockAt,
  importInto,
  kitTar,
  sampleFeeds,
  testAuthor,
  withStore,
  writeFileIn,
} from '../../../helpers/kits.ts';
import { projectRoot, scratchFolder } from '../../../helpers/run-stella.ts';

const sbomBytes = utf8Encode(JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', components: [] }));

const request = {
  sbomBytes,
  sbom: parseSbom(sbomBytes),
  scanId: 'one',
  rules: 'stella-default',
  policy: 'stella-default',
  vex: [],
  evidence: null,
  freeze: null,
  environment: null,
};

async function homeWithKit(): Promise<string> {
  const home = scratchFolder();
  await importInto(home, writeFileIn(home, 'kit.tar', kitTar(sampleFeeds)));
  return home;
}

/** The ports of a scan; `meanwhile` happens between computing and recording. */
function portsOf(store: Store, meanwhile: () => void): ScanPorts {
  const record: Store['scans']['record'] = (...recorded) => {
    meanwhile();
    store.scans.record(...recorded);
  };
  const scans = new Proxy(store.scans, {
    get(target, name) {
      if (name === 'record') return record;
      const member = Reflect.get(target, name) as unknown;
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  const { documents, blobs } = store;
  return {
    store: { ...store, scans },
    catalog: { builtIn: readBuiltInDocuments(projectRoot), documents, blobs },
    clock: clockAt('2025-02-01T00:00:00Z'),
    explain: () => {},
  };
}

describe('recording a scan', () => {
  it('of a feed that was pruned meanwhile is STORE_BUSY and leaves nothing', async () => {
    const home = await homeWithKit();
    await withStore(home, (store) => {
      const prune = (): void => {
        const other = new SqliteDatabase(join(home, 'scanner.db'));
        other.exec('PRAGMA foreign_keys = ON; UPDATE kit SET feed_hash = NULL; DELETE FROM feed_snapshot');
        other.close();
      };
      assert.throws(() => runScan(request, portsOf(store, prune)), { code: 'STORE_BUSY' });
      assert.deepEqual(store.scans.list(), []);
      assert.equal([...store.ledger.entries()].length, 2);
    });
  });

  it('whose id another process took meanwhile is STORE_BUSY for another manifest, and done for the same', async () => {
    const home = await homeWithKit();
    await withStore(home, (store) => {
      const ports = portsOf(store, () => undefined);
      const same = portsOf(store, () => runScan(request, ports));
      assert.equal(runScan(request, same).row.scanId, 'one');
      assert.equal([...store.ledger.entries()].length, 3);
      const later = { ...portsOf(store, () => undefined), clock: clockAt('2025-02-02T00:00:00Z') };
      const other = portsOf(store, () => runScan({ ...request, scanId: 'two' }, later));
      assert.throws(() => runScan({ ...request, scanId: 'two' }, other), { code: 'STORE_BUSY' });
    });
  });
});

describe('recording a replay', () => {
  const problemsOf = (store: Store): string[] => {
    const ports = { workspace: { quarantined: () => [] }, clock: clockAt('2025-02-03T00:00:00Z') };
    return verifyLedger({ store, ...ports }).problems.map(({ what }) => what);
  };
  const edited = (home: string, sql: string): void => {
    const other = new SqliteDatabase(join(home, 'scanner.db'));
    other.exec(sql);
    other.close();
  };

  for (const [kind, table] of [
    ['original', 'replay_log'],
    ['derived', 'derived_replay_log'],
  ] as const)
    it(`of a manifest that is ${kind} enters it in the ledger when it gave another root, until its scan goes`, async () => {
      const home = await homeWithKit();
      await withStore(home, (store) => {
        const { row } = runScan(
          request,
          portsOf(store, () => undefined),
        );
        const { scanId, manifestHash, rootHash } = row;
        const replay = {
          scanId,
          kind,
          manifestHash,
          expectedRootHash: rootHash,
          replayedAt: '2025-02-02T00:00:00Z',
          durationMs: 12,
        };
        store.scans.recordReplay({ ...replay, rootHash, deterministic: true });
        assert.equal([...store.ledger.entries()].length, 3);
        const wrong = digestOf(utf8Encode('another root'));
        store.scans.recordReplay({ ...replay, rootHash: wrong, deterministic: false });
        const last = [...store.ledger.entries()].map(({ bytes }) => parseLedgerEntry(bytes)).at(-1)!;
        assert.deepEqual(
          [last.action, last.subject, last.from, last.to],
          ['scan.mismatch', 'one', rootHash, wrong],
        );
        assert.deepEqual(problemsOf(store), []);
        for (const change of [
          `UPDATE ${table} SET replayed_at = '2024-01-01T00:00:00Z'`,
          `UPDATE ${table} SET duration_ms = duration_ms + 1`,
          `UPDATE ${table} SET root_hash = expected_root_hash, deterministic = 1`,
          `DELETE FROM ${table} WHERE deterministic = 0`,
        ]) {
          const copy = scratchFolder();
          cpSync(home, copy, { recursive: true });
          edited(copy, change);
          const opened = openStore(copy, 'open', testAuthor);
          assert.notDeepEqual(problemsOf(opened), [], change);
          opened.close();
        }
        store.scans.delete(scanId, store.blobs, { reason: null, isDryRun: false });
        assert.deepEqual(problemsOf(store), []);
      });
    });
});
