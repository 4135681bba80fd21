/** `stella doctor`: each kind of trouble is found and named, and nothing on the disk is touched by looking. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { digestOf } from '../../src/core/digest/sha256.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { APPLICATION_ID, MIGRATIONS } from '../../src/io/store/schema.ts';
import { timeFloor } from '../../src/io/time-floor.ts';
import { makeCa } from '../helpers/certificates.ts';
import { openssl, opensslSkip } from '../helpers/openssl.ts';
import { prepareHome } from '../helpers/prepared-home.ts';
import { runStella, runStellaJson, scratchFolder } from '../helpers/run-stella.ts';
import { ed25519Key } from '../helpers/test-keys.ts';

/** The sample kit is years old, and grows older. */
const FRESH = ['--max-age', '99999'];

let good: string;

before(async () => {
  const { folder, home } = await prepareHome();
  good = home;
  const args = ['trust', 'add', join(folder, 'issuer.key.pub')];
  assert.equal((await runStella(args, { env: { STELLA_HOME: home } })).exit, 0);
  cpSync(good, shut, { recursive: true });
  chmodSync(shut, 0o700);
  chmodSync(dirname(shut), 0o755);
  cpSync(join(folder, 'bundle.tar.gz'), join(dirname(shut), 'bundle.tar.gz'));
  chmodSync(join(dirname(shut), 'bundle.tar.gz'), 0o644);
});

/** A home of its own, to be spoilt. */
function copyOfHome(): string {
  const home = join(scratchFolder(), 'home');
  cpSync(good, home, { recursive: true });
  chmodSync(home, 0o700);
  return home;
}

interface Check {
  readonly name: string;
  readonly result: string;
  readonly found: string;
  readonly advice: string;
}

async function doctor(home: string, ...args: readonly string[]) {
  const budget = args.includes('--max-age') ? [] : FRESH;
  const { exit, document } = await runStellaJson(['doctor', ...budget, ...args], {
    env: { STELLA_HOME: home },
  });
  const checks: Check[] = document.checks;
  return {
    exit,
    healthy: document.healthy,
    of: (name: string) => checks.find((check) => check.name === name) ?? assert.fail(`no check ${name}`),
    unwell: checks.filter(({ result }) => result !== 'pass').map(({ name, result }) => [name, result]),
  };
}

/** Every file and folder with its bytes, permissions and time of change. */
function stateOf(folder: string): unknown[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => {
      const { mode, size, mtimeMs } = lstatSync(join(folder, path));
      const isFile = lstatSync(join(folder, path)).isFile();
      return [path, mode, isFile ? [size, mtimeMs, digestOf(readFileSync(join(folder, path)))] : null];
    });
}

const notRoot = process.getuid?.() === 0 ? false : 'only root can run as another user';
const NOBODY = 65_534;
/** A home that is root's alone, and who may enter the folder that it is in. */
const shut = join(mkdtempSync(join(tmpdir(), 'stella-test-')), 'home');
after(() => rmSync(dirname(shut), { recursive: true, force: true }));
const AS_ANOTHER = { uid: NOBODY, env: { STELLA_HOME: shut } };

