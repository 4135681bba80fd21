/**
 * Whatever stands where a file was expected (a gigabyte of zeros, a device, a pipe that nobody writes to, a folder, a file that
 * may not be read), each command that takes a file says so at once, in little memory.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  createWriteStream,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { before, describe, test } from 'node:test';
import { createGzip } from 'node:zlib';
import { tarEntry } from '../../fixtures/generate/vectors-archive.ts';
import { readCommands } from '../../scripts/commands-page.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { ownVector } from '../helpers/bundle-vectors.ts';
import { makeEnvelope } from '../helpers/envelopes.ts';
import { type PreparedHome, prepareHome, SAMPLE_SBOM } from '../helpers/prepared-home.ts';
import { type RunOptions, runStella, scratchFolder } from '../helpers/run-stella.ts';
import { ed25519Key } from '../helpers/test-keys.ts';

const GIB = 2 ** 30;
const RSS_KIB_MAX = 200 * 1024;
/** Of a processor: what the clock says depends on who else is at work. */
const CPU_SECONDS_MAX = 10;
/** By the clock: longer is a hang. */
const SECONDS_MAX = 120;
const CODES =
  /^(?:INPUT|BUNDLE|KIT|SCAN)_(?:INVALID|MISSING|NOT_FOUND)$|^(?:LIMIT_EXCEEDED|PERMISSION_DENIED|SUBJECT_MISMATCH)$/;

const folder = scratchFolder();
const files = {
  zeros: join(folder, 'zeros'),
  device: '/dev/zero',
  pipe: join(folder, 'pipe'),
  folder: join(folder, 'folder'),
} as const;
const unreadable = join(folder, 'unreadable');
/** Written by the program itself as it ends: what it used. */
const hook = join(folder, 'usage.cjs');
let prepared: PreparedHome;

before(async () => {
  prepared = await prepareHome();
  const zeros = openSync(files.zeros, 'w');
  ftruncateSync(zeros, GIB);
  closeSync(zeros);
  execFileSync('mkfifo', [files.pipe]);
  mkdirSync(files.folder);
  writeFileSync(SIGNER_PEM, renderPem('PUBLIC KEY', SIGNER.publicKey.spkiDer));
  writeFileSync(ENVELOPE, JSON.stringify(makeEnvelope([SIGNER])));
  chmodSync(folder, 0o755);
  writeFileSync(unreadable, 'secret');
  chmodSync(unreadable, 0o000);
  writeFileSync(
    hook,
    `process.on('exit', () => require('node:fs').writeFileSync(process.env.USAGE_FILE, JSON.stringify(process.resourceUsage())));`,
  );
});

const SIGNER = ed25519Key(1);
const SIGNER_PEM = join(folder, 'signer.pub');
const ENVELOPE = join(folder, 'envelope.json');
const { bundle: BUNDLE, trustRoot: ROOT } = ownVector('valid');

