/** Retention, by the real program: what goes by age and environment, what stays and why, and what is left when it is interrupted. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, globSync, mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { makeManyScans } from '../../scripts/bench/many-scans.ts';
import { formatTimestamp } from '../../src/core/time/timestamp.ts';
import { type DriftingStore, driftingStore } from '../helpers/drifting-store.ts';
import { runStella, runStellaJson, scratchFolder, stellaBinary } from '../helpers/run-stella.ts';
import { storeState } from '../helpers/store-state.ts';

const ago = (days: number): string => formatTimestamp(Date.now() - days * 86_400_000) as string;

/** Scans by their age in days, and what is said of where they were made. */
const SCANS: Readonly<Record<string, readonly [days: number, ...flags: string[]]>> = {
  'prod-old': [2600, '--environment', 'production'],
  'prod-new': [2500, '--environment', 'production'],
  'unsaid-old': [2600],
  'unsaid-new': [100],
  'staging-old': [91, '--environment', 'staging'],
  'staging-new': [89, '--environment', 'staging'],
  'dev-old': [31, '--environment', 'development'],
  'dev-held': [400, '--environment', 'development'],
  'dev-new': [29, '--environment', 'development'],
};

let store: DriftingStore;
before(async () => {
  store = await driftingStore();
  assert.equal((await store.run('key', 'generate', '--default', '--output', 'issuer.key')).exit, 0);
  for (const [scanId, [days, ...flags]] of Object.entries(SCANS)) {
    const scan = await store.run(
      'scan',
      'run',
      'web.cdx.json',
      '--scan',
      scanId,
      '--freeze',
      ago(days),
      ...flags,
    );
    assert.equal(scan.exit, 0, scan.stderr);
  }
  assert.equal((await store.run('scan', 'delete', 'web')).exit, 0);
  assert.equal((await store.run('scan', 'hold', 'dev-held', '--reason', 'case 9')).exit, 0);
});

let homes = 0;
interface Host {
  readonly home: string;
  answer(...args: string[]): ReturnType<typeof runStellaJson>;
  run(...args: string[]): ReturnType<typeof runStella>;
  prune(environment: string, ...args: string[]): ReturnType<typeof runStellaJson>;
}

