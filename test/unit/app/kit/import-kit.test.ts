import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createGzip, constants as zlib, zstdCompressSync } from 'node:zlib';
import { gzipSync, strToU8 } from 'fflate';
import type { KitImport } from '../../../../src/app/kit/import-report.ts';
import { digestHex, digestOf } from '../../../../src/core/digest/sha256.ts';
import { NO_TRUST_ROOTS } from '../../../../src/core/trust/trust-roots.ts';
import {
  EPSS_PATH,
  envelopeOf,
  epssGz,
  type ImportOptions,
  importInto,
  KEV_PATH,
  type KitFiles,
  kevJson,
  kitDigestOf,
  kitKey,
  kitTar,
  OSV_PATH,
  osvRecord,
  osvZip,
  publicPem,
  rootsOf,
  sampleFeeds,
  statementOf,
  strangerKey,
  tarOf,
  withStore,
  writeFileIn,
} from '../../../helpers/kits.ts';
import { projectRoot, scratchFolder } from '../../../helpers/run-stella.ts';
import { hasStaging, storeState } from '../../../helpers/store-state.ts';

const rules = new Uint8Array(readFileSync(join(projectRoot, 'offline-kit/rules/stella-default.yaml')));
const policy = new Uint8Array(readFileSync(join(projectRoot, 'offline-kit/policies/stella-default.yaml')));

let count = 0;
/** Imports bytes as a kit, from a file of its own. */
function importBytes(home: string, bytes: Uint8Array, options: ImportOptions = {}): Promise<KitImport> {
  return importInto(home, writeFileIn(join(home, 'incoming'), `${count++}.kit`, bytes), options);
}

/** Asserts that the import is refused with `code` and that nothing changed. */
async function refused(
  home: string,
  bytes: Uint8Array,
  code: string,
  options: ImportOptions = {},
): Promise<void> {
  const before = await storeState(home);
  await assert.rejects(importBytes(home, bytes, options), { name: 'StellaError', code });
  assert.equal(await storeState(home), before);
  assert.equal(hasStaging(home), false);
}

async function homeWithKit(files: KitFiles = sampleFeeds): Promise<string> {
  const home = scratchFolder();
  await importBytes(home, kitTar(files));
  return home;
}

const allFiles: KitFiles = {
  ...sampleFeeds,
  'rules/stella-default.yaml': rules,
  'policies/stella-default.yaml': policy,
  'trust/next.pem': strToU8(publicPem(strangerKey)),
  'vex/vendor.json': strToU8('{"vex":1}'),
};

