/** Many processes on one store: importers, scanners, readers, prunes and changes of trust; and stores that cannot be written. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { importKit } from '../../src/app/kit/import-kit.ts';
import { silentProgress } from '../../src/cli/progress.ts';
import { parsePublicKeyDer } from '../../src/core/keys/public-key.ts';
import { readBundle } from '../../src/io/archive/read-bundle.ts';
import { kitTools } from '../../src/io/kit/kit-tools.ts';
import { acquireImportLock } from '../../src/io/store/import-lock.ts';
import { systemClock } from '../../src/io/system-clock.ts';
import { timeFloor } from '../../src/io/time-floor.ts';
import {
  importInto,
  kitKey,
  kitTar,
  OSV_PATH,
  osvRecord,
  osvZip,
  publicPem,
  rootsOf,
  strangerKey,
  withStore,
  writeFileIn,
} from '../helpers/kits.ts';
import {
  type RunOptions,
  runStella,
  runStellaJson,
  scratchFolder,
  stellaBinary,
} from '../helpers/run-stella.ts';

const folder = scratchFolder();
let homes = 0;

/** Records in the feed of each kit, which tells whose snapshot somebody read. */
const RECORDS: Readonly<Record<string, number>> = { 'kit-1': 30, 'kit-2': 2000, 'kit-3': 3000 };

const newHome = (): string => join(folder, `home-${homes++}`);
const options = (home: string, more: RunOptions = {}): RunOptions => ({
  cwd: folder,
  ...more,
  env: { STELLA_HOME: home },
});
const runJson = (home: string, line: string) => runStellaJson(line.split(' '), options(home));
const importLine = (kit: string): string => `offline import --bundle ${kit}.tar --trust-root issuer.pub`;

function recordsOf(kit: string): Uint8Array {
  const details = 'x'.repeat(1000);
  return osvZip(
    ...Array.from({ length: RECORDS[kit]! }, (_, i) => ({
      ...osvRecord(`${kit}-${i}`, `package-${i}`),
      details,
    })),
  );
}

before(() => {
  writeFileIn(folder, 'issuer.pub', publicPem(kitKey));
  writeFileIn(folder, 'stranger.pub', publicPem(strangerKey));
  for (const [i, kit] of Object.keys(RECORDS).entries())
    writeFileIn(
      folder,
      `${kit}.tar`,
      kitTar({ [OSV_PATH]: recordsOf(kit) }, { kitId: kit, sequence: i + 1 }),
    );
  const component = { type: 'library', name: 'package-1', version: '1.0.0', purl: 'pkg:npm/package-1@1.0.0' };
  const sbom = { bomFormat: 'CycloneDX', specVersion: '1.5', components: [component] };
  writeFileIn(folder, 'sbom.json', JSON.stringify(sbom));
});

async function homeWithKit(kit = 'kit-1'): Promise<string> {
  const home = newHome();
  await importInto(home, join(folder, `${kit}.tar`));
  return home;
}

async function assertWhole(home: string): Promise<void> {
  const { exit, stdout, stderr } = await runStella(['audit', 'store'], options(home));
  assert.equal(exit, 0, stdout + stderr);
}

/** Runs `work` over and over until `end` is settled. */
async function repeatUntil(end: Promise<unknown>, work: () => Promise<void>): Promise<void> {
  let isOver = false;
  const done = end.then(() => {
    isOver = true;
  });
  while (!isOver) await work();
  await done;
}

