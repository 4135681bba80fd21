/** `stella proof verify ARCHIVE`: what is missing, added or exchanged is found, on any number of cores and machines. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { makeManyScans } from '../../scripts/bench/many-scans.ts';
import { canonicalJson } from '../../src/core/json/canonical-json.ts';
import { publicPem } from '../helpers/kits.ts';
import { type RunOptions, runStella, runStellaJson, scratchFolder } from '../helpers/run-stella.ts';
import { ed25519Key, ed25519Pem } from '../helpers/test-keys.ts';

const SCANS = 30;
const AT = '2026-01-01T00:00:00Z';
const folder = scratchFolder();
const at = (name: string) => join(folder, name);
const ROOT = at('issuer.pub');
const GOOD = at('good');

const verify = (args: readonly string[], options: RunOptions = {}) =>
  runStella(['proof', 'verify', '--trust-root', ROOT, '--at', AT, ...args], options);

interface Line {
  readonly batch: { readonly position: number | null; readonly shard: string };
  readonly bundle: string;
  readonly code: string | null;
  readonly checks: readonly { readonly name: string; readonly status: string }[];
}

async function linesOf(args: readonly string[], options: RunOptions = {}) {
  const run = await verify([...args, '--output', 'ndjson'], options);
  const lines: Line[] = run.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return { ...run, lines };
}

/** Codes by the name of the bundle, of those that failed. */
const failuresOf = (lines: readonly Line[]) =>
  Object.fromEntries(
    lines.filter(({ code }) => code !== null).map(({ bundle, code }) => [bundle.split('/').at(-1), code]),
  );

/** A copy of the good archive with something changed. */
function altered(name: string, change: (path: string) => void): string {
  const path = at(name);
  cpSync(GOOD, path, { recursive: true });
  change(path);
  return path;
}

before(async () => {
  makeManyScans(at('home'), SCANS);
  writeFileSync(at('issuer.key'), ed25519Pem(62));
  writeFileSync(ROOT, publicPem(ed25519Key(62)));
  writeFileSync(at('stranger.pub'), publicPem(ed25519Key(63)));
  for (const output of [GOOD, at('good.tar')]) {
    const args = ['score', 'bundle-export', '--output', output, '--key', at('issuer.key')];
    assert.equal((await runStella(args, { env: { STELLA_HOME: at('home') } })).exit, 0);
  }
});

