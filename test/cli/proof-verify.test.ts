/** `stella proof verify` as a user meets it: the real program, its exit status and its two streams. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse as parseYaml } from 'yaml';
import { utf8 } from '../../fixtures/generate/vectors-bytes.ts';
import { ownVector } from '../helpers/bundle-vectors.ts';
import {
  type RunOptions,
  runStella,
  runStellaJson,
  scratchFolder,
  stellaBinary,
} from '../helpers/run-stella.ts';

const AT = '2025-06-01T00:00:00Z';
const { bundle: GOOD, trustRoot: ROOT } = ownVector('valid');
const { bundle: BAD } = ownVector('score-lowered');

const folder = scratchFolder();
chmodSync(folder, 0o755);

/** Runs `proof verify` with the trust root of the vectors. */
const verify = (args: readonly string[], options: RunOptions = {}) =>
  runStella(['proof', 'verify', '--trust-root', ROOT, ...args], options);
const verifyJson = (args: readonly string[], options: RunOptions = {}) =>
  runStellaJson(['proof', 'verify', '--trust-root', ROOT, ...args], options);

function writeBundle(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** Control characters but the newline: what a terminal would obey. */
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('proof verify, of one bundle', { concurrency: 2 }, () => {
  test('tells people what it found, on standard output alone', async () => {
    const { exit, stdout, stderr } = await verify(['--bundle', GOOD]);
    assert.deepEqual([exit, stderr], [0, '']);
    assert.ok(stdout.startsWith(`Verified OK: ${GOOD}\n`));
    for (const name of ['archive', 'manifest', 'score', 'merkle', 'signature'])
      assert.match(stdout, new RegExp(`^${name} +pass`, 'm'));
    assert.match(stdout, /^score +9\.8 \(critical\)$/m);
    assert.match(stdout, /^Not established\n- that the score follows from its inputs/m);
  });

  test('tells people why not, and in two lines on standard error what to do', async () => {
    const { exit, stdout, stderr } = await verify(['--bundle', BAD]);
    assert.equal(exit, 1);
    assert.ok(stdout.startsWith(`NOT VERIFIED: ${BAD} (MERKLE_MISMATCH)\n`));
    assert.doesNotMatch(stdout, /^score +[0-9]/m);
    assert.match(stderr, /^error: MERKLE_MISMATCH: .*\nhint: .*\n$/);
  });

  test('prints one JSON document, and the same as YAML', async () => {
    for (const bundle of [GOOD, BAD]) {
      const json = await verifyJson(['--bundle', bundle, '--at', AT]);
      const yaml = await verify(['--bundle', bundle, '--at', AT, '-o', 'yaml']);
      assert.deepEqual(parseYaml(yaml.stdout), json.document);
      assert.deepEqual([json.exit, yaml.exit], bundle === GOOD ? [0, 0] : [1, 1]);
      assert.deepEqual([json.stderr, yaml.stderr], ['', '']);
      assert.equal(json.document.verifiedAt, AT);
    }
  });

  test('gives the error beside the report, in its four members', async () => {
    const { document } = await verifyJson(['--bundle', BAD]);
    assert.deepEqual(Object.keys(document.error), ['code', 'message', 'hint', 'details']);
    assert.equal(document.error.code, 'MERKLE_MISMATCH');
    assert.equal(document.verified, false);
    assert.equal(document.proven, null);
    assert.equal((await verifyJson(['--bundle', GOOD])).document.error, undefined);
  });

  test('reads standard input', async () => {
    const { exit, document } = await verifyJson(['--bundle', '-'], { input: readFileSync(GOOD) });
    assert.deepEqual([exit, document.bundle, document.verified], [0, '-', true]);
  });

  test('is BUNDLE_INVALID for nothing on standard input', async () => {
    const { exit, document } = await verifyJson(['--bundle', '-']);
    assert.deepEqual([exit, document.code], [4, 'BUNDLE_INVALID']);
  });

  test('gives the same answer with and without --offline, and says that it was', async () => {
    const [online, offline] = await Promise.all(
      [[], ['--offline']].map((flags) => verifyJson(['--bundle', GOOD, '--at', AT, ...flags])),
    );
    assert.deepEqual(offline?.document, { ...online?.document, offline: true });
  });
});

describe('proof verify, of several bundles', { concurrency: 2 }, () => {
  const many = join(folder, 'many');
  mkdirSync(many);
  copyFileSync(GOOD, join(many, 'b.tar.gz'));
  copyFileSync(BAD, join(many, 'a.tar.gz'));
  writeFileSync(join(many, 'notes.txt'), 'no bundle');

  test('gives a row each, and exits with 1 when any fails', async () => {
    const { exit, stdout } = await verify(['--bundle', GOOD, '--bundle', BAD]);
    assert.equal(exit, 1);
    assert.match(stdout, /^BUNDLE +RESULT +SCAN +SCORE +ROOT HASH\n/);
    assert.match(stdout, /valid\.tar\.gz +verified +scan-a\.2025-01-15 +9\.8 +sha256:/);
    assert.match(stdout, /score-lowered\.tar\.gz +MERKLE_MISMATCH +- +- +-$/m);
  });

  test('takes a folder for the bundles in it, in the order of their names', async () => {
    const { exit, document } = await verifyJson(['--bundle', many]);
    assert.equal(exit, 1);
    assert.equal(document.failed, 1);
    assert.deepEqual(
      document.verifications.map(({ bundle, code }: { bundle: string; code: string | null }) => [
        bundle.slice(-8),
        code,
      ]),
      [
        ['a.tar.gz', 'MERKLE_MISMATCH'],
        ['b.tar.gz', null],
      ],
    );
  });

  test('exits with 0 when all verify, and goes on after one that is not there', async () => {
    assert.equal((await verifyJson(['--bundle', GOOD, GOOD])).exit, 0);
    const { exit, document } = await verifyJson(['--bundle', join(folder, 'none.tar.gz'), GOOD]);
    assert.equal(exit, 1);
    assert.deepEqual(
      document.verifications.map(({ code }: { code: string | null }) => code),
      ['BUNDLE_NOT_FOUND', null],
    );
  });
});

describe('proof verify, when it cannot begin', { concurrency: 2 }, () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  const notPem = writeBundle('not.pem', utf8('hello'));
  const key = ROOT.replace('root.pub', 'root.key');

  const cases: readonly (readonly [string, readonly string[], number, string])[] = [
    [
      'a file that is not there',
      ['--trust-root', ROOT, '--bundle', join(folder, 'none.tar.gz')],
      3,
      'BUNDLE_NOT_FOUND',
    ],
    ['a folder without bundles', ['--trust-root', ROOT, '--bundle', empty], 3, 'BUNDLE_NOT_FOUND'],
    ['no trust root at all', ['--bundle', GOOD], 6, 'TRUST_ROOT_MISSING'],
    ['an altered bundle and no trust root: the lower layer decides', ['--bundle', BAD], 1, 'MERKLE_MISMATCH'],
    [
      'a folder of trust roots without any',
      ['--trust-root', empty, '--bundle', GOOD],
      6,
      'TRUST_ROOT_MISSING',
    ],
    [
      'a trust root that is not there',
      ['--trust-root', join(folder, 'no.pub'), '--bundle', GOOD],
      3,
      'INPUT_MISSING',
    ],
    ['a trust root that is none', ['--trust-root', notPem, '--bundle', GOOD], 4, 'INPUT_INVALID'],
    ['a private key as trust root', ['--trust-root', key, '--bundle', GOOD], 4, 'INPUT_INVALID'],
    ['no bundle named', ['--trust-root', ROOT], 2, 'USAGE'],
    ['an unknown flag', ['--trust-root', ROOT, '--bundle', GOOD, '--insecure'], 2, 'USAGE'],
    ['a word too many before a flag', ['extra', '--bundle', GOOD], 2, 'USAGE'],
    [
      'a time with an offset',
      ['--trust-root', ROOT, '--bundle', GOOD, '--at', '2025-01-15T00:00:00+01:00'],
      2,
      'USAGE',
    ],
    [
      'a day that does not exist',
      ['--trust-root', ROOT, '--bundle', GOOD, '--at', '2025-02-30T00:00:00Z'],
      2,
      'USAGE',
    ],
    ['a time that is empty', ['--trust-root', ROOT, '--bundle', GOOD, '--at', ''], 2, 'USAGE'],
    [
      'a threshold of no signatures',
      ['--trust-root', ROOT, '--bundle', GOOD, '--threshold', '0'],
      2,
      'USAGE',
    ],
  ];
  for (const [what, args, exit, code] of cases) {
    test(`exits with ${exit} for ${what}, for people and for programs`, async () => {
      const people = await runStella(['proof', 'verify', ...args]);
      assert.equal(people.exit, exit, people.stderr);
      assert.match(people.stderr, new RegExp(`^error: ${code}: `));
      assert.doesNotMatch(people.stderr, /\n {4}at /);
      const programs = await runStellaJson(['proof', 'verify', ...args]);
      assert.equal(programs.exit, exit);
      assert.equal(programs.stderr, '');
      assert.deepEqual(Object.keys(programs.document.error), ['code', 'message', 'hint', 'details']);
      assert.equal(programs.document.error.code, code);
    });
  }

  test('prints YAML when that was asked for', async () => {
    const { exit, stdout } = await verify(['--output=yaml', '--insecure']);
    assert.equal(exit, 2);
    assert.equal(parseYaml(stdout).error.code, 'USAGE');
  });

  test('asks for as many signers as --threshold says', async () => {
    const { exit, document } = await verifyJson(['--bundle', GOOD, '--threshold', '2']);
    assert.deepEqual([exit, document.code], [6, 'KEY_UNKNOWN']);
  });

  test('suggests no loosening of trust', async () => {
    for (const [, args] of cases) {
      const { stderr } = await runStella(['proof', 'verify', ...args]);
      assert.doesNotMatch(stderr, /--insecure-|skip|--force|ignore/);
    }
  });
});