describe('importing a kit', () => {
  it('puts everything that it brought in force', async () => {
    const home = scratchFolder();
    const report = await importBytes(home, kitTar(allFiles));
    assert.equal(report.result, 'activated');
    assert.equal(report.digest, kitDigestOf(statementOf(allFiles)));
    assert.deepEqual(report.signers, [kitKey.publicKey.keyid]);
    assert.deepEqual(
      report.feed?.sources.map(({ name, records }) => [name, records]),
      [
        ['epss', 2],
        ['kev', 1],
        ['osv/npm', 3],
      ],
    );
    assert.deepEqual(report.trustRoots, [strangerKey.publicKey.keyid]);
    assert.deepEqual(report.vex, [
      { path: 'vex/vendor.json', digest: digestOf(allFiles['vex/vendor.json'] as Uint8Array) },
    ]);
    await withStore(home, (store) => {
      assert.equal(store.kits.active()?.digest, report.digest);
      assert.equal(store.kits.active()?.feedDigest, report.feed?.digest);
      assert.equal(store.feeds.active()?.digest, report.feed?.digest);
      assert.equal(store.documents.list('rules')[0]?.origin, 'kit-1');
      assert.ok(store.blobs.get(store.documents.list('policy')[0]!.digest, 'policy').length > 0);
      assert.deepEqual(store.blobs.get(digestOf(strToU8('{"vex":1}')), 'vex'), strToU8('{"vex":1}'));
      assert.deepEqual(
        store.trust.list().map(({ fingerprint }) => fingerprint),
        [strangerKey.publicKey.keyid],
      );
      assert.deepEqual(
        store.kits.statement(report.digest)?.entries.map(({ path }) => path),
        Object.keys(allFiles).sort(),
      );
    });
    assert.deepEqual(readdirSync(join(home, 'trust')), [`${strangerKey.publicKey.keyid}.pem`]);
    assert.equal(hasStaging(home), false);
  });

  it('takes the time of a source from its entry, else from the kit', async () => {
    const home = scratchFolder();
    const statement = statementOf(sampleFeeds);
    const entries = statement.entries.map((entry) =>
      entry.kind === 'feed/kev' ? { ...entry, capturedAt: '2025-01-14T00:00:00Z' } : entry,
    );
    const report = await importBytes(home, kitTar(sampleFeeds, { entries }));
    assert.deepEqual(
      report.feed?.sources.map(({ capturedAt }) => capturedAt),
      ['2025-01-15T00:00:00Z', '2025-01-14T00:00:00Z', '2025-01-15T00:00:00Z'],
    );
  });

  it('is the same whatever form the kit has', async () => {
    const tar = kitTar(allFiles);
    const folder = scratchFolder();
    writeFileIn(folder, 'kit.dsse.json', envelopeOf(statementOf(allFiles)));
    for (const [path, content] of Object.entries(allFiles)) writeFileIn(folder, path, content);
    const gzipOfNode = await new Promise<Buffer>((resolve, reject) => {
      const gzip = createGzip();
      const chunks: Buffer[] = [];
      gzip.on('data', (chunk) => chunks.push(chunk));
      gzip.on('end', () => resolve(Buffer.concat(chunks)));
      gzip.on('error', reject);
      gzip.end(tar);
    });
    const forms = [
      gzipSync(tar, { filename: 'kit.tar' }),
      new Uint8Array(gzipOfNode),
      new Uint8Array(zstdCompressSync(tar)),
      new Uint8Array(
        Buffer.concat([
          zstdCompressSync(tar.subarray(0, 700)),
          zstdCompressSync(tar.subarray(700)),
          zstdCompressSync(''),
        ]),
      ),
      new Uint8Array(zstdCompressSync(tar, { params: { [zlib.ZSTD_c_checksumFlag]: 1 } })),
      // Skippable frames of four bytes, as pzstd writes one before each of its own.
      ...[0x50, 0x5f].map((magic) => {
        const skippable = Buffer.from([magic, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]);
        return new Uint8Array(Buffer.concat([skippable, zstdCompressSync(tar), skippable]));
      }),
    ];
    const expected = await importBytes(scratchFolder(), tar);
    for (const form of forms) assert.deepEqual(await importBytes(scratchFolder(), form), expected);
    assert.deepEqual(await importInto(scratchFolder(), folder), expected);
  });

  it('of a kit without a feed leaves the snapshot in force', async () => {
    const home = await homeWithKit();
    const files = { 'vex/a.json': strToU8('{}') };
    const report = await importBytes(home, kitTar(files, { sequence: 2 }));
    await withStore(home, (store) => {
      assert.equal(store.feeds.active()?.digest, report.feed?.digest);
      assert.equal(report.feed?.sources.length, 3);
    });
    assert.equal((await importBytes(scratchFolder(), kitTar(files))).feed, null);
  });

  it('of the kit in force changes nothing and says so', async () => {
    const home = await homeWithKit();
    const before = await storeState(home);
    const report = await importBytes(home, kitTar(sampleFeeds), { at: '2025-02-01T00:00:00Z' });
    assert.equal(report.result, 'already-active');
    assert.equal(await storeState(home), before);
  });

  it('of the kit in force still checks every byte', async () => {
    const home = await homeWithKit();
    const tar = kitTar(sampleFeeds);
    tar[tar.length - 2000] = (tar[tar.length - 2000] as number) ^ 1;
    await refused(home, tar, 'DIGEST_MISMATCH');
  });

  it('as a dry run does everything but the activation', async () => {
    const home = await homeWithKit();
    const before = await storeState(home);
    const next = kitTar({ ...allFiles, [OSV_PATH]: osvZip(osvRecord('NEW-1', 'x')) }, { sequence: 2 });
    const dry = await importBytes(home, next, { isDryRun: true });
    assert.equal(dry.result, 'dry-run');
    assert.equal(await storeState(home), before);
    const real = await importBytes(home, next);
    assert.deepEqual({ ...real, result: 'dry-run' }, dry);
  });

  it('as a dry run refuses what a real one refuses, and keeps nothing', async () => {
    const home = await homeWithKit();
    await refused(home, kitTar(sampleFeeds, { sequence: 0 }), 'KIT_ROLLBACK', { isDryRun: true });
    await assert.rejects(importBytes(home, strToU8('x'), { isDryRun: true }), { code: 'KIT_INVALID' });
    assert.equal(readdirSync(home).includes('quarantine'), false);
  });

  it('indexes a file once, however many kits have it', async () => {
    const home = await homeWithKit();
    await importBytes(
      home,
      kitTar({ ...sampleFeeds, [KEV_PATH]: kevJson('CVE-2024-0002') }, { sequence: 2 }),
    );
    assert.match(await storeState(home), /^feed_content: 4 rows/m);
    await withStore(home, (store) => {
      const views = store.feeds.list().map(({ digest }) => store.feeds.view(digest));
      const dates = views.map((view) =>
        ['CVE-2024-0001', 'CVE-2024-0002'].map((cve) => view.kev(cve) !== null),
      );
      assert.deepEqual(dates.sort(), [
        [false, true],
        [true, false],
      ]);
    });
  });

  it('takes one file under two names for two sources', async () => {
    const home = scratchFolder();
    const zip = osvZip(osvRecord('A-1', 'x'));
    const report = await importBytes(home, kitTar({ 'feeds/osv/npm.zip': zip, 'feeds/osv/npm2.zip': zip }));
    assert.deepEqual(
      report.feed?.sources.map(({ name, records }) => [name, records]),
      [
        ['osv/npm', 1],
        ['osv/npm2', 1],
      ],
    );
    await withStore(home, (store) => {
      assert.equal(store.feeds.view(store.feeds.active()!.digest).advisories('npm:x').length, 1);
    });
  });

  it('passes over the records that the kit says are left out', async () => {
    const home = scratchFolder();
    const broken = { ...osvRecord('GHSA-4', 'broken'), affected: 'not a list' };
    const zip = osvZip(osvRecord('GHSA-1', 'left-pad'), broken, osvRecord('GHSA-2', 'lodash'));
    const excluded = [{ id: 'GHSA-4', reason: 'affected is not a list' }];
    await refused(home, kitTar({ [OSV_PATH]: zip }), 'INPUT_INVALID');
    const report = await importBytes(home, kitTar({ [OSV_PATH]: zip }, { excluded }));
    assert.deepEqual(report.excluded, excluded);
    assert.equal(report.feed?.sources[0]?.records, 2);
    assert.equal(report.feed?.sources[0]?.digest, digestOf(zip));
  });

  it('tells content with other records left out apart', async () => {
    const home = await homeWithKit();
    const excluded = [{ id: 'GHSA-3', reason: 'wrong' }];
    await importBytes(home, kitTar(sampleFeeds, { sequence: 2, excluded }));
    await withStore(home, (store) => {
      const ids = (digest: `sha256:${string}`) =>
        store.feeds
          .view(digest)
          .advisories('npm:lodash')
          .map(({ record }) => record.id);
      const active = store.feeds.active()!.digest;
      assert.deepEqual(ids(active), ['GHSA-2']);
      const other = store.feeds.list().find(({ digest }) => digest !== active)!.digest;
      assert.deepEqual(ids(other).sort(), ['GHSA-2', 'GHSA-3']);
    });
  });

  it('lays a delta on its base: what it does not name stays', async () => {
    const home = await homeWithKit();
    const base = kitDigestOf(statementOf(sampleFeeds));
    const delta = { [EPSS_PATH]: epssGz('CVE-2024-0001,0.5,0.99') };
    const report = await importBytes(home, kitTar(delta, { sequence: 2, base }));
    await withStore(home, (store) => {
      const view = store.feeds.view(report.feed!.digest);
      assert.equal(view.epss('CVE-2024-0001')?.probability, '0.5');
      assert.equal(view.epss('CVE-2024-0002'), null);
      assert.deepEqual(view.kev('CVE-2024-0001')?.dateAdded, '2025-01-11');
      assert.equal(view.advisories('npm:lodash').length, 2);
    });
    const whole = await importBytes(scratchFolder(), kitTar({ ...sampleFeeds, ...delta }));
    assert.equal(report.feed?.digest, whole.feed?.digest);
  });

  it('refuses a delta on another base, forced or not', async () => {
    const home = await homeWithKit();
    const delta = kitTar({ [EPSS_PATH]: epssGz() }, { sequence: 2, base: `sha256:${'0'.repeat(64)}` });
    await refused(home, delta, 'KIT_ROLLBACK');
    await refused(home, delta, 'KIT_ROLLBACK', { forceReason: 'I want to' });
  });

  it('refuses an older kit, and another one of the same sequence', async () => {
    const home = await homeWithKit();
    await refused(home, kitTar(sampleFeeds, { sequence: 0 }), 'KIT_ROLLBACK');
    await refused(home, kitTar(sampleFeeds, { kitId: 'other' }), 'KIT_ROLLBACK');
  });

  it('puts an older kit in force when forced, and records the reason', async () => {
    const home = await homeWithKit();
    await importBytes(home, kitTar({ [KEV_PATH]: kevJson() }, { sequence: 9 }));
    const report = await importBytes(home, kitTar(sampleFeeds), { forceReason: 'kit 9 is broken' });
    assert.equal(report.forcedReason, 'kit 9 is broken');
    await withStore(home, (store) => {
      assert.equal(store.kits.active()?.sequence, 1);
      assert.equal(store.kits.active()?.active?.forcedReason, 'kit 9 is broken');
      assert.equal(store.kits.list().length, 2);
    });
  });

  it('refuses a kit that expired', async () => {
    const expired = kitTar(sampleFeeds, { expiresAt: '2025-01-16T00:00:00Z' });
    await refused(scratchFolder(), expired, 'KIT_EXPIRED');
    assert.equal(
      (await importBytes(scratchFolder(), expired, { at: '2025-01-15T23:59:59Z' })).result,
      'activated',
    );
  });

  it("refuses a stranger's kit that brings its own trust root", async () => {
    const files = { ...sampleFeeds, 'trust/me.pem': strToU8(publicPem(strangerKey)) };
    await refused(scratchFolder(), kitTar(files, {}, strangerKey), 'KEY_UNKNOWN');
    await refused(scratchFolder(), kitTar(files, {}, strangerKey), 'TRUST_ROOT_MISSING', {
      trust: NO_TRUST_ROOTS,
    });
  });

  it('trusts what a trusted kit brought at the next import', async () => {
    const home = await homeWithKit(allFiles);
    const roots = rootsOf(strangerKey);
    const next = await importBytes(home, kitTar(sampleFeeds, { sequence: 2 }, strangerKey), { trust: roots });
    assert.equal(next.result, 'activated');
  });

  it('refuses a document whose name and version stand for other content', async () => {
    const home = await homeWithKit(allFiles);
    const other = new TextDecoder().decode(policy).replace(/fail: [\d.]+/, 'fail: 9.9');
    assert.notEqual(other, new TextDecoder().decode(policy));
    const files = { ...sampleFeeds, 'policies/p.yaml': strToU8(other) };
    await refused(home, kitTar(files, { sequence: 2 }), 'INPUT_INVALID');
    await refused(home, kitTar(files, { sequence: 2 }), 'INPUT_INVALID', { isDryRun: true });
    await refused(scratchFolder(), kitTar(files), 'INPUT_INVALID');
  });

  it('refuses documents that cannot be read', async () => {
    const home = scratchFolder();
    await refused(home, kitTar({ 'rules/a.yaml': strToU8('schema: stella.rules/v1') }), 'INPUT_INVALID');
    await refused(
      home,
      kitTar({ 'rules/a.yaml': strToU8('schema: stella.rules/v9') }),
      'UNSUPPORTED_VERSION',
    );
    await refused(home, kitTar({ 'trust/a.pem': strToU8('nothing') }), 'INPUT_INVALID');
    await refused(home, kitTar({ [EPSS_PATH]: strToU8('not gzip') }), 'INPUT_INVALID');
    await refused(home, kitTar({ [KEV_PATH]: strToU8('{}') }), 'INPUT_INVALID');
    await refused(home, kitTar({ [OSV_PATH]: strToU8('not zip') }), 'INPUT_INVALID');
    await refused(
      home,
      kitTar({ [OSV_PATH]: osvZip({ id: 'a/b', affected: [] }, { id: '' }) }),
      'INPUT_INVALID',
    );
  });
});

