/** The time floor through the real program: kits and timestamps move it, certificates are judged by it, `--at` overrides it. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { packBundle } from '../../src/core/bundle/write-bundle.ts';
import { digestOf } from '../../src/core/digest/sha256.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { TIME_FLOOR_FILE } from '../../src/io/time-floor.ts';
import { EKU, extendedKeyUsage, makeCa, makeCertificate } from '../helpers/certificates.ts';
import { kitKey, kitTar, publicPem, sampleFeeds } from '../helpers/kits.ts';
import { runStella, runStellaJson, scratchFolder } from '../helpers/run-stella.ts';
import { ed25519Key } from '../helpers/test-keys.ts';
import { CA, signedFiles, timestampedFiles, tsa } from '../helpers/timestamped-bundles.ts';

const folder = scratchFolder();
const [ROOT_KEY, LEAF_KEY] = [ed25519Key(1), ed25519Key(2)];
const write = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content);
const pem = (der: Uint8Array) => renderPem('CERTIFICATE', der);
const home = join(folder, 'home');
const run = (...args: string[]) => runStellaJson(args, { cwd: folder, env: { STELLA_HOME: home } });
const floorOf = (of: string) => JSON.parse(readFileSync(join(of, TIME_FLOOR_FILE), 'utf8')).time as string;

before(() => {
  const root = makeCa('root', ROOT_KEY, undefined, { notAfter: '2099-01-01T00:00:00Z' });
  write('root.pem', pem(root));
  write(
    'chain.pem',
    pem(
      makeCertificate({
        key: LEAF_KEY,
        issuer: 'root',
        signer: ROOT_KEY,
        notAfter: '2090-01-01T00:00:00Z',
        extensions: [extendedKeyUsage([EKU.codeSigning])],
      }),
    ),
  );
  write('kit.pub', publicPem(kitKey));
  write('kit.tar', kitTar(sampleFeeds, { createdAt: '2095-01-01T00:00:00Z' }));
  write('expired.tar', kitTar(sampleFeeds, { sequence: 2, expiresAt: '2094-01-01T00:00:00Z' }));
  write('bundle.tar.gz', packBundle(signedFiles()));
  write('timestamped.tar.gz', packBundle(timestampedFiles()));
  write('ca.pem', pem(CA));
  write('tsa-root.pem', pem(tsa.root));
});

describe('a clock behind a kit that was signed later', () => {
  const check = ['trust', 'check', 'chain.pem', '--trust-root', 'root.pem'];

  test('counts as long as nothing says that it is wrong', async () => {
    const { exit, document } = await run(...check);
    assert.equal(exit, 0);
    assert.deepEqual([document.clock.floor, document.clock.isBehind], [null, false]);
    assert.equal(existsSync(home), false, 'a home was made');
  });

  test('is reported when the kit comes in', async () => {
    const dry = await run('offline', 'import', '--bundle', 'kit.tar', '--trust-root', 'kit.pub', '--dry-run');
    assert.equal(dry.exit, 0, dry.stdout);
    assert.equal(existsSync(join(home, TIME_FLOOR_FILE)), false, 'a dry run noted the time');
    const { exit, stderr, document } = await run(
      'offline',
      'import',
      '--bundle',
      'kit.tar',
      '--trust-root',
      'kit.pub',
    );
    assert.equal(exit, 0, stderr);
    assert.match(
      stderr,
      /^warning: this machine's clock says 20.*kit kit-1 .* was signed at 2095-01-01T00:00:00Z/m,
    );
    assert.equal(document.clock.isBehind, true);
    assert.equal(floorOf(home), '2095-01-01T00:00:00Z');
  });

  test('does not judge certificates any more', async () => {
    const { exit, stderr, document } = await run(...check);
    assert.deepEqual([exit, document.code], [6, 'CERTIFICATE_EXPIRED']);
    assert.equal(document.at, '2095-01-01T00:00:00Z');
    assert.match(document.assumed.join(), /latest signed time that the store has seen \(kit kit-1/);
    assert.match(stderr, /^warning: this machine's clock/);
    const quiet = await runStella([...check, '--quiet'], { cwd: folder, env: { STELLA_HOME: home } });
    assert.doesNotMatch(quiet.stderr, /warning/);
  });

  test('judges nor bundles, nor envelopes, nor the expiry of kits', async () => {
    const verified = await run('proof', 'verify', '--bundle', 'bundle.tar.gz', '--trust-root', 'ca.pem');
    assert.deepEqual(
      [verified.document.verifiedAt, verified.document.clock.isBehind],
      ['2095-01-01T00:00:00Z', true],
    );
    const kit = await run('offline', 'import', '--bundle', 'expired.tar', '--trust-root', 'kit.pub');
    assert.deepEqual([kit.exit, kit.document.error.code], [8, 'KIT_EXPIRED']);
    const status = await run('offline', 'status');
    assert.deepEqual(
      [status.document.checkedAt, status.document.clock.isBehind],
      ['2095-01-01T00:00:00Z', true],
    );
  });

  test('is overridden by --at', async () => {
    const { exit, stderr, document } = await run(...check, '--at', '2030-01-01T00:00:00Z');
    assert.deepEqual([exit, document.clock, stderr], [0, null, '']);
  });

  test('is set free by a person who says why', async () => {
    const args = ['trust', 'time-floor', '--lower-to', '2024-01-01T00:00:00Z'];
    assert.equal((await run(...args)).exit, 2);
    const { exit, document } = await run(...args, '--reason', 'the kit was dated wrongly');
    assert.equal(exit, 0);
    assert.match(document.floor.source, /lowered it: the kit was dated wrongly/);
    assert.equal((await run(...check)).exit, 0);
    const shown = await runStella(['trust', 'time-floor'], { env: { STELLA_HOME: home } });
    assert.match(shown.stdout, /^time floor +2024-01-01T00:00:00Z$/m);
  });

  test('leaves in the ledger who lowered it, why, from what and to what', async () => {
    const { document } = await run('audit', 'log', '--action', 'trust.lower-floor');
    assert.equal(document.entries.length, 1, 'a refused try leaves nothing');
    const [{ actor, subject, reason, to, changes }] = document.entries;
    assert.deepEqual(
      [subject, reason, changes],
      ['2095-01-01T00:00:00Z to 2024-01-01T00:00:00Z', 'the kit was dated wrongly', []],
    );
    assert.equal(actor.user, userInfo().username);
    assert.equal(to, digestOf(readFileSync(join(home, TIME_FLOOR_FILE))));
    const verification = await run('audit', 'log', '--verify');
    assert.deepEqual([verification.exit, verification.document.verified], [0, true]);
    assert.equal((await run('audit', 'store')).exit, 0);
  });

  test('stays as it was, in the ledger too, where it cannot be written', async () => {
    const floor = join(home, TIME_FLOOR_FILE);
    const before = readFileSync(floor);
    const args = ['trust', 'time-floor', '--lower-to', '2023-01-01T00:00:00Z', '--reason', 'again'];
    const env = { STELLA_HOME: home };
    // No file may grow: what cannot be written is the floor, or the ledger, whichever comes first.
    const { exit, stderr } = await runStella(args, {
      env,
      under: ['sh', '-c', 'ulimit -f 0; exec "$@"', 'sh'],
    });
    assert.notEqual(exit, 0, stderr);
    assert.deepEqual(readFileSync(floor), before);
    const { document } = await run('audit', 'log', '--action', 'trust.lower-floor');
    assert.equal(document.entries.length, 1);
    assert.equal((await run('audit', 'log', '--verify')).exit, 0);
  });

  test('is not looked for in a file that somebody spoilt', async () => {
    writeFileSync(join(home, TIME_FLOOR_FILE), '{}');
    const { exit, document } = await run(...check);
    assert.deepEqual([exit, document.error.code], [5, 'STORE_CORRUPT']);
    const again = ['--lower-to', '2024-06-01T00:00:00Z', '--reason', 'it was spoilt'];
    assert.equal((await run('trust', 'time-floor', ...again)).exit, 0);
    const entries = (await run('audit', 'log', '--action', 'trust.lower-floor')).document.entries;
    assert.equal(entries.at(-1).subject, 'unreadable to 2024-06-01T00:00:00Z');
    assert.equal((await run(...check)).exit, 0);
  });
});

describe('a timestamp', () => {
  const own = join(folder, 'own');
  const verify = (...args: string[]) =>
    runStellaJson(['proof', 'verify', '--bundle', 'timestamped.tar.gz', ...args], {
      cwd: folder,
      env: { STELLA_HOME: own },
    });

  test("moves the floor when the store's own trust roots vouch for it, and only then", async () => {
    for (const root of ['ca.pem', 'tsa-root.pem'])
      assert.equal(
        (await runStella(['trust', 'add', root], { cwd: folder, env: { STELLA_HOME: own } })).exit,
        0,
      );
    const given = await verify('--trust-root', 'ca.pem', '--trust-root', 'tsa-root.pem');
    assert.equal(given.exit, 0, given.stdout);
    assert.equal(existsSync(join(own, TIME_FLOOR_FILE)), false);
    const { exit, document } = await verify();
    assert.equal(exit, 0);
    assert.equal(floorOf(own), document.proven.timestamp.time);
  });
});
