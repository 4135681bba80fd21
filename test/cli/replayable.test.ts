/** A replayable bundle's way: made on one host, checked on one that has nothing else, taken into the store of a third. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { opensslSkip } from '../helpers/openssl.ts';
import { projectRoot, runStella, runStellaJson, scratchFolder } from '../helpers/run-stella.ts';

const cwd = scratchFolder();
const FREEZE = '2025-01-15T00:00:00Z';
const SBOM = join(projectRoot, 'fixtures/sboms/webshop.cdx.json');

async function stella(home: string, ...args: readonly string[]): Promise<string> {
  const { exit, stdout, stderr } = await runStella(args, { cwd, env: { STELLA_HOME: join(cwd, home) } });
  assert.equal(exit, 0, `stella ${args.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

const json = (home: string, ...args: readonly string[]) =>
  runStellaJson(args, { cwd, env: { STELLA_HOME: join(cwd, home) } });

before(async () => {
  mkdirSync(join(cwd, 'feeds'));
  cpSync(join(projectRoot, 'fixtures/feeds'), join(cwd, 'feeds'), { recursive: true });
  await stella('issuer', 'key', 'generate', '--default', '--output', 'issuer.key');
  await stella('issuer', 'trust', 'add', 'issuer.key.pub');
  const kit = ['--output', 'kit.tar.gz', '--key', 'issuer.key', '--sequence', '1', '--created-at', FREEZE];
  await stella('issuer', 'offline', 'build', '--from', 'feeds', ...kit);
  await stella('issuer', 'offline', 'import', '--bundle', 'kit.tar.gz');
  await stella('issuer', 'scan', 'run', SBOM, '--scan', 'web', '--freeze', FREEZE);
  await stella('issuer', 'score', 'bundle', '--scan', 'web', '--output', 'plain.tar.gz');
  await stella('issuer', 'score', 'bundle', '--scan', 'web', '--replayable', '--output', 'full.tar.gz');
});

describe('a replayable bundle', () => {
  test('is the same file each time, under the signature of the plain one', async () => {
    await stella('issuer', 'score', 'bundle', '--scan', 'web', '--replayable', '--output', 'again.tar.gz');
    assert.ok(readFileSync(join(cwd, 'again.tar.gz')).equals(readFileSync(join(cwd, 'full.tar.gz'))));
    const member = (file: string) =>
      spawnSync('tar', ['-xzOf', file, 'bundle/dsse-envelope.json'], { cwd, encoding: 'utf8' }).stdout;
    assert.equal(member('full.tar.gz'), member('plain.tar.gz'));
  });

  test('is replayed where nothing but it and the key exists', async () => {
    const args = [
      'proof',
      'verify',
      '--replay',
      '--offline',
      '--bundle',
      'full.tar.gz',
      '--trust-root',
      'issuer.key.pub',
    ];
    const { exit, document } = await json('nowhere', ...args);
    assert.deepEqual([exit, document.code], [0, null]);
    assert.ok(document.proven.replay.packages.present > 5);
  });

  test('is accepted by the independent checker', { skip: opensslSkip() }, () => {
    const checker = join(projectRoot, 'test/reference/check_feed_proof.py');
    const { status, stderr } = spawnSync('python3', ['-B', checker, 'full.tar.gz', 'issuer.key.pub'], {
      cwd,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  });

  test('is taken into a store without its feed, and replayed, explained and handed on from there', async () => {
    await stella('auditor', 'scan', 'import', 'full.tar.gz', '--trust-root', 'issuer.key.pub');
    const { document } = await json('auditor', 'score', 'replay', '--scan', 'web');
    assert.equal(document.deterministic, true);
    await stella('auditor', 'score', 'explain', '--scan', 'web');
    await stella('auditor', 'score', 'verify', '--scan', 'web', '--root-hash', document.rootHash);
    await stella(
      'auditor',
      'score',
      'bundle',
      '--scan',
      'web',
      '--replayable',
      '--output',
      'handed-on.tar.gz',
    );
    assert.ok(readFileSync(join(cwd, 'handed-on.tar.gz')).equals(readFileSync(join(cwd, 'full.tar.gz'))));
  });

  test('does not say what a bundle without inputs cannot: that is INPUT_MISSING', async () => {
    const trust = ['--bundle', 'plain.tar.gz', '--trust-root', 'issuer.key.pub'];
    const replay = await json('nowhere', 'proof', 'verify', '--replay', ...trust);
    assert.deepEqual([replay.exit, replay.document.code], [3, 'INPUT_MISSING']);
    const absent = await json('nowhere', 'proof', 'absent', '--package', 'pkg:npm/lodash', ...trust);
    assert.deepEqual([absent.exit, absent.document.error.code], [3, 'INPUT_MISSING']);
  });

  test('is not asked before it is verified', async () => {
    const { exit, document } = await json(
      'nowhere',
      'proof',
      'absent',
      '--bundle',
      'full.tar.gz',
      '--package',
      'pkg:npm/lodash',
    );
    assert.deepEqual([exit, document.error.code], [6, 'TRUST_ROOT_MISSING']);
  });

  test('goes in a kit, and every command works on it where the kit was imported', async () => {
    const kit = ['--from', 'carried', '--key', 'issuer.key', '--sequence', '2'];
    mkdirSync(join(cwd, 'carried/scans'), { recursive: true });
    cpSync(join(cwd, 'full.tar.gz'), join(cwd, 'carried/scans/web.tar.gz'));
    await stella('nowhere', 'offline', 'build', ...kit, '--output', 'scans.tar.gz');
    const trust = ['--trust-root', 'issuer.key.pub'];
    const dry = await stella(
      'bunker',
      'offline',
      'import',
      '--bundle',
      'scans.tar.gz',
      ...trust,
      '--dry-run',
    );
    assert.match(dry, /web/);
    assert.deepEqual((await json('bunker', 'scan', 'list')).document.scans, []);
    await stella('bunker', 'offline', 'import', '--bundle', 'scans.tar.gz', ...trust);
    const { document } = await json('bunker', 'scan', 'list');
    assert.deepEqual(
      document.scans.map(({ scanId }: { scanId: string }) => scanId),
      ['web'],
    );
    assert.match(await stella('bunker', 'scan', 'show', 'web'), /import/);
    assert.equal((await json('bunker', 'score', 'replay', '--scan', 'web')).document.deterministic, true);
    await stella('bunker', 'score', 'bundle', '--scan', 'web', '--replayable', '--output', 'out.tar.gz');
    assert.ok(readFileSync(join(cwd, 'out.tar.gz')).equals(readFileSync(join(cwd, 'full.tar.gz'))));
    await stella('bunker', 'audit', 'log', '--verify');
    await stella('bunker', 'audit', 'store');
    assert.match(await stella('bunker', 'audit', 'log', '--action', 'scan.import'), /web/);
  });

  test('does not get into a kit under another name, damaged, or without its inputs', async () => {
    const refusals: readonly (readonly [string, string, Buffer, string])[] = [
      ['named', 'other', readFileSync(join(cwd, 'full.tar.gz')), 'INPUT_INVALID'],
      ['cut', 'web', readFileSync(join(cwd, 'full.tar.gz')).subarray(0, -20), 'BUNDLE_INVALID'],
      ['plain', 'web', readFileSync(join(cwd, 'plain.tar.gz')), 'BUNDLE_INVALID'],
    ];
    for (const [folder, name, bytes, code] of refusals) {
      mkdirSync(join(cwd, folder, 'scans'), { recursive: true });
      writeFileSync(join(cwd, folder, `scans/${name}.tar.gz`), bytes);
      const kit = ['--from', folder, '--key', 'issuer.key', '--sequence', '3', '--output', 'bad.tar.gz'];
      const args = ['offline', 'build', ...kit, '--format', 'json'];
      const { exit, stdout } = await runStella(args, { cwd, env: { STELLA_HOME: join(cwd, 'nowhere') } });
      const { error } = JSON.parse(stdout);
      assert.deepEqual([exit, error.code], [4, code]);
      assert.match(error.message, new RegExp(`^scans/${name}`));
    }
  });
});