describe('a kit that is not as it must be', () => {
  const envelope = envelopeOf(statementOf(sampleFeeds));
  const files = Object.entries(sampleFeeds);
  const cases: readonly (readonly [string, Uint8Array, string])[] = [
    ['with the envelope not first', tarOf([...files, ['kit.dsse.json', envelope]]), 'KIT_INVALID'],
    [
      'with a folder before the envelope',
      tarOf([['feeds/', new Uint8Array(0)], ['kit.dsse.json', envelope], ...files]),
      'KIT_INVALID',
    ],
    ['without an envelope', tarOf([]), 'KIT_INVALID'],
    [
      'with the envelope twice',
      tarOf([['kit.dsse.json', envelope], ['kit.dsse.json', envelope], ...files]),
      'KIT_INVALID',
    ],
    [
      'with a file that is not listed',
      tarOf([['kit.dsse.json', envelope], ...files, ['vex/x', strToU8('x')]]),
      'KIT_INVALID',
    ],
    [
      'with a climbing file',
      tarOf([['kit.dsse.json', envelope], ...files, ['../x', strToU8('x')]]),
      'KIT_INVALID',
    ],
    [
      'with an absolute file',
      tarOf([['kit.dsse.json', envelope], ...files, ['/tmp/x', strToU8('x')]]),
      'KIT_INVALID',
    ],
    ['with a listed file missing', tarOf([['kit.dsse.json', envelope], ...files.slice(1)]), 'KIT_INVALID'],
    [
      'with two entries of one name',
      tarOf([['kit.dsse.json', envelope], ...files, files[0]!]),
      'KIT_INVALID',
    ],
    [
      'with a file of another size',
      tarOf([['kit.dsse.json', envelope], ...files.slice(1), [files[0]![0], strToU8('x')]]),
      'KIT_INVALID',
    ],
    ['that is empty', new Uint8Array(0), 'KIT_INVALID'],
    ['that is no archive', strToU8('hello'.repeat(1000)), 'KIT_INVALID'],
    ['that is cut short', kitTar(sampleFeeds).subarray(0, -1024), 'KIT_INVALID'],
    ['that is cut short in gzip', gzipSync(kitTar(sampleFeeds)).subarray(0, -20), 'KIT_INVALID'],
    [
      'with bytes after its gzip',
      new Uint8Array(Buffer.concat([gzipSync(kitTar(sampleFeeds)), strToU8('x')])),
      'KIT_INVALID',
    ],
    [
      'with a second gzip member',
      new Uint8Array(Buffer.concat([gzipSync(kitTar(sampleFeeds)), gzipSync(strToU8(''))])),
      'KIT_INVALID',
    ],
    [
      'with bytes after its zstd',
      new Uint8Array(Buffer.concat([zstdCompressSync(kitTar(sampleFeeds)), strToU8('x')])),
      'KIT_INVALID',
    ],
    [
      'with another zstd frame after its end',
      new Uint8Array(Buffer.concat([zstdCompressSync(kitTar(sampleFeeds)), zstdCompressSync('x')])),
      'KIT_INVALID',
    ],
    ['that is packed twice', gzipSync(gzipSync(kitTar(sampleFeeds))), 'KIT_INVALID'],
    [
      'with an envelope beyond the limit',
      tarOf([['kit.dsse.json', new Uint8Array(2 ** 25 + 1)]]),
      'LIMIT_EXCEEDED',
    ],
    [
      'with an envelope that is not JSON',
      tarOf([['kit.dsse.json', strToU8('{')], ...files]),
      'INPUT_INVALID',
    ],
  ];
  for (const [name, bytes, code] of cases) {
    it(`${name} is ${code} and changes nothing`, async () => await refused(await homeWithKit(), bytes, code));
  }

  it('is KIT_NOT_FOUND when it is not there, and nothing goes to quarantine', async () => {
    const home = await homeWithKit();
    await assert.rejects(importInto(home, join(home, 'nowhere')), { code: 'KIT_NOT_FOUND' });
    assert.equal(readdirSync(home).includes('quarantine'), false);
  });
});