/** A copy of the store, so that tests do not see each other. */
function host(env: Readonly<Record<string, string>> = {}, from: string | null = store.home): Host {
  const home = join(store.folder, `host-${homes++}`);
  if (from === null) mkdirSync(home);
  else cpSync(from, home, { recursive: true });
  const options = { cwd: store.folder, env: { STELLA_HOME: home, ...env } };
  const answer = (...args: string[]) => runStellaJson(args, options);
  return {
    home,
    answer,
    run: (...args) => runStella(args, options),
    prune: (environment, ...args) => answer('score', 'prune', '--environment', environment, ...args),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: answers have many shapes
const ids = (scans: any): string[] => scans.map(({ scanId }: { scanId: string }) => scanId).sort();

/** The store holds together, and its ledger says what is in it. */
async function assertWhole({ run }: Host): Promise<void> {
  const log = await run('audit', 'log', '--verify');
  assert.equal(log.exit, 0, log.stderr);
  const audit = await run('audit', 'store');
  assert.equal(audit.exit, 0, audit.stderr);
}

describe('score prune', () => {
  it('takes what is older than the runbook keeps its environment, and no other', async () => {
    const here = host();
    for (const [environment, retention, gone, held] of [
      ['production', '7y', ['prod-old', 'unsaid-old'], []],
      ['staging', '90d', ['staging-old'], []],
      ['development', '30d', ['dev-old'], ['dev-held']],
    ] as const) {
      const { exit, document } = await here.prune(environment);
      assert.equal(exit, 0);
      assert.deepEqual([document.result, document.retention], ['pruned', retention]);
      assert.deepEqual(ids(document.scans), gone);
      assert.deepEqual(ids(document.kept), held);
      assert.deepEqual((await here.prune(environment)).document.scans, [], 'a second time');
    }
    const left = (await here.answer('scan', 'list')).document.scans;
    assert.deepEqual(ids(left), ['dev-held', 'dev-new', 'prod-new', 'staging-new', 'unsaid-new']);
    for (const scanId of ids(left)) {
      const replayed = await here.answer('score', 'replay', '--scan', scanId);
      assert.deepEqual([replayed.exit, replayed.document.deterministic], [0, true], scanId);
    }
    await assertWhole(here);
  });

  it('says beforehand just what it will do, and changes nothing', async () => {
    const here = host();
    const before = await storeState(here.home);
    const { document: dry } = await here.prune('development', '--dry-run');
    assert.equal(await storeState(here.home), before);
    assert.equal(dry.result, 'dry-run');
    const { document: wet } = await here.prune('development');
    for (const member of [
      'environment',
      'retention',
      'scans',
      'kept',
      'manifests',
      'replays',
      'bundles',
      'blobs',
    ])
      assert.deepEqual(wet[member], dry[member], member);
    const table = await host().run('score', 'prune', '--environment', 'development', '--dry-run');
    assert.match(table.stdout, /^Dry run: this would go, nothing was changed$/m);
    assert.match(table.stdout, /^kept +30d: scans from before \S+Z go$/m);
    assert.match(table.stdout, /^dev-old +\S+Z +31 +development$/m);
    assert.match(table.stdout, /^- dev-held \(\S+Z\): legal hold since \S+Z: case 9$/m);
  });

  it('takes everything of a scan, and leaves what another needs', async () => {
    const here = host();
    assert.equal((await here.run('score', 'replay', '--scan', 'dev-old')).exit, 0);
    assert.equal(
      (await here.run('score', 'replay', '--scan', 'dev-old', '--rules', 'stella-reference')).exit,
      0,
    );
    const bundle = ['score', 'bundle', '--scan', 'dev-old', '--output', `dev-${homes}.tar.gz`];
    assert.equal((await here.run(...bundle)).exit, 0);
    const blobs = () => globSync('blobs/sha256/*/*', { cwd: here.home });
    const size = (names: string[]) =>
      names.reduce((sum, name) => sum + statSync(join(here.home, name)).size, 0);
    const [before, sizeBefore] = [blobs().length, size(blobs())];
    const { document } = await here.prune('development');
    assert.deepEqual([document.manifests, document.replays, document.bundles], [2, 2, 1]);
    // Two scores and the bundle; the reference rules, which only the what-if named. SBOM, rules and policy are those of others.
    assert.equal(document.blobs.count, 4);
    assert.deepEqual([before - blobs().length, sizeBefore - size(blobs())], [4, document.blobs.bytes]);
    await assertWhole(here);
  });

  it('records each scan that went, with the rows that went and why', async () => {
    const here = host();
    await here.prune('production');
    const { document } = await here.answer('audit', 'log', '--action', 'scan.prune');
    assert.deepEqual(
      document.entries.map(({ subject, reason }: { subject: string; reason: string }) => [
        subject,
        reason.slice(0, 45),
      ]),
      [
        ['prod-old', 'production is kept 7y, this was scanned at 20'],
        ['unsaid-old', 'production is kept 7y, this was scanned at 20'],
      ],
    );
    for (const { changes } of document.entries)
      assert.deepEqual(
        changes.map(({ row, to }: { row: string; to: unknown }) => [row.split('/')[0], to]),
        [
          ['manifest', null],
          ['scan', null],
        ],
      );
  });

  it('takes a held scan once the hold is released', async () => {
    const here = host();
    assert.equal((await here.run('scan', 'release', 'dev-held', '--reason', 'case closed')).exit, 0);
    assert.deepEqual(ids((await here.prune('development')).document.scans), ['dev-held', 'dev-old']);
  });

  it('goes by what a scan was assigned to last', async () => {
    const here = host();
    const { document } = await here.answer(
      'scan',
      'assign',
      'prod-new',
      'staging',
      '--reason',
      'a rehearsal',
    );
    assert.deepEqual([document.environment, document.before], ['staging', 'production']);
    assert.deepEqual(ids((await here.prune('staging')).document.scans), ['prod-new', 'staging-old']);
    await assertWhole(here);
    const none = await here.answer('scan', 'assign', 'nobody', 'staging');
    assert.equal(none.document.error.code, 'SCAN_NOT_FOUND');
  });

  it('keeps a period that the flag, the variable or config.yaml names, in this order', async () => {
    const config = 'schema: stella.config/v1\nretentionDevelopment: 28d\nretentionStaging: 10d\n';
    const here = host({ STELLA_RETENTION_STAGING: '1y' });
    writeFileSync(join(here.home, 'config.yaml'), config);
    const goes = async (environment: string, ...args: string[]) => {
      const { document } = await here.prune(environment, '--dry-run', ...args);
      return [document.retention, ids(document.scans)];
    };
    assert.deepEqual(await goes('development'), ['28d', ['dev-new', 'dev-old']]);
    assert.deepEqual(await goes('staging'), ['1y', []]);
    assert.deepEqual(await goes('staging', '--retain-staging', '80d'), [
      '80d',
      ['staging-new', 'staging-old'],
    ]);
  });

  it('refuses a period that is none, wherever it is said', async () => {
    for (const text of ['0d', '7', 'forever', '']) {
      const { exit, document } = await host().prune('staging', '--retain-staging', text);
      assert.deepEqual([exit, document.error.code], [2, 'USAGE'], text);
    }
    const variable = await host({ STELLA_RETENTION_STAGING: 'long' }).prune('staging');
    assert.deepEqual([variable.exit, variable.document.error.code], [2, 'USAGE']);
    assert.match(variable.document.error.message, /"long" is not a period/);
    const here = host();
    writeFileSync(join(here.home, 'config.yaml'), 'schema: stella.config/v1\nretentionStaging: 7\n');
    const file = await here.prune('staging');
    assert.deepEqual([file.exit, file.document.error.code], [4, 'INPUT_INVALID']);
    assert.equal((await host().run('score', 'prune')).exit, 2, 'an environment must be said');
    assert.equal((await host().run('score', 'prune', '--environment', 'prod')).exit, 2);
  });

  it('takes nothing from a store that is not as its ledger says', async () => {
    const here = host();
    const { default: SqliteDatabase } = await import('better-sqlite3');
    const database = new SqliteDatabase(join(here.home, 'scanner.db'));
    database.exec("UPDATE scan SET scanned_at = '2001-01-01T00:00:00Z' WHERE scan_id = 'prod-new'");
    database.close();
    const { exit, document } = await here.prune('production');
    assert.deepEqual([exit, document.error.code], [5, 'STORE_CORRUPT']);
    assert.equal((await here.answer('scan', 'list')).document.total, Object.keys(SCANS).length);
  });

  it('takes nothing while a manifest cannot be read, of which the ledger does not speak', async () => {
    const here = host();
    const whatIf = await here.run('score', 'replay', '--scan', 'prod-new', '--rules', 'stella-reference');
    assert.equal(whatIf.exit, 0);
    const { default: SqliteDatabase } = await import('better-sqlite3');
    const database = new SqliteDatabase(join(here.home, 'scanner.db'));
    database.exec("UPDATE manifest SET document = x'7b7d' WHERE kind = 'derived'");
    database.close();
    const { exit } = await here.prune('production');
    assert.notEqual(exit, 0);
    assert.equal((await here.answer('scan', 'list')).document.total, Object.keys(SCANS).length);
  });

  it('says that there is no store', async () => {
    const { exit, document } = await host({}, null).prune('production');
    assert.deepEqual([exit, document.error.code], [3, 'INPUT_MISSING']);
  });
});

describe('where a scan is made', () => {
  it('is shown, listed and set by a variable; a scan that is recorded keeps its own', async () => {
    const here = host({ STELLA_ENVIRONMENT: 'staging' });
    const again = await here.run('scan', 'run', 'web.cdx.json', '--scan', 'mine');
    assert.equal(again.exit, 0, again.stderr);
    assert.equal((await here.answer('scan', 'show', 'mine')).document.environment, 'staging');
    const { document } = await here.answer('scan', 'list', '--environment', 'staging');
    assert.deepEqual(ids(document.scans), ['mine', 'staging-new', 'staging-old']);
    const { scannedAt } = (await here.answer('scan', 'show', 'dev-new')).document;
    const other = await here.run('scan', 'run', 'web.cdx.json', '--scan', 'dev-new', '--freeze', scannedAt);
    assert.equal(other.exit, 0);
    assert.match(other.stderr, /^warning: the scan dev-new is recorded as development, which stays/m);
    assert.equal((await here.answer('scan', 'show', 'dev-new')).document.environment, 'development');
  });
});

describe('a scan that others need', () => {
  it('stays while the active kit carries it', async () => {
    const [bundle, folder] = [`kit-${homes}.tar.gz`, join(store.folder, `downloads-${homes}`)];
    const made = await store.run('score', 'bundle', '--scan', 'dev-old', '--replayable', '--output', bundle);
    assert.equal(made.exit, 0, made.stderr);
    cpSync(join(store.folder, bundle), join(folder, 'scans/dev-old.tar.gz'));
    const here = host({}, null);
    for (const args of [
      [
        'offline',
        'build',
        '--from',
        folder,
        '--output',
        `k-${homes}.tar`,
        '--key',
        'issuer.key',
        '--sequence',
        '9',
      ],
      ['offline', 'import', '--bundle', `k-${homes}.tar`, '--trust-root', 'issuer.key.pub'],
      ['scan', 'assign', 'dev-old', 'development', '--reason', 'it was made there'],
    ]) {
      const { exit, stderr } = await here.run(...args);
      assert.equal(exit, 0, stderr);
    }
    const { document } = await here.prune('development');
    assert.deepEqual(document.scans, []);
    assert.deepEqual(document.kept[0].keptFor, { kind: 'kit' });
  });

  it('stays while its bundle carries the feed that another is replayed with', async () => {
    const here = host({}, null);
    const trust = ['--trust-root', 'issuer.key.pub'];
    // Of the same feed: one bundle with its inputs, one without.
    const [full, plain] = [`full-${homes}.tar.gz`, `plain-${homes}.tar.gz`];
    for (const args of [
      ['score', 'bundle', '--scan', 'dev-old', '--replayable', '--key', 'issuer.key', '--output', full],
      ['score', 'bundle', '--scan', 'prod-new', '--key', 'issuer.key', '--output', plain],
    ])
      assert.equal((await store.run(...args)).exit, 0);
    assert.equal((await here.run('scan', 'import', full, ...trust, '--environment', 'development')).exit, 0);
    assert.equal((await here.run('scan', 'import', plain, ...trust, '--environment', 'production')).exit, 0);
    const kept = await here.prune('development');
    assert.deepEqual(kept.document.kept[0]?.keptFor, { kind: 'scan', scanId: 'prod-new' });
    const replayed = await here.answer('score', 'replay', '--scan', 'prod-new');
    assert.equal(replayed.document.deterministic, true, replayed.stdout);
    assert.equal((await here.run('scan', 'delete', 'prod-new')).exit, 0);
    assert.deepEqual(ids((await here.prune('development')).document.scans), ['dev-old']);
  });
});

describe('many scans', () => {
  const many = join(scratchFolder(), 'home');
  before(() => makeManyScans(many, 1500));

  it('are pruned whole or not at all, when it is killed, and the next run ends the work', async () => {
    const home = join(scratchFolder(), 'home');
    cpSync(many, home, { recursive: true });
    const args = ['score', 'prune', '--environment', 'production', '--retain-production', '1d'];
    const options = { env: { STELLA_HOME: home } };
    let pruned = 0;
    for (const waitMs of [330, 420, 500, 560]) {
      const child = spawn(stellaBinary, args, { env: { ...process.env, ...options.env }, stdio: 'ignore' });
      const closed = new Promise((done) => child.on('close', done));
      await delay(waitMs);
      child.kill('SIGKILL');
      await closed;
      const log = await runStella(['audit', 'log', '--verify'], options);
      assert.equal(log.exit, 0, log.stderr);
      const { document } = await runStellaJson(['scan', 'list', '--limit', '1'], options);
      const entries = await runStellaJson(['audit', 'log', '--action', 'scan.prune'], options);
      pruned = entries.document.entries.length;
      assert.equal(document.total + pruned, 1500, 'a scan is there, or an entry says that it went');
    }
    // What an interruption left is taken once nobody can be about to name it.
    for (const name of globSync('blobs/sha256/*/*', { cwd: home })) utimesSync(join(home, name), 1, 1);
    const { exit, document } = await runStellaJson(args, options);
    assert.equal(exit, 0);
    assert.equal(document.scans.length + pruned, 1500);
    assert.equal(document.blobs.count + document.leftovers.count, 1500 - takenBefore(document, pruned));
    assert.deepEqual(globSync('blobs/sha256/*/*', { cwd: home }), []);
    assert.equal((await runStella(['audit', 'log', '--verify'], options)).exit, 0);
  });

  /** Blobs that an interrupted run had removed itself. */
  // biome-ignore lint/suspicious/noExplicitAny: answers have many shapes
  function takenBefore(document: any, pruned: number): number {
    const left = document.blobs.count + document.leftovers.count;
    assert.ok(1500 - left <= pruned, 'no more went than the scans that did');
    return 1500 - left;
  }

  it('give their space back', async () => {
    const home = join(scratchFolder(), 'home');
    cpSync(many, home, { recursive: true });
    const args = ['score', 'prune', '--environment', 'production', '--retain-production', '1d'];
    const { document } = await runStellaJson(args, { env: { STELLA_HOME: home } });
    const { bytesBefore, bytesAfter } = document.database;
    assert.ok(bytesAfter < bytesBefore, `${bytesBefore} to ${bytesAfter}`);
    assert.equal(statSync(join(home, 'scanner.db')).size, bytesAfter);
    assert.equal(document.freedBytes, document.blobs.bytes + bytesBefore - bytesAfter);
  });
});