/** Each command that takes a file, with the file's place. */
const COMMANDS: Readonly<Record<string, (file: string) => readonly string[]>> = {
  'proof verify --bundle': (file) => ['proof', 'verify', '--trust-root', ROOT, '--bundle', file],
  'proof verify --trust-root': (file) => ['proof', 'verify', '--bundle', BUNDLE, '--trust-root', file],
  'proof verify --crl': (file) => [
    'proof',
    'verify',
    '--bundle',
    BUNDLE,
    '--trust-root',
    ROOT,
    '--crl',
    file,
  ],
  'proof spine --bundle': (file) => ['proof', 'spine', '--bundle', file],
  'proof envelope FILE': (file) => ['proof', 'envelope', file, '--trust-root', ROOT],
  'proof envelope --trusted-root': (file) => ['proof', 'envelope', ENVELOPE, '--trusted-root', file],
  'proof timestamp --bundle': (file) => ['proof', 'timestamp', '--bundle', file, '--request', 'query.tsq'],
  'proof timestamp --attach': (file) => [
    ...['proof', 'timestamp', '--bundle', BUNDLE, '--attach', file, '--output', 'stamped.tar.gz'],
  ],
  'trust check CHAIN': (file) => ['trust', 'check', file, '--trust-root', ROOT],
  'trust add FILE': (file) => ['trust', 'add', file],
  'scan run SBOM': (file) => ['scan', 'run', file],
  'scan run --vex': (file) => ['scan', 'run', SAMPLE_SBOM, '--vex', file],
  'scan run --evidence': (file) => ['scan', 'run', SAMPLE_SBOM, '--evidence', file],
  'rules validate FILE': (file) => ['rules', 'validate', file],
  'policy validate FILE': (file) => ['policy', 'validate', file],
  'score bundle --key': (file) => [
    'score',
    'bundle',
    '--scan',
    'scan-1',
    '--output',
    'out.tar.gz',
    '--key',
    file,
  ],
  'score bundle --certificate': (file) => [
    ...['score', 'bundle', '--scan', 'scan-1', '--output', 'out.tar.gz', '--key', 'issuer.key'],
    ...['--certificate', file],
  ],
  'score bundle --passphrase-file': (file) => [
    ...['score', 'bundle', '--scan', 'scan-1', '--output', 'out.tar.gz', '--key', 'issuer.key'],
    ...['--passphrase-file', file],
  ],
  'score verify --bundle': (file) => [
    ...['score', 'verify', '--scan', 'scan-1', '--root-hash', `sha256:${'0'.repeat(64)}`, '--bundle', file],
  ],
  'offline import --bundle': (file) => [
    'offline',
    'import',
    '--bundle',
    file,
    '--trust-root',
    'issuer.key.pub',
  ],
  'offline verify KIT': (file) => ['offline', 'verify', file, '--trust-root', ROOT],
  'offline inspect KIT': (file) => ['offline', 'inspect', file],
  'offline build --key': (file) => [
    ...['offline', 'build', '--from', folder, '--output', 'k.tar', '--sequence', '1', '--key', file],
  ],
  'offline build --base': (file) => [
    ...['offline', 'build', '--from', folder, '--output', 'k.tar', '--sequence', '2', '--key', 'issuer.key'],
    ...['--base', file],
  ],
  'offline build --from': (file) => [
    ...['offline', 'build', '--from', file, '--output', 'k.tar', '--sequence', '2', '--key', 'issuer.key'],
  ],
  'proof verify ARCHIVE': (file) => ['proof', 'verify', file, '--trust-root', ROOT],
  'proof verify --list': (file) => ['proof', 'verify', '--list', file, '--trust-root', ROOT],
  'proof verify --receipts': (file) => [
    ...['proof', 'verify', '--bundle', BUNDLE, '--trust-root', ROOT, '--receipts', file],
  ],
  'proof verify --receipt-trust-root': (file) => [
    ...['proof', 'verify', '--bundle', BUNDLE, '--trust-root', ROOT, '--receipts', ENVELOPE],
    ...['--receipt-trust-root', file],
  ],
  'proof summary FILE': (file) => ['proof', 'summary', file],
  'proof absent --bundle': (file) => [
    ...['proof', 'absent', '--package', 'pkg:npm/x', '--trust-root', ROOT, '--bundle', file],
  ],
  'proof compare A': (file) => ['proof', 'compare', file, BUNDLE],
  'proof compare B': (file) => ['proof', 'compare', BUNDLE, file],
  'proof disclose --bundle': (file) => [
    ...['proof', 'disclose', '--finding', 'CVE-1', '--output', 'one.json', '--bundle', file],
  ],
  'proof timestamp --query': (file) => [
    ...['proof', 'timestamp', '--bundle', BUNDLE, '--attach', ENVELOPE, '--output', 'stamped.tar.gz'],
    ...['--query', file],
  ],
  'proof envelope --artifact': (file) => [
    ...['proof', 'envelope', ENVELOPE, '--trust-root', SIGNER_PEM, '--artifact', file],
  ],
  'scan import BUNDLE': (file) => ['scan', 'import', file, '--trust-root', ROOT],
  'score diff BEFORE': (file) => ['score', 'diff', file, 'scan-1', '--trust-root', ROOT],
  'score diff AFTER': (file) => ['score', 'diff', 'scan-1', file, '--trust-root', ROOT],
  'score root --bundle': (file) => ['score', 'root', '--bundle', file],
  'score replay --vex': (file) => ['score', 'replay', '--scan', 'scan-1', '--vex', file],
  'score replay --evidence': (file) => ['score', 'replay', '--scan', 'scan-1', '--evidence', file],
  'score replay --rules': (file) => ['score', 'replay', '--scan', 'scan-1', '--rules', file],
  'score replay --policy': (file) => ['score', 'replay', '--scan', 'scan-1', '--policy', file],
  'score replay --receipt': (file) => ['score', 'replay', '--scan', 'scan-1', '--add', '--receipt', file],
  'audit log --consistent-with': (file) => ['audit', 'log', '--trust-root', ROOT, '--consistent-with', file],
  'config show config.yaml': (file) => ['config', 'show', '--home', homeConfiguredBy(file)],
};