/** Root may read everything: then another user tries. */
const otherUser = process.getuid?.() === 0 ? { uid: 65534 } : {};
const reaches =
  spawnSync('test', ['-r', stellaBinary], otherUser).status === 0 && process.platform !== 'win32';

describe('proof verify, of what may not be read', {
  skip: reaches ? false : 'no user who may not read everything',
}, () => {
  test('is PERMISSION_DENIED for a file and for a folder', async () => {
    const file = writeBundle('locked.tar.gz', readFileSync(GOOD));
    const locked = join(folder, 'locked');
    mkdirSync(locked);
    writeFileSync(join(locked, 'a.tar.gz'), '');
    for (const path of [file, locked]) chmodSync(path, 0o000);
    try {
      for (const path of [file, locked, join(locked, 'a.tar.gz')]) {
        const { exit, document } = await verifyJson(['--bundle', path], {
          ...otherUser,
          home: join(folder, 'no-home'),
        });
        assert.deepEqual([exit, document.error.code], [5, 'PERMISSION_DENIED'], path);
      }
    } finally {
      for (const path of [file, locked]) chmodSync(path, 0o700);
    }
  });
});

describe('proof verify, on a terminal and off', { concurrency: 2 }, () => {
  test('writes no colour into a pipe', async () => {
    for (const bundle of [GOOD, BAD]) {
      const { stdout, stderr } = await verify(['--bundle', bundle], { env: { NO_COLOR: undefined } });
      assert.ok(!stdout.includes('\u001b') && !stderr.includes('\u001b'));
    }
  });

  test('writes colour with FORCE_COLOR, but never into JSON, and not with --no-color', async () => {
    const env = { NO_COLOR: undefined, FORCE_COLOR: '1' };
    assert.match((await verify(['--bundle', GOOD], { env })).stdout, /\u001b\[32m/);
    assert.doesNotMatch((await verify(['--bundle', GOOD, '--no-color'], { env })).stdout, CONTROLS);
    assert.doesNotMatch((await verify(['--bundle', GOOD, '-o', 'json'], { env })).stdout, CONTROLS);
  });

  test('says nothing about a reader that leaves', () => {
    const script = `"${stellaBinary}" proof verify --bundle "${GOOD}" --trust-root "${ROOT}" | true`;
    const { stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
    assert.equal(stderr, '');
  });
});