describe('many processes on one store', () => {
  it('two importers and four readers: each reads one snapshot whole, and the store is whole in the end', async () => {
    const home = newHome();
    const importers = ['kit-2', 'kit-3'].map((kit) => runJson(home, importLine(kit)));
    const readStatus = async (): Promise<void> => {
      const { exit, document } = await runJson(home, 'offline status');
      assert.equal(exit, 0, JSON.stringify(document));
      const { kit, feeds } = document;
      if (kit !== null) assert.equal(feeds[0].records, RECORDS[kit.kitId]);
    };
    const readOther = async (line: string, codes: readonly (string | undefined)[]): Promise<void> => {
      const { document } = await runJson(home, line);
      assert.ok(codes.includes(document.error?.code), `${line}: ${JSON.stringify(document.error)}`);
    };
    await Promise.all([
      repeatUntil(Promise.all(importers), readStatus),
      repeatUntil(Promise.all(importers), readStatus),
      repeatUntil(Promise.all(importers), () =>
        readOther('audit log --verify', [undefined, 'INPUT_MISSING']),
      ),
      repeatUntil(Promise.all(importers), () => readOther('feed show', [undefined, 'FEED_MISSING'])),
    ]);
    const results = (await Promise.all(importers)).map(
      ({ document }) => document.result ?? document.error.code,
    );
    assert.ok(results.includes('activated'), results.join());
    for (const result of results)
      assert.ok(['activated', 'KIT_ROLLBACK', 'STORE_BUSY'].includes(result), result);
    await assertWhole(home);
  });

  it('scans at once, while a kit comes in and old ones are pruned: each names a feed that is there', async () => {
    const home = await homeWithKit();
    const changes = (async () => {
      for (const line of [
        importLine('kit-2'),
        'offline prune --keep 1',
        importLine('kit-3'),
        'offline prune --keep 1',
      ]) {
        const { exit, document } = await runJson(home, line);
        assert.equal(exit, 0, `${line}: ${JSON.stringify(document.error)}`);
      }
    })();
    let scans = 0;
    const scan = async (): Promise<void> => {
      const { exit, document } = await runJson(home, `scan run sbom.json --scan s-${scans++}`);
      if (exit !== 0) assert.equal(document.error.code, 'STORE_BUSY');
      else assert.equal(document.findingsCount, 1);
    };
    await Promise.all([repeatUntil(changes, scan), repeatUntil(changes, scan), repeatUntil(changes, scan)]);
    const { document } = await runJson(home, 'scan list');
    assert.ok(document.scans.length >= 3);
    for (const { scanId } of document.scans.slice(0, 3))
      assert.equal((await runJson(home, `score replay --scan ${scanId}`)).document.deterministic, true);
    await assertWhole(home);
  });

  it('record one scan id once, whoever is first', async () => {
    const home = await homeWithKit();
    const line = 'scan run sbom.json --scan one --freeze 2025-02-01T00:00:00Z';
    const runs = await Promise.all([1, 2, 3, 4].map(() => runJson(home, line)));
    assert.deepEqual(
      runs.map(({ exit }) => exit),
      [0, 0, 0, 0],
    );
    assert.equal((await runJson(home, 'audit log --action scan')).document.entries.length, 1);
    await assertWhole(home);
  });

  it('change trust at once: the files are those of the table in the end', async () => {
    const home = await homeWithKit();
    const { keyid } = strangerKey.publicKey;
    await Promise.all(
      [
        'trust add issuer.pub',
        'trust add stranger.pub',
        'trust add issuer.pub',
        `trust remove ${keyid.slice(0, 16)}`,
      ].map((line) => runJson(home, line)),
    );
    const { document } = await runJson(home, 'trust list');
    assert.deepEqual(
      readdirSync(join(home, 'trust')).sort(),
      document.trustRoots.map(({ fingerprint }: { fingerprint: string }) => `${fingerprint}.pem`).sort(),
    );
    await assertWhole(home);
  });
});