/** A home whose `config.yaml` is this file. */
function homeConfiguredBy(file: string): string {
  const home = join(folder, `home-of-${basename(file)}`);
  if (existsSync(home)) return home;
  mkdirSync(home);
  chmodSync(home, 0o755);
  symlinkSync(file, join(home, 'config.yaml'));
  return home;
}

/** An empty folder of trust roots has none in it, which is another matter. */
const TAKES_FOLDER = new Set(['proof verify --trust-root', 'proof verify --receipt-trust-root']);

/** Flags that name what is written. */
const WRITTEN = new Set(['output', 'request', 'textfile', 'report']);
/** Flags of several commands that one piece of code reads: tried on one of them. */
const SHARED = new Set(['trust-root', 'crl', 'key', 'certificate', 'passphrase-file']);
const NAMES_A_FILE = /^(?:.*\|)?(?:FILE|PATH|PEM|JSON|KIT|DIR)$/;
const ARGUMENTS = new Set(['file', 'chain', 'sbom', 'bundle', 'kit', 'archive', 'a', 'b', 'before', 'after']);

test('every flag and argument that names a file is tried here', () => {
  const missing = readCommands().flatMap(({ id, flags, args }) => {
    const command = id.replaceAll(':', ' ');
    const named = Object.values(flags).filter(
      ({ name, helpValue, helpGroup }) =>
        helpGroup !== 'GLOBAL' && !WRITTEN.has(name) && NAMES_A_FILE.test(helpValue ?? ''),
    );
    const places = [
      ...named.filter(({ name }) => !SHARED.has(name)).map(({ name }) => `${command} --${name}`),
      ...Object.keys(args)
        .filter((name) => ARGUMENTS.has(name))
        .map((name) => `${command} ${name.toUpperCase()}`),
    ];
    return places.filter((place) => !(place in COMMANDS));
  });
  // The kit to go back to is named by its id or digest.
  assert.deepEqual(missing, ['offline rollback --to']);
  for (const name of SHARED) {
    assert.ok(
      Object.keys(COMMANDS).some((place) => place.endsWith(` --${name}`)),
      name,
    );
  }
});

interface Measured {
  readonly exit: number | null;
  readonly code: string;
  readonly message: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rssKib: number;
}

let runs = 0;

async function measure(args: readonly string[], options: RunOptions = {}): Promise<Measured> {
  const usageFile = join(folder, `usage-${runs++}`);
  const env = { STELLA_HOME: prepared.home, NODE_OPTIONS: `--require ${hook}`, USAGE_FILE: usageFile };
  const start = performance.now();
  const { exit, stdout, stderr } = await runStella(args, { cwd: prepared.folder, env, ...options });
  const [, code = '', message = ''] = /^error: (\S+): (.*)$/m.exec(stderr) ?? [];
  assert.doesNotMatch(stdout + stderr, /^\s+at /m, 'a stack');
  const seconds = (performance.now() - start) / 1000;
  const { userCPUTime, systemCPUTime, maxRSS }: NodeJS.ResourceUsage = JSON.parse(
    readFileSync(usageFile, 'utf8'),
  );
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
  return { exit, code, message, seconds, cpuSeconds, rssKib: maxRSS };
}

function assertModest({ seconds, cpuSeconds, rssKib }: Measured): void {
  assert.ok(seconds < SECONDS_MAX, `${seconds} s`);
  assert.ok(cpuSeconds < CPU_SECONDS_MAX, `${cpuSeconds} s of a processor`);
  assert.ok(rssKib > 0 && rssKib < RSS_KIB_MAX, `${rssKib} KiB`);
}