describe('a store that this user may not look into', { skip: notRoot }, () => {
  for (const command of ['scan list', 'score replay --scan scan-1', 'offline list', 'metrics', 'audit store'])
    it(`is not taken for an empty one: ${command}`, async () => {
      const { exit, stdout, stderr } = await runStella(command.split(' '), AS_ANOTHER);
      assert.deepEqual([exit, stdout], [5, '']);
      assert.match(stderr, /PERMISSION_DENIED/);
    });

  it('has no trust roots that could be asked', async () => {
    const bundle = join(dirname(shut), 'bundle.tar.gz');
    const { exit, stderr } = await runStella(['proof', 'verify', '--bundle', bundle], AS_ANOTHER);
    assert.equal(exit, 5);
    assert.match(stderr, /PERMISSION_DENIED: the store's own trust roots/);
  });
});

describe('doctor', { concurrency: 2 }, () => {
  it('finds nothing wrong where nothing is', async () => {
    const { exit, healthy, unwell } = await doctor(good);
    assert.deepEqual({ exit, healthy, unwell }, { exit: 0, healthy: true, unwell: [] });
    const { stdout } = await runStella(['doctor', ...FRESH], { env: { STELLA_HOME: good } });
    assert.match(stdout, /^All is well\n/);
  });

  it('changes nothing, not even a store of an older version', async () => {
    const home = copyOfHome();
    const before = stateOf(home);
    await doctor(home);
    assert.deepEqual(stateOf(home), before);
    rmSync(join(home, 'scanner.db'));
    const older = new SqliteDatabase(join(home, 'scanner.db'));
    older.exec(MIGRATIONS[0] as string);
    older.pragma(`application_id = ${APPLICATION_ID}`);
    older.pragma('user_version = 1');
    older.close();
    const olderState = stateOf(home);
    const { of } = await doctor(home);
    assert.equal(of('store').result, 'warn');
    assert.match(of('store').found, new RegExp(`schema 1, which .* to ${MIGRATIONS.length}`));
    assert.deepEqual(stateOf(home), olderState);
  });

  it('makes no home where there is none, and says what to begin with', async () => {
    const home = join(scratchFolder(), 'none');
    const { exit, of, unwell } = await doctor(home);
    assert.equal(exit, 0);
    assert.deepEqual(unwell.slice(0, 2), [
      ['home', 'warn'],
      ['store', 'warn'],
    ]);
    assert.match(of('home').advice, /offline import/);
    assert.equal(lstatSync(home, { throwIfNoEntry: false }), undefined);
    assert.equal((await doctor(home, '--strict')).exit, 1);
  });

  it('finds a private key that others may read, and what others may write', async () => {
    const home = copyOfHome();
    chmodSync(join(home, 'scanner.db'), 0o620);
    const writable = await doctor(home);
    assert.deepEqual([writable.exit, writable.unwell], [1, [['permissions', 'fail']]]);
    assert.match(writable.of('permissions').found, /scanner\.db/);
    chmodSync(join(home, 'keys/default.pem'), 0o640);
    const readable = await doctor(home);
    assert.match(readable.of('permissions').found, /private key: keys\/default\.pem/);
  });

  it('finds a clock that is behind what was signed', async () => {
    const home = copyOfHome();
    timeFloor(home).raise({
      time: '2099-01-01T00:00:00Z',
      source: 'a kit of the future',
      recordedAt: '2026-01-01T00:00:00Z',
    });
    const { exit, of } = await doctor(home);
    assert.equal(exit, 1);
    assert.equal(of('clock').result, 'fail');
    assert.match(of('clock').found, /2099-01-01T00:00:00Z/);
  });

  it('finds a stale kit, by the budget that is given', async () => {
    const { exit, of } = await doctor(good, '--max-age', '1', '--grace', '0');
    assert.deepEqual([exit, of('kit').result], [1, 'fail']);
    assert.match(of('kit').advice, /carry in a newer kit/);
  });

  it('finds an edited row, and a database that is damaged, and goes on with the other checks', async () => {
    const edited = copyOfHome();
    const database = new SqliteDatabase(join(edited, 'scanner.db'));
    database.exec('UPDATE manifest SET score = 1');
    database.close();
    const { unwell } = await doctor(edited);
    assert.deepEqual(unwell, [['ledger', 'fail']]);
    const broken = copyOfHome();
    writeFileSync(join(broken, 'scanner.db'), 'no database at all'.repeat(500));
    const { exit, of } = await doctor(broken);
    assert.deepEqual(
      [exit, of('store').result, of('ledger').result, of('trust').result],
      [1, 'fail', 'skipped', 'pass'],
    );
    assert.match(of('store').found, /STORE_CORRUPT/);
  });

  it('finds a store that a newer version made', async () => {
    const home = copyOfHome();
    const database = new SqliteDatabase(join(home, 'scanner.db'));
    database.pragma('user_version = 999');
    database.close();
    const { of } = await doctor(home);
    assert.match(of('store').found, /STORE_TOO_NEW/);
  });

  it('finds trust roots that expired', async () => {
    const home = copyOfHome();
    const root = makeCa('old root', ed25519Key(1), undefined, { notAfter: '2021-01-01T00:00:00Z' });
    writeFileSync(join(home, 'trust/old.pem'), renderPem('CERTIFICATE', root), { mode: 0o600 });
    const { of } = await doctor(home);
    assert.equal(of('trust').result, 'fail');
    assert.match(of('trust').found, /CN=old root at 2021-01-01/);
  });

  it('finds trust roots that are weak', { skip: opensslSkip() }, async () => {
    const home = copyOfHome();
    const folder = scratchFolder();
    openssl(folder, 'genrsa', '-out', 'rsa.key', '2048');
    openssl(folder, 'rsa', '-in', 'rsa.key', '-pubout', '-out', 'rsa.pub');
    writeFileSync(join(home, 'trust/weak.pem'), readFileSync(join(folder, 'rsa.pub')), { mode: 0o600 });
    const { of } = await doctor(home);
    assert.equal(of('trust').result, 'warn');
    assert.match(of('trust').found, /RSA key of 2048 bits/);
  });

  it('says what is wrong with the configuration, which ends every other command', async () => {
    const home = copyOfHome();
    writeFileSync(join(home, 'config.yaml'), 'output: json\n', { mode: 0o600 });
    const { exit, of, unwell } = await doctor(home);
    assert.deepEqual([exit, unwell], [1, [['configuration', 'fail']]]);
    assert.match(of('configuration').found, /UNSUPPORTED_VERSION: .*config\.yaml.* names no schema/);
    assert.match(of('configuration').advice, /schema: stella\.config\/v1/);
    assert.equal((await runStella(['scan', 'list'], { env: { STELLA_HOME: home } })).exit, 4);
  });

  it('takes a link for the home folder that it leads to', async () => {
    const link = join(scratchFolder(), 'link');
    symlinkSync(good, link);
    assert.deepEqual((await doctor(link)).unwell, []);
  });

  it('says so of everything that this user may not look at', { skip: notRoot }, async () => {
    const { exit, document } = await runStellaJson(['doctor', ...FRESH], AS_ANOTHER);
    assert.equal(exit, 1);
    const unwell = document.checks.filter(({ result }: Check) => result === 'fail');
    assert.deepEqual(
      unwell.map(({ name }: Check) => name),
      ['permissions', 'disk', 'clock', 'store', 'quarantine', 'trust'],
    );
    for (const { found } of unwell) assert.match(found, /PERMISSION_DENIED/);
  });

  it('finds a misspelt variable', async () => {
    const { document } = await runStellaJson(['doctor', ...FRESH, '--quiet'], {
      env: { STELLA_HOME: good, STELLA_HOMR: 'x' },
    });
    assert.match(JSON.stringify(document.checks), /without effect: STELLA_HOMR/);
  });
});
