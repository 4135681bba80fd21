/** Archives for other machines than this one: that for linux-arm64 run by an emulator, that for Windows looked at. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { NODE_FLAGS } from '../../scripts/package/code-cache.ts';
import { archiveContents, type Entry, listed } from '../../scripts/package/contents.ts';
import { packageFolder, TARGETS, type Target } from '../../scripts/package/targets.ts';
import { FILE_LIST, formatFileList } from '../../src/core/program-files/file-list.ts';
import { makeCage } from '../helpers/cage.ts';
import { scratchFolder } from '../helpers/run-stella.ts';

/** Of Debian's packages qemu-user-static and libc6-arm64-cross, libstdc++6-arm64-cross, libgcc-s1-arm64-cross. */
const EMULATOR = '/usr/bin/qemu-aarch64-static';
const LIBRARIES = '/usr/aarch64-linux-gnu/lib';

/** Makes the kernel give programs for arm64 to the emulator, for what is started here alone, and starts it in another root. */
const EMULATED = String.raw`
set -eu
mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
head='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
printf '%s' ":stella-test:M::$head:$mask:${EMULATOR}:F" > /proc/sys/fs/binfmt_misc/register
cage=$1; shift
exec env -i /usr/sbin/chroot "$cage" /bin/sh -c 'cd /stella && exec bin/stella "$@"' sh "$@"`;

function targetOf(name: string): Target {
  const target = TARGETS.find((candidate) => candidate.name === name);
  assert.ok(target);
  return target;
}

/** Why the archive cannot be made here; false where it can. */
function reasonToSkip({ nodePackage, licencePackage = nodePackage }: Target): string | false {
  try {
    for (const name of [nodePackage, licencePackage]) packageFolder(name);
    return false;
  } catch (error) {
    return `${nodePackage} is neither installed nor to be had: ${String(error).split('\n')[0]}`;
  }
}

describe('the archive for linux-arm64', () => {
  const target = targetOf('linux-arm64');
  const cage = scratchFolder();
  let skip = existsSync(EMULATOR) && existsSync(LIBRARIES) ? reasonToSkip(target) : 'there is no emulator';

  const stella = (...args: readonly string[]) =>
    spawnSync('unshare', ['-rm', '/bin/sh', '-c', EMULATED, 'sh', cage, ...args], { encoding: 'utf8' });

  function answers(args: readonly string[], expected: RegExp): void {
    const { status, stdout, stderr } = stella(...args);
    assert.equal(status, 0, `${args.join(' ')}: ${stderr}`);
    assert.match(stdout, expected);
  }

  before(async () => {
    if (skip !== false) return;
    const entries = await archiveContents(target);
    entries.set(FILE_LIST, { content: Buffer.from(formatFileList(listed(entries))) });
    unpack(entries, join(cage, 'stella'));
    const libraries = readdirSync(LIBRARIES).filter((name) =>
      /^(?:ld-linux-aarch64|lib(?:c|m|dl|pthread|stdc\+\+|gcc_s))\.so\.\d+$/.test(name),
    );
    makeCage(cage, new Map(libraries.map((name) => [`/lib/${name}`, join(LIBRARIES, name)])));
    const { status, stderr } = stella('--version');
    if (status !== 0 && /mount|binfmt_misc|unshare/.test(stderr)) skip = `no emulation here: ${stderr}`;
  });

  it('runs with a shell and the libraries that docs/standalone.md names', (t) => {
    if (skip !== false) return t.skip(skip);
    answers(['--version'], /^stella\/\S+ linux-arm64 node-v24\./);
    answers(['self', 'verify'], /runtime +pass +the Node\.js that runs is dist\/node\n/);
  });

  it('verifies with a replay, imports a kit and scans', (t) => {
    if (skip !== false) return t.skip(skip);
    const vectors = 'fixtures/vectors';
    const sample = 'offline-kit/sample';
    const at = ['--home', '/home'];
    answers(
      [
        'proof',
        'verify',
        '--bundle',
        `${vectors}/replay-v1/replayable.tar.gz`,
        '--trust-root',
        `${vectors}/bundle-v1/keys/root.pub`,
        '--replay',
      ],
      /^Verified OK/,
    );
    answers(
      [
        'offline',
        'import',
        '--bundle',
        `${sample}/kit.tar.gz`,
        '--trust-root',
        `${sample}/issuer.pub`,
        ...at,
      ],
      /osv\/npm/,
    );
    answers(['scan', 'run', 'sbom.cdx.json', '--scan', 'itself', ...at], /itself/);
  });
});

describe('the archive for Windows', () => {
  const target = targetOf('win32-x64');
  const skip = reasonToSkip(target);
  let entries: ReadonlyMap<string, Entry> = new Map();
  const text = (path: string) => Buffer.from(entries.get(path)?.content ?? []).toString('latin1');

  before(async () => {
    if (skip === false) entries = await archiveContents(target);
  });

  it('has a launcher with the line ends and the flags that it needs, and nothing that only a Unix reads', (t) => {
    if (skip !== false) return t.skip(skip);
    const launcher = text('bin/stella.cmd');
    assert.equal(launcher.replaceAll('\r\n', '').search(/[\r\n]/), -1);
    assert.ok(launcher.includes(`node.exe" ${NODE_FLAGS.join(' ')} "`));
    assert.deepEqual(
      [...entries.keys()].filter((path) => /^(?:bin|man)\//.test(path)),
      ['bin/stella.cmd'],
    );
  });

  it('has Node.js and the database for it, and the licences of both', (t) => {
    if (skip !== false) return t.skip(skip);
    for (const path of ['dist/node.exe', 'node_modules/better-sqlite3/prebuilds/win32-x64.node'])
      assert.equal(text(path).slice(0, 2), 'MZ');
    assert.match(text('THIRD-PARTY-NOTICES.txt'), /Node\.js is licensed for use as follows/);
  });

  it('has no name that Windows cannot hold', (t) => {
    if (skip !== false) return t.skip(skip);
    for (const path of entries.keys()) assert.doesNotMatch(path, /[<>:"|?*\\]|[. ](?:\/|$)/);
    const lower = new Set([...entries.keys()].map((path) => path.toLowerCase()));
    assert.equal(lower.size, entries.size);
  });
});

function unpack(entries: ReadonlyMap<string, Entry>, folder: string): void {
  for (const [path, { content, isExecutable }] of entries) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), content, { mode: isExecutable === true ? 0o755 : 0o644 });
  }
}
