/** `stella score bundle-export`: an archive that is the same however often it was interrupted, and that other programs can read. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { makeManyScans } from '../../scripts/bench/many-scans.ts';
import { digestOf } from '../../src/core/digest/sha256.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { makeCa } from '../helpers/certificates.ts';
import { publicPem } from '../helpers/kits.ts';
import { runStella, runStellaJson, scratchFolder, stellaBinary } from '../helpers/run-stella.ts';
import { ed25519Key, ed25519Pem } from '../helpers/test-keys.ts';

const SCANS = 40;
const folder = scratchFolder();
const at = (name: string) => join(folder, name);
const env = { STELLA_HOME: at('home') };
const KEY = at('issuer.key');
const ROOT = at('issuer.pub');

const exportTo = (output: string, ...args: readonly string[]) =>
  runStella(['score', 'bundle-export', '--output', output, '--key', KEY, ...args], { env });

const filesOf = (path: string): Map<string, string> =>
  new Map(
    readdirSync(path)
      .sort()
      .map((name) => [name, digestOf(new Uint8Array(readFileSync(join(path, name))))]),
  );

before(async () => {
  makeManyScans(at('home'), SCANS);
  writeFileSync(KEY, ed25519Pem(61));
  writeFileSync(ROOT, publicPem(ed25519Key(61)));
  for (const output of ['whole/', 'whole.tar']) assert.equal((await exportTo(at(output))).exit, 0);
});

describe('score bundle-export', () => {
  test('lists every bundle with what it is, in an index that it signs', async () => {
    const index = JSON.parse(readFileSync(at('whole/index.json'), 'utf8'));
    assert.equal(index.bundles.length, SCANS);
    assert.deepEqual([index.since, index.until, index.scan], [null, null, null]);
    const files = filesOf(at('whole'));
    assert.equal(files.size, SCANS + 2);
    for (const { file, digest, size } of index.bundles) {
      assert.equal(files.get(file), digest);
      assert.equal(readFileSync(at(`whole/${file}`)).length, size);
    }
    const envelope = ['proof', 'envelope', at('whole/index.dsse.json'), '--trust-root', ROOT];
    const verified = await runStellaJson([...envelope, '--artifact', at('whole/index.json')]);
    assert.equal(verified.exit, 0, verified.stdout);
    const other = await runStellaJson([...envelope, '--artifact', at('whole/scan-00000.tar.gz')]);
    assert.equal(other.document.error.code, 'SUBJECT_MISMATCH');
  });

  test('writes the same archive as a tar, which tar unpacks into the folder', () => {
    const names = spawnSync('tar', ['-tf', at('whole.tar')], { encoding: 'utf8' })
      .stdout.trim()
      .split('\n');
    assert.deepEqual(names.slice(0, 2), ['index.dsse.json', 'index.json']);
    mkdirSync(at('unpacked'));
    assert.equal(spawnSync('tar', ['-xf', at('whole.tar'), '-C', at('unpacked')]).status, 0);
    assert.deepEqual(filesOf(at('unpacked')), filesOf(at('whole')));
  });

  test('writes the tar to standard output', () => {
    const script = `"${stellaBinary}" score bundle-export --key "${KEY}" --output - | cmp - "${at('whole.tar')}"`;
    const { status, stderr } = spawnSync('bash', ['-c', script], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
  });

  test('exports by day and by pattern', async () => {
    const { exit } = await exportTo(
      at('some'),
      '--since',
      '2024-01-01',
      '--until',
      '2024-01-01',
      '--scan',
      'scan-*[02]?',
    );
    assert.equal(exit, 0);
    const { bundles, ...selection } = JSON.parse(readFileSync(at('some/index.json'), 'utf8'));
    assert.deepEqual(selection, {
      schema: 'stella.bundle-index/v1',
      since: '2024-01-01',
      until: '2024-01-01',
      scan: 'scan-*[02]?',
    });
    // 31 scans of the first day, one every 47 minutes: 0 to 9 and 20 to 29 match.
    assert.equal(bundles.length, 20);
  });

  test('changes nothing when it is run again', async () => {
    const before = filesOf(at('whole'));
    for (const output of ['whole/', 'whole.tar']) {
      const again = await exportTo(at(output), '--format', 'json');
      assert.equal(JSON.parse(again.stdout).unchanged, SCANS + 2);
    }
    assert.deepEqual(filesOf(at('whole')), before);
  });

  test('signs with a key once, and again only with another certificate', async () => {
    const rows = async () => {
      const { document } = await runStellaJson(['audit', 'bundles', '--days', '1'], { env });
      return document.days.reduce(
        (sum: number, day: { bundlesCreated: number }) => sum + day.bundlesCreated,
        0,
      );
    };
    const before = await rows();
    assert.equal((await exportTo(at('again/'))).exit, 0);
    assert.equal(await rows(), before, 'the bundles that this key signed before');
    assert.deepEqual(filesOf(at('again')), filesOf(at('whole')));
    writeFileSync(at('ca.crt'), renderPem('CERTIFICATE', makeCa('ca', ed25519Key(61))));
    assert.equal((await exportTo(at('certified/'), '--certificate', at('ca.crt'))).exit, 0);
    assert.equal(await rows(), before + SCANS);
    assert.notEqual(
      filesOf(at('certified')).get('scan-00000.tar.gz'),
      filesOf(at('whole')).get('scan-00000.tar.gz'),
    );
    assert.equal((await exportTo(at('third/'))).exit, 0);
    assert.deepEqual(filesOf(at('third')), filesOf(at('whole')), 'and without it as before');
  });

  test('ends with the same bytes when it was killed on the way', async () => {
    const expected = filesOf(at('whole'));
    for (const waitMs of [250, 330, 410, 490, 700]) {
      for (const output of ['killed/', 'killed.tar']) {
        const args = ['score', 'bundle-export', '--output', at(output), '--key', KEY];
        const child = spawn(stellaBinary, args, { env: { ...process.env, ...env }, stdio: 'ignore' });
        const closed = new Promise((done) => child.on('close', done));
        await delay(waitMs);
        child.kill('SIGKILL');
        await closed;
      }
    }
    for (const output of ['killed/', 'killed.tar']) {
      const { exit, stderr } = await exportTo(at(output));
      assert.equal(exit, 0, stderr);
    }
    assert.deepEqual(filesOf(at('killed')), expected);
    assert.deepEqual(readFileSync(at('killed.tar')), readFileSync(at('whole.tar')));
    assert.equal(existsSync(at('killed.tar.partial')), false);
  });

  test('keeps of a partial tar what is right, and no more', async () => {
    const whole = readFileSync(at('whole.tar'));
    for (const [what, partial] of Object.entries({
      nothing: Buffer.alloc(0),
      cut: whole.subarray(0, 30_000),
      'a changed byte': Buffer.concat([whole.subarray(0, 20_000), Buffer.from([1]), whole.subarray(20_001)]),
      'more than all': Buffer.concat([whole, Buffer.alloc(2048, 7)]),
    })) {
      const path = at(`${what.replaceAll(' ', '-')}.tar`);
      writeFileSync(`${path}.partial`, partial);
      assert.equal((await exportTo(path)).exit, 0, what);
      assert.ok(readFileSync(path).equals(whole), what);
    }
  });

  test('refuses a folder that holds anything else, and files with other content', async () => {
    mkdirSync(at('mixed'));
    writeFileSync(at('mixed/notes.txt'), '');
    const stranger = await exportTo(at('mixed'), '--format', 'json');
    assert.deepEqual([stranger.exit, JSON.parse(stranger.stdout).error.code], [5, 'OUTPUT_EXISTS']);
    rmSync(at('mixed/notes.txt'));
    writeFileSync(at('mixed/scan-00003.tar.gz'), 'other');
    const changed = await exportTo(at('mixed'), '--format', 'json');
    assert.equal(JSON.parse(changed.stdout).error.code, 'OUTPUT_EXISTS');
    writeFileSync(at('other.tar'), 'other');
    const tar = await exportTo(at('other.tar'), '--format', 'json');
    assert.equal(JSON.parse(tar.stdout).error.code, 'OUTPUT_EXISTS');
    assert.equal(readFileSync(at('other.tar'), 'utf8'), 'other');
  });

  test('takes a signature for granted only where there is a key', async () => {
    const { exit, stderr } = await runStella(['score', 'bundle-export', '--output', at('unsigned')], { env });
    assert.equal(exit, 0);
    assert.match(stderr, /^warning: the index is not signed/);
    assert.equal(existsSync(at('unsigned/index.dsse.json')), false);
  });

  const refused: readonly (readonly [string, readonly string[]])[] = [
    ['a compressed archive', ['--output', 'a.tar.gz']],
    [
      'a range that ends before it begins',
      ['--output', 'x', '--since', '2024-02-01', '--until', '2024-01-01'],
    ],
    ['a time for a day', ['--output', 'x', '--since', '2024-02-01T00:00:00Z']],
  ];
  for (const [what, args] of refused) {
    test(`is USAGE for ${what}`, async () => {
      const { exit, stderr } = await runStella(['score', 'bundle-export', ...args], { env, cwd: folder });
      assert.equal(exit, 2, stderr);
    });
  }
});