describe('a kit in a folder', () => {
  function kitFolder(): string {
    const folder = scratchFolder();
    writeFileIn(folder, 'kit.dsse.json', envelopeOf(statementOf(sampleFeeds)));
    for (const [path, content] of Object.entries(sampleFeeds)) writeFileIn(folder, path, content);
    return folder;
  }

  const changes: readonly (readonly [string, (folder: string) => void, string])[] = [
    ['a file that is not listed', (folder) => writeFileIn(folder, 'vex/x', 'x'), 'KIT_INVALID'],
    ['an empty folder that is not listed', (folder) => mkdirSync(join(folder, 'vex')), 'KIT_INVALID'],
    ['a listed file missing', (folder) => rmSync(join(folder, KEV_PATH)), 'KIT_INVALID'],
    [
      'changed bytes',
      (folder) => writeFileSync(join(folder, KEV_PATH), kevJson('CVE-2024-0009')),
      'DIGEST_MISMATCH',
    ],
    ['no envelope', (folder) => rmSync(join(folder, 'kit.dsse.json')), 'KIT_INVALID'],
    [
      'a link in the place of a file',
      (folder) => {
        rmSync(join(folder, KEV_PATH));
        symlinkSync(join(projectRoot, 'package.json'), join(folder, KEV_PATH));
      },
      'KIT_INVALID',
    ],
    [
      'a link in the place of the envelope',
      (folder) => {
        rmSync(join(folder, 'kit.dsse.json'));
        symlinkSync(
          writeFileIn(scratchFolder(), 'e', envelopeOf(statementOf(sampleFeeds))),
          join(folder, 'kit.dsse.json'),
        );
      },
      'KIT_INVALID',
    ],
    ['a link to a folder', (folder) => symlinkSync('/', join(folder, 'rules')), 'KIT_INVALID'],
  ];
  for (const [name, change, code] of changes) {
    it(`with ${name} is ${code} and changes nothing`, async () => {
      const home = await homeWithKit();
      const folder = kitFolder();
      change(folder);
      const before = await storeState(home);
      await assert.rejects(importInto(home, folder), { code });
      assert.equal(await storeState(home), before);
    });
  }

  it('may be read-only', async () => {
    const folder = kitFolder();
    chmodSync(folder, 0o500);
    assert.equal((await importInto(scratchFolder(), folder)).result, 'activated');
    chmodSync(folder, 0o700);
  });
});