describe('proof verify, of an archive', () => {
  test('is good as a folder, as a tar, and as a tar that another program made', async () => {
    assert.equal(spawnSync('tar', ['-cf', at('gnu.tar'), '-C', folder, './good']).status, 0);
    for (const path of [GOOD, at('good.tar'), at('gnu.tar')]) {
      const { exit, lines } = await linesOf([path]);
      assert.equal(exit, 0, path);
      assert.equal(lines.length, SCANS);
      assert.deepEqual(
        lines.map(({ bundle }) => bundle.split('/').at(-1)),
        lines.map((_, i) => `scan-${String(i).padStart(5, '0')}.tar.gz`),
      );
      assert.ok(
        lines.every(({ checks }) => checks.at(-1)?.name === 'index' && checks.at(-1)?.status === 'pass'),
      );
    }
  });

  test('tells people the sum, and JSON all of it', async () => {
    assert.match((await verify([GOOD])).stdout, /^Verified OK: 30 verified, 0 failed\n/);
    const { document } = await runStellaJson(['proof', 'verify', GOOD, '--trust-root', ROOT]);
    assert.equal(document.archive.verified, true);
    assert.deepEqual([document.verifications.length, document.failed], [SCANS, 0]);
  });

  test('names each bundle that is missing, added, exchanged or damaged', async () => {
    const path = altered('bad', (folder) => {
      rmSync(join(folder, 'scan-00003.tar.gz'));
      copyFileSync(join(folder, 'scan-00005.tar.gz'), join(folder, 'scan-00004x.tar.gz'));
      copyFileSync(join(folder, 'scan-00007.tar.gz'), join(folder, 'scan-00006.tar.gz'));
      const bytes = readFileSync(join(folder, 'scan-00009.tar.gz'));
      bytes[100] = (bytes[100] ?? 0) ^ 1;
      writeFileSync(join(folder, 'scan-00009.tar.gz'), bytes);
    });
    spawnSync('tar', ['-cf', at('bad.tar'), '-C', path, '.']);
    for (const source of [path, at('bad.tar')]) {
      const { exit, lines } = await linesOf([source]);
      assert.equal(exit, 1);
      assert.equal(lines.length, SCANS + 1);
      assert.deepEqual(failuresOf(lines), {
        'scan-00003.tar.gz': 'BUNDLE_NOT_FOUND',
        'scan-00004x.tar.gz': 'SUBJECT_MISMATCH',
        'scan-00006.tar.gz': 'DIGEST_MISMATCH',
        'scan-00009.tar.gz': 'BUNDLE_INVALID',
      });
    }
    const { stdout } = await verify([path]);
    assert.match(stdout, /^NOT VERIFIED: 27 verified, 4 failed\n/);
    assert.match(stdout, /scan-00003\.tar\.gz +BUNDLE_NOT_FOUND +the index lists this bundle/);
  });

  const indexes: readonly (readonly [string, string, (path: string) => void])[] = [
    ['an index without its signature', 'INPUT_MISSING', (path) => rmSync(join(path, 'index.dsse.json'))],
    ['no index', 'INPUT_MISSING', (path) => rmSync(join(path, 'index.json'))],
    [
      'an index from which a bundle was taken, with the bundle',
      'SUBJECT_MISMATCH',
      (path) => {
        const index = JSON.parse(readFileSync(join(path, 'index.json'), 'utf8'));
        index.bundles.splice(3, 1);
        writeFileSync(join(path, 'index.json'), canonicalJson(index));
        rmSync(join(path, 'scan-00003.tar.gz'));
      },
    ],
    ['an index that is none', 'INPUT_INVALID', (path) => writeFileSync(join(path, 'index.json'), 'x')],
    [
      'a signature that is none',
      'INPUT_INVALID',
      (path) => writeFileSync(join(path, 'index.dsse.json'), 'x'),
    ],
    [
      'the signature of a bundle in place of that of the index',
      'UNSUPPORTED_VERSION',
      (path) => {
        spawnSync('tar', ['-xzf', join(path, 'scan-00001.tar.gz'), '-C', path]);
        renameSync(join(path, 'bundle/dsse-envelope.json'), join(path, 'index.dsse.json'));
        rmSync(join(path, 'bundle'), { recursive: true });
      },
    ],
  ];
  for (const [what, code, change] of indexes) {
    test(`is not verified with ${what}, though each bundle is`, async () => {
      const path = altered(what.replaceAll(' ', '-'), change);
      const { exit, lines } = await linesOf([path]);
      assert.equal(exit, 1);
      assert.deepEqual(failuresOf(lines), { 'index.json': code });
      assert.equal(lines[0]?.batch.position, null);
    });
  }

  test('is not verified when a stranger signed everything', async () => {
    const { exit, stdout } = await runStella(['proof', 'verify', GOOD, '--trust-root', at('stranger.pub')]);
    assert.equal(exit, 1);
    assert.match(stdout, /0 verified, 31 failed/);
  });

  test('is USAGE for two sources, and BUNDLE_INVALID for a file that is no archive', async () => {
    assert.equal((await verify([GOOD, '--list', at('x')])).exit, 2);
    const single = await runStellaJson([
      'proof',
      'verify',
      join(GOOD, 'scan-00001.tar.gz'),
      '--trust-root',
      ROOT,
    ]);
    assert.deepEqual([single.exit, single.document.error.code], [4, 'BUNDLE_INVALID']);
    writeFileSync(at('cut.tar'), readFileSync(at('good.tar')).subarray(0, 5000));
    const cut = await runStellaJson(['proof', 'verify', at('cut.tar'), '--trust-root', ROOT]);
    assert.deepEqual([cut.exit, cut.document.error.code], [4, 'BUNDLE_INVALID']);
  });
});

