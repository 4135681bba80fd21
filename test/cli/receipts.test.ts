/** Receipts of replays from one end to the other: two auditors, their hosts, and one who lies. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { publicPem } from '../helpers/kits.ts';
import { projectRoot, runStella, runStellaJson, scratchFolder } from '../helpers/run-stella.ts';
import { ed25519Key, ed25519Pem } from '../helpers/test-keys.ts';

const folder = scratchFolder();
const at = (name: string) => join(folder, name);
const env = { STELLA_HOME: at('home') };
const run = (...args: readonly string[]) => runStella(args, { env, cwd: folder });
const SCAN = ['--scan', 'web'] as const;

async function ok(...args: readonly string[]): Promise<string> {
  const { exit, stdout, stderr } = await run(...args);
  assert.equal(exit, 0, `${args.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

const verify = (...args: readonly string[]) =>
  runStellaJson(['proof', 'verify', '--bundle', at('web.tar.gz'), '--trust-root', at('issuer.pub'), ...args]);
const receiptsCheck = (document: { checks: { name: string; reason: string }[] }) =>
  document.checks.find(({ name }) => name === 'receipts');

before(async () => {
  const keys = { issuer: 90, alice: 91, bob: 92, mallory: 93 };
  mkdirSync(at('auditors'));
  mkdirSync(at('receipts'));
  for (const [name, fill] of Object.entries(keys)) {
    writeFileSync(at(`${name}.key`), ed25519Pem(fill));
    writeFileSync(at(`${name}.pub`), publicPem(ed25519Key(fill)));
    if (name === 'alice' || name === 'bob') cpSync(at(`${name}.pub`), at(`auditors/${name}.pub`));
  }
  const build = [
    '--from',
    join(projectRoot, 'fixtures/feeds'),
    '--output',
    'kit.tar.gz',
    '--key',
    'issuer.key',
  ];
  await ok('offline', 'build', ...build, '--sequence', '1', '--created-at', '2025-01-15T00:00:00Z');
  await ok('offline', 'import', '--bundle', 'kit.tar.gz', '--trust-root', 'issuer.pub');
  const sbom = join(projectRoot, 'fixtures/sboms/webshop.cdx.json');
  await ok('scan', 'run', sbom, ...SCAN, '--freeze', '2025-01-15T00:00:00Z');
  await ok('score', 'bundle', ...SCAN, '--key', 'issuer.key', '--output', 'web.tar.gz');
  await ok('score', 'replay', ...SCAN, '--receipt', 'receipts/alice.json', '--key', 'alice.key');
});

describe('score replay --receipt', () => {
  test('writes an attestation that names host, engine and root', async () => {
    const { document } = await runStellaJson([
      ...['proof', 'envelope', at('receipts/alice.json'), '--trust-root', at('alice.pub')],
      ...['--type', 'https://stella-ops.org/attestation/score-replay/v1'],
    ]);
    assert.equal(document.verified, true);
    const { rootHash, manifestHash } = JSON.parse(await ok('scan', 'show', 'web', '--output', 'json'));
    const { payload } = JSON.parse(readFileSync(at('receipts/alice.json'), 'utf8'));
    const { subject, predicate } = JSON.parse(Buffer.from(payload, 'base64').toString());
    assert.equal(`sha256:${subject[0].digest.sha256}`, manifestHash);
    assert.deepEqual(
      [predicate.rootHash, predicate.expectedRootHash, predicate.deterministic],
      [rootHash, rootHash, true],
    );
    assert.deepEqual(predicate.engine, { name: 'stella-score', version: '1' });
    assert.match(predicate.environment.node, /^v\d+\./);
  });

  test('never writes over a file, and wants a key', async () => {
    const again = await run(
      'score',
      'replay',
      ...SCAN,
      '--receipt',
      'receipts/alice.json',
      '--key',
      'alice.key',
    );
    assert.equal(again.exit, 5);
    const keyless = await run('score', 'replay', ...SCAN, '--receipt', 'x.json');
    assert.equal(keyless.exit, 3, keyless.stderr);
  });

  test('demands agreement of as many as --threshold says', async () => {
    const receipts = ['--receipts', at('receipts'), '--receipt-trust-root', at('auditors')];
    assert.equal((await verify(...receipts)).exit, 0);
    const alone = await verify(...receipts, '--threshold', '2');
    assert.deepEqual([alone.exit, alone.document.code], [6, 'KEY_UNKNOWN']);
    assert.match(receiptsCheck(alone.document)?.reason ?? '', /^1 of 2 independent replays agree/);
    await ok('score', 'replay', ...SCAN, '--receipt', 'receipts/alice.json', '--add', '--key', 'bob.key');
    const both = await verify(...receipts, '--threshold', '2');
    assert.equal(both.exit, 0, both.stdout);
    assert.equal(
      both.document.established.filter((line: string) => line.includes('by a signed receipt')).length,
      2,
    );
    // The issuer did not sign twice: with receipts the threshold is of replays.
    assert.equal((await verify(...receipts, '--threshold', '2', '--signature-threshold', '2')).exit, 6);
    // An auditor's key vouches for replays, not for bundles.
    const issuerless = await runStellaJson([
      ...['proof', 'verify', '--bundle', at('web.tar.gz'), '--trust-root', at('mallory.pub')],
      ...receipts,
    ]);
    assert.equal(issuerless.document.code, 'KEY_UNKNOWN');
  });

  test('adds no second signature by one key', async () => {
    const { exit, stderr } = await run(
      'score',
      'replay',
      ...SCAN,
      '--receipt',
      'receipts/alice.json',
      '--add',
      '--key',
      'bob.key',
    );
    assert.equal(exit, 5, stderr);
    assert.match(stderr, /OUTPUT_EXISTS/);
  });
});

describe('a replay that gives another root', () => {
  const lie = () => ['--receipts', at('lies'), '--receipt-trust-root', at('auditors'), '--threshold', '1'];

  before(() => {
    mkdirSync(at('lies'));
    cpSync(at('home'), at('other-home'), { recursive: true });
    // Another host, whose record of the scan is not what the scan gives.
    const database = new SqliteDatabase(at('other-home/scanner.db'));
    database
      .prepare("UPDATE manifest SET root_hash = 'sha256:' || hex(zeroblob(32)) WHERE scan_id = 'web'")
      .run();
    database.close();
  });

  const elsewhere = (...args: readonly string[]) =>
    runStella(['score', 'replay', ...SCAN, ...args], { cwd: folder, env: { STELLA_HOME: at('other-home') } });

  test('has a receipt that says so, and is answered with REPLAY_MISMATCH', async () => {
    const { exit } = await elsewhere('--receipt', 'mismatch.json', '--key', 'bob.key', '--output', 'json');
    assert.equal(exit, 1);
    const { payload } = JSON.parse(readFileSync(at('mismatch.json'), 'utf8'));
    const { predicate } = JSON.parse(Buffer.from(payload, 'base64').toString());
    assert.equal(predicate.deterministic, false);
    assert.notEqual(predicate.rootHash, predicate.expectedRootHash);
  });

  test('signs nobody else’s receipt', async () => {
    const before = readFileSync(at('receipts/alice.json'));
    const { exit, stderr } = await elsewhere(
      '--receipt',
      'receipts/alice.json',
      '--add',
      '--key',
      'mallory.key',
    );
    assert.equal(exit, 1);
    assert.match(stderr, /REPLAY_MISMATCH: the receipt is not signed/);
    assert.deepEqual(readFileSync(at('receipts/alice.json')), before);
  });

  test('counts for nothing, nor does a receipt that was edited', async () => {
    const text = readFileSync(at('receipts/alice.json'), 'utf8');
    const envelope = JSON.parse(text);
    const payload = Buffer.from(envelope.payload, 'base64').toString().replace('"linux"', '"LINUX"');
    writeFileSync(
      at('lies/edited.json'),
      JSON.stringify({ ...envelope, payload: Buffer.from(payload).toString('base64') }),
    );
    const { exit, document } = await verify(...lie());
    assert.deepEqual([exit, document.code], [1, 'SIGNATURE_INVALID']);
    assert.match(receiptsCheck(document)?.reason ?? '', /edited\.json: SIGNATURE_INVALID/);
    assert.equal(document.proven, null);
  });

  test('is INPUT_MISSING without a receipt, TRUST_ROOT_MISSING without a key', async () => {
    mkdirSync(at('empty'));
    const none = await verify('--receipts', at('empty'));
    assert.deepEqual([none.exit, none.document.error.code], [3, 'INPUT_MISSING']);
    const keyless = await verify('--receipts', at('receipts'), '--receipt-trust-root', at('empty'));
    assert.deepEqual([keyless.exit, keyless.document.error.code], [6, 'TRUST_ROOT_MISSING']);
  });
});