describe('the quarantine', () => {
  it('holds a refused kit as it came, with the reason', async () => {
    const home = await homeWithKit();
    const bytes = kitTar(sampleFeeds, { sequence: 0 });
    await assert.rejects(importBytes(home, bytes), { code: 'KIT_ROLLBACK' });
    const folder = join(home, 'quarantine', digestHex(digestOf(bytes)));
    assert.deepEqual(new Uint8Array(readFileSync(join(folder, 'kit'))), bytes);
    const reason = JSON.parse(readFileSync(join(folder, 'reason.json'), 'utf8'));
    assert.deepEqual(
      [reason.schema, reason.error.code, reason.digest, reason.isKept],
      ['stella.quarantine/v1', 'KIT_ROLLBACK', digestOf(bytes), true],
    );
  });

  it('keeps the newest kits only', async () => {
    const home = scratchFolder();
    for (let i = 0; i < 25; i++) {
      const at = `2025-01-16T00:00:${String(i).padStart(2, '0')}Z`;
      await assert.rejects(importBytes(home, strToU8(`kit ${i}`), { at }), { code: 'KIT_INVALID' });
    }
    assert.equal(readdirSync(join(home, 'quarantine')).length, 20);
    assert.ok(readdirSync(join(home, 'quarantine')).includes(digestHex(digestOf(strToU8('kit 24')))));
  });

  it('does not get in the way when it cannot be written', async () => {
    const home = await homeWithKit();
    writeFileSync(join(home, 'quarantine'), 'a file where the folder should be');
    await refused(home, kitTar(sampleFeeds, { sequence: 0 }), 'KIT_ROLLBACK');
  });
});

describe('what an interrupted import left', () => {
  it('is gone after the next one', async () => {
    const home = await homeWithKit();
    const before = await storeState(home);
    writeFileIn(home, 'staging/dead/0', 'left over');
    const { default: SqliteDatabase } = await import('better-sqlite3');
    const database = new SqliteDatabase(join(home, 'scanner.db'));
    database.exec(`
      INSERT INTO feed_content VALUES (99, 'osv', 'sha256:x', '', 0);
      INSERT INTO advisory VALUES (99, x'00', 'X');
      INSERT INTO advisory_text VALUES (99, x'00');
      INSERT INTO package_advisory VALUES (99, 'npm:x', 99);`);
    database.close();
    assert.notEqual(await storeState(home), before);
    await importBytes(home, kitTar(sampleFeeds));
    assert.equal(await storeState(home), before);
    assert.equal(hasStaging(home), false);
  });
});