describe('proof verify, of many', () => {
  test('prints the same whatever --jobs is', async () => {
    const [one, three] = await Promise.all(['1', '3'].map((jobs) => linesOf([GOOD, '--jobs', jobs])));
    assert.equal(one?.stdout, three?.stdout);
    assert.equal(one?.exit, 0);
  });

  test('takes a list from standard input, separated by NUL or by newlines', async () => {
    const paths = [join(GOOD, 'scan-00002.tar.gz'), at('no such bundle'), join(GOOD, 'scan-00001.tar.gz')];
    for (const input of [`${paths.join('\n')}\n`, `${paths.join('\r\n')}`, `${paths.join('\0')}\0`]) {
      const { exit, lines } = await linesOf(['--list', '-'], { input });
      assert.equal(exit, 1);
      assert.deepEqual(
        lines.map(({ bundle, code }) => [bundle, code]),
        paths.map((path) => [path, path.includes('no such') ? 'BUNDLE_NOT_FOUND' : null]),
      );
    }
    assert.equal((await verify(['--list', '-'], { input: '' })).exit, 3);
  });

  test('divides a list so that every bundle is in one shard', async () => {
    const shards = await Promise.all(
      ['1/4', '2/4', '3/4', '4/4'].map((shard) => linesOf([GOOD, '--shard', shard])),
    );
    const positions = shards.flatMap(({ lines }) => lines.map(({ batch }) => batch.position));
    assert.deepEqual(
      positions.toSorted((a, b) => Number(a) - Number(b)),
      Array.from({ length: SCANS }, (_, i) => i),
    );
    assert.ok(shards.every(({ lines }, i) => lines.every(({ batch }) => batch.shard === `${i + 1}/4`)));
    for (const [i, { stdout }] of shards.entries()) writeFileSync(at(`part-${i + 1}`), stdout);
  });

  for (const shard of ['0/4', '5/4', '1', '1/0', '-1/4', '01x/4'])
    test(`is USAGE for the shard ${shard}`, async () => {
      assert.equal((await verify([GOOD, `--shard=${shard}`])).exit, 2);
    });
});

describe('proof summary', () => {
  const parts = [1, 2, 3, 4].map((i) => at(`part-${i}`));
  const summarize = (files: readonly string[], options: RunOptions = {}) =>
    runStellaJson(['proof', 'summary', ...files], options);

  test('joins shards in any order, from files and from standard input', async () => {
    const all = await summarize(parts.toReversed());
    assert.equal(all.exit, 0, all.stdout);
    assert.deepEqual(
      [all.document.total, all.document.verified, all.document.complete],
      [SCANS, SCANS, true],
    );
    const input = Buffer.concat(parts.map((path) => readFileSync(path)));
    assert.deepEqual((await summarize(['-'], { input })).document, all.document);
  });

  test('misses a shard, and the rest of one that was cut short', async () => {
    const without = await summarize([parts[0] as string, parts[3] as string]);
    assert.deepEqual([without.exit, without.document.error.code], [3, 'INPUT_MISSING']);
    assert.deepEqual(without.document.missing.shards, ['2/4', '3/4']);
    const [first, ...rest] = parts;
    const cut = readFileSync(first as string, 'utf8')
      .split('\n')
      .slice(0, 2)
      .join('\n');
    const short = await summarize(['-', ...rest], { input: cut });
    assert.deepEqual([short.exit, short.document.missing.bundles], [3, 6]);
    assert.deepEqual(short.document.missing.positions, [
      [8, 8],
      [12, 12],
      [16, 16],
      [20, 20],
      [24, 24],
      [28, 28],
    ]);
  });

  test('counts a bundle once, and sees when two results contradict each other', async () => {
    const twice = await summarize([...parts, parts[1] as string]);
    assert.deepEqual([twice.exit, twice.document.verified], [0, SCANS]);
    assert.equal(twice.document.duplicates.bundles, 8);
    const lied = readFileSync(parts[1] as string, 'utf8')
      .replace('"bundleDigest":"sha256:', '"bundleDigest":"sha256:0')
      .replace(/("bundleDigest":"sha256:0[0-9a-f]{63})[0-9a-f]/, '$1');
    const contradicting = await summarize(['-', ...parts], { input: lied });
    assert.deepEqual([contradicting.exit, contradicting.document.error.code], [4, 'INPUT_INVALID']);
    assert.deepEqual(contradicting.document.duplicates.contradicting, [1]);
  });

  test('lists the failures with their codes', async () => {
    const bad = await linesOf([at('bad')]);
    const { exit, document } = await summarize(['-'], { input: bad.stdout });
    assert.equal(exit, 1);
    assert.deepEqual(document.byCode, {
      BUNDLE_NOT_FOUND: 1,
      SUBJECT_MISMATCH: 1,
      DIGEST_MISMATCH: 1,
      BUNDLE_INVALID: 1,
    });
    assert.deepEqual(
      document.failures.map(({ position }: { position: number }) => position),
      [3, 5, 7, 10],
    );
  });

  test('refuses what are no results, or results of another list', async () => {
    const other = await linesOf([join(GOOD, '..', 'bad')]);
    for (const input of ['', 'x\n', '{}\n', `${readFileSync(parts[0] as string, 'utf8')}${other.stdout}`]) {
      const { exit } = await summarize(['-'], { input });
      assert.equal(exit, 4, input.slice(0, 40));
    }
    assert.equal((await summarize([at('nothing')])).exit, 3);
  });
});