describe('the lock of imports, rollbacks and prunes', () => {
  it('is waited for, and then its holder is named; what only reads, scans or changes trust goes on', async () => {
    const home = await homeWithKit();
    const lock = acquireImportLock(home, '2025-01-16T00:00:00Z');
    try {
      const waiting = [importLine('kit-2'), 'offline rollback --reason x', 'offline prune'].map((line) =>
        runJson(home, line),
      );
      for (const line of [
        'offline status',
        'scan run sbom.json --scan s',
        'trust add stranger.pub',
        'audit log --verify',
      ])
        assert.equal((await runJson(home, line)).exit, 0, line);
      for (const { exit, document } of await Promise.all(waiting)) {
        assert.deepEqual([exit, document.error.code], [5, 'STORE_BUSY']);
        const { pid, since } = document.error.details.holder;
        assert.deepEqual([pid, since], [process.pid, '2025-01-16T00:00:00Z']);
        assert.match(document.error.message, new RegExp(`process ${process.pid} of `));
      }
    } finally {
      lock.release();
    }
    assert.equal((await runJson(home, importLine('kit-2'))).exit, 0);
  });

  it('is taken over from a process that died, whatever it left beside it', async () => {
    const home = await homeWithKit();
    const script = `const { acquireImportLock } = await import(${JSON.stringify(new URL('../../src/io/store/import-lock.ts', import.meta.url).href)});
      acquireImportLock(${JSON.stringify(home)}, '2025-01-16T00:00:00Z'); process.kill(process.pid, 'SIGKILL');`;
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', script]);
    assert.equal(signal, 'SIGKILL');
    assert.ok(readFileSync(join(home, 'import.holder.json'), 'utf8').includes('2025-01-16'));
    assert.equal((await runJson(home, importLine('kit-2'))).exit, 0);
    assert.equal(readdirSync(home).includes('import.holder.json'), false);
  });

  it('does not keep a key from being distrusted while its kit comes in, which is then refused', async () => {
    const home = await homeWithKit();
    await withStore(home, async (store) => {
      const { spkiDer, keyid } = kitKey.publicKey;
      assert.equal(parsePublicKeyDer(spkiDer).keyid, keyid);
      store.trust.add([
        {
          fingerprint: keyid,
          kind: 'key',
          pem: publicPem(kitKey),
          origin: 'test',
          addedAt: '2025-01-16T00:00:00Z',
        },
      ]);
      const importing = importKit(
        { path: join(folder, 'kit-2.tar'), isDryRun: false, forceReason: null, isOwnTrust: true },
        {
          store,
          workspace: kitTools(home, systemClock).workspace,
          trust: { roots: rootsOf(kitKey), origin: 'test' },
          bundles: { read: readBundle },
          builtIn: [],
          clock: systemClock,
          floor: timeFloor(home),
          progress: {
            ...silentProgress,
            start(label) {
              if (label.startsWith('indexing')) store.trust.remove(keyid);
            },
          },
          explain: () => {},
        },
      );
      await assert.rejects(importing, { code: 'KEY_UNKNOWN' });
      assert.equal(store.kits.active()?.kitId, 'kit-1');
    });
    assert.deepEqual((await runJson(home, 'trust list')).document.trustRoots, []);
    await assertWhole(home);
  });
});

describe('a store that another process is writing', () => {
  it('is read all the same, and a writer waits and then says so', async () => {
    const home = await homeWithKit();
    const database = new SqliteDatabase(join(home, 'scanner.db'));
    database.exec('BEGIN IMMEDIATE');
    try {
      const waiting = runJson(home, 'scan run sbom.json --scan s');
      for (const line of ['offline status', 'scan list', 'audit log --verify', 'audit store'])
        assert.equal((await runJson(home, line)).exit, 0, line);
      const { exit, document } = await waiting;
      assert.deepEqual([exit, document.error.code], [5, 'STORE_BUSY']);
    } finally {
      database.close();
    }
    assert.equal((await runJson(home, 'scan run sbom.json --scan s')).exit, 0);
  });
});

/** Root may write everywhere: then another user tries. */
const otherUser = process.getuid?.() === 0 ? { uid: 65534 } : {};
const reaches =
  spawnSync('test', ['-r', stellaBinary], otherUser).status === 0 && process.platform !== 'win32';