for (const [what, file] of Object.entries(files)) {
  describe(`a ${what} where a file was expected`, { concurrency: 2 }, () => {
    for (const [name, args] of Object.entries(COMMANDS)) {
      if (what === 'folder' && TAKES_FOLDER.has(name)) continue;
      test(`is refused by ${name}`, async () => {
        const measured = await measure(args(file));
        const { exit, code, message } = measured;
        assert.match(code, CODES, `${exit} ${code} ${message}`);
        assert.ok(exit !== null && exit > 0 && exit < 70, `${exit}`);
        assertModest(measured);
      });
    }
  });
}

describe('a gigabyte of zeros as the artifact of an envelope', () => {
  test('is hashed piece by piece, and is not the one that was signed', async () => {
    const args = ['proof', 'envelope', ENVELOPE, '--trust-root', SIGNER_PEM];
    const measured = await measure([...args, '--artifact', files.zeros]);
    assert.equal(measured.code, 'SUBJECT_MISMATCH', measured.message);
    assertModest(measured);
    const piped = await measure([...args, '--artifact', files.pipe]);
    assert.equal(piped.code, 'INPUT_MISSING');
  });
});

describe('zeros without end on standard input', { concurrency: 2 }, () => {
  const fromDevice = { under: ['sh', '-c', 'exec "$@" < /dev/zero', 'sh'] };
  for (const [code, ...args] of [
    ['BUNDLE_INVALID', 'proof', 'verify', '--trust-root', ROOT, '--bundle', '-'],
    ['LIMIT_EXCEEDED', 'proof', 'envelope', '-', '--trust-root', ROOT],
    ['LIMIT_EXCEEDED', 'trust', 'add', '-'],
  ]) {
    test(`end ${args.slice(0, 2).join(' ')} at its limit`, async () => {
      const measured = await measure(args, fromDevice);
      assert.equal(measured.code, code, measured.message);
      assertModest(measured);
    });
  }
});

describe('what is small as a file and large in memory', { concurrency: 2 }, () => {
  const entry = (size: number) =>
    tarEntry({ path: 'bundle/score.json', fields: { size: `${size.toString(8).padStart(11, '0')}\0` } });
  const bombs: Readonly<Record<string, () => Iterable<Uint8Array>>> = {
    'zeros packed': () => zeros(GIB),
    'one file of a bundle': function* () {
      yield entry(100 * 2 ** 20);
      yield* zeros(100 * 2 ** 20);
    },
  };
  for (const [name, content] of Object.entries(bombs)) {
    test(`${name} is refused within the memory`, async () => {
      const bomb = join(folder, `${name.replaceAll(' ', '-')}.tar.gz`);
      await pipeline(Readable.from(content()), createGzip({ level: 9 }), createWriteStream(bomb));
      for (const args of [
        ['proof', 'verify', '--trust-root', ROOT, '--bundle', bomb],
        ['proof', 'spine', '--bundle', bomb],
        ['offline', 'verify', bomb, '--trust-root', ROOT],
      ]) {
        const measured = await measure(args);
        assert.match(measured.code, CODES);
        assertModest(measured);
      }
    });
  }

  function* zeros(count: number): Iterable<Uint8Array> {
    const chunk = new Uint8Array(2 ** 20);
    for (let done = 0; done < count; done += chunk.length) yield chunk;
  }
});

describe('a file that may not be read', () => {
  const isRoot = process.getuid?.() === 0;
  const other = isRoot ? { uid: 65534 } : {};
  for (const [name, args] of Object.entries(COMMANDS).filter(([name]) =>
    /^(?:proof|rules|policy|trust check|offline i?n?[sv])/.test(name),
  )) {
    test(`is PERMISSION_DENIED to ${name}`, async () => {
      const env = { STELLA_HOME: '/nonexistent/home', HOME: '/nonexistent' };
      const { exit, stderr } = await runStella(args(unreadable), { env, cwd: '/', ...other });
      assert.equal(exit, 5, stderr);
      assert.match(stderr, /^error: PERMISSION_DENIED/m);
    });
  }
});

describe('a pipe that a shell made', () => {
  test('is read as a file is', async () => {
    const under = [
      'bash',
      '-c',
      `exec "$@" --bundle <(cat '${BUNDLE}') --trust-root <(cat '${ROOT}')`,
      'bash',
    ];
    const { exit, stderr } = await runStella(['proof', 'verify'], { under });
    assert.equal(exit, 0, stderr);
  });
});