describe('a home that cannot be written', {
  skip: reaches ? false : 'no user who may not write everywhere',
}, () => {
  it('is read by everything that only reads, and nothing else happens', async () => {
    const home = await homeWithKit();
    assert.equal((await runJson(home, 'scan run sbom.json --scan s')).exit, 0);
    const frozen = newHome();
    cpSync(home, frozen, { recursive: true });
    const files = readdirSync(frozen, { recursive: true, encoding: 'utf8' }).map((name) =>
      join(frozen, name),
    );
    chmodSync(folder, 0o755);
    for (const path of [...files, frozen]) chmodSync(path, 0o555);
    const of = (line: string) =>
      runStellaJson(line.split(' '), options(frozen, { ...otherUser, home: join(folder, 'nobody') }));
    try {
      for (const line of [
        'offline status',
        'scan list',
        'scan show s',
        'feed show',
        'trust list',
        'audit log',
        'audit log --verify',
        'audit store',
      ])
        assert.equal((await of(line)).exit, 0, line);
      for (const line of [
        'scan run sbom.json --scan t',
        'trust add issuer.pub',
        'offline rollback --reason x',
        importLine('kit-2'),
      ]) {
        const { exit, document } = await of(line);
        assert.deepEqual([exit, document.error?.code], [5, 'PERMISSION_DENIED'], line);
      }
      assert.deepEqual(
        readdirSync(frozen, { recursive: true, encoding: 'utf8' }).map((name) => join(frozen, name)),
        files,
      );
    } finally {
      for (const path of [frozen, ...files]) chmodSync(path, 0o755);
      rmSync(frozen, { recursive: true, force: true });
    }
  });

  it('is read beside a process of another user that writes it, at its newest', async () => {
    const home = await homeWithKit();
    const of = (line: string) =>
      runStellaJson(line.split(' '), options(home, { ...otherUser, home: join(folder, 'nobody') }));
    await withStore(home, async (store) => {
      chmodSync(folder, 0o755);
      for (const digit of ['a', 'b']) {
        const row = { fingerprint: digit.repeat(64), kind: 'key', pem: 'pem', origin: 'test' } as const;
        store.trust.add([{ ...row, addedAt: '2025-01-17T00:00:00Z' }]);
        for (const name of ['', ...readdirSync(home, { recursive: true, encoding: 'utf8' })])
          chmodSync(join(home, name), 0o755);
        const { document } = await of('trust list');
        assert.equal(document.trustRoots.at(-1).fingerprint, row.fingerprint);
      }
      const { exit, document } = await of('trust add issuer.pub');
      assert.deepEqual([exit, document.error.code], [5, 'PERMISSION_DENIED']);
    });
  });
});

describe('a home that is a link', () => {
  it('to what is there is a home; to what is not there, as a disk that is not mounted, it is refused', async () => {
    const home = await homeWithKit();
    const [link, dangling] = [newHome(), newHome()];
    symlinkSync(home, link);
    symlinkSync(join(folder, 'not-mounted'), dangling);
    assert.equal((await runJson(link, 'offline status')).document.kit.kitId, 'kit-1');
    for (const line of ['offline status', 'trust list', 'audit log', importLine('kit-1')]) {
      const { exit, document } = await runJson(dangling, line);
      assert.deepEqual([exit, document.error?.code], [5, 'PERMISSION_DENIED'], line);
      assert.match(document.error.message, /is a link to what is not there/);
    }
    assert.equal(existsSync(join(folder, 'not-mounted')), false);
  });
});

describe('a home on a read-only medium', { skip: bindMountSkip() }, () => {
  it('is read, and what would write says so', async () => {
    const home = await homeWithKit();
    const medium = newHome();
    mkdirSync(medium);
    for (const how of [
      ['--bind', home],
      ['-o', 'remount,ro,bind'],
    ])
      assert.equal(spawnSync('mount', [...how, medium]).status, 0);
    try {
      for (const line of ['offline status', 'offline list', 'audit store'])
        assert.equal((await runJson(medium, line)).exit, 0, line);
      for (const line of ['offline rollback --reason x', 'offline prune', importLine('kit-2')]) {
        const { exit, document } = await runJson(medium, line);
        assert.deepEqual([exit, document.error?.code], [5, 'PERMISSION_DENIED'], line);
        assert.match(document.error.message, /is on a read-only file system/);
        assert.match(document.error.hint, /choose a place that can be written/);
      }
    } finally {
      spawnSync('umount', [medium]);
    }
  });
});

/** `false` when a folder can be mounted again elsewhere, which takes root; else the reason to give to `skip`. */
function bindMountSkip(): string | false {
  const place = scratchFolder();
  if (spawnSync('mount', ['--bind', place, place]).status !== 0) return 'no folder can be mounted here';
  spawnSync('umount', [place]);
  return false;
}
