import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { TarReader } from '../../../../src/core/archive/tar-reader.ts';
import {
  parentFolders,
  tarHeaderBlock,
  tarPadding,
  writeTar,
} from '../../../../src/core/archive/tar-writer.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';

const FILES = [
  { path: 'bundle/score.json', content: utf8Encode('{}') },
  { path: 'bundle/inputs/vex/b', content: new Uint8Array(512).fill(7) },
  { path: 'bundle/inputs/vex/a', content: new Uint8Array(0) },
];

const PATHS = [
  'bundle/',
  'bundle/inputs/',
  'bundle/inputs/vex/',
  'bundle/inputs/vex/a',
  'bundle/inputs/vex/b',
  'bundle/score.json',
];

function program(name: string): string | false {
  return spawnSync(name, ['--version']).status === 0 ? false : `no ${name} on this machine`;
}

describe('writeTar', () => {
  const archive = writeTar(FILES);

  test('writes folders before what is in them, sorted by path', () => {
    const paths: string[] = [];
    const reader = new TarReader({
      what: 'x',
      code: 'INTERNAL',
      limits: { maxEntries: 9, maxFileBytes: 999, maxTotalBytes: 9999 },
      isAllowed: ({ path }) => paths.push(path) > 0,
    });
    reader.push(archive);
    assert.deepEqual(paths, PATHS);
    assert.deepEqual(
      reader.end(),
      new Map(
        FILES.toSorted((a, b) => (a.path < b.path ? -1 : 1)).map(({ path, content }) => [path, content]),
      ),
    );
  });

  test('writes the same bytes whatever the order of the files', () => {
    assert.deepEqual(writeTar(FILES.toReversed()), archive);
  });

  test('ends in two blocks of zeros and no more', () => {
    assert.equal(archive.length, 512 * (6 + 1 + 1 + 2));
    assert.deepEqual(writeTar([]), new Uint8Array(1024));
  });

  test('refuses a name that ustar cannot carry', () => {
    assert.throws(() => writeTar([{ path: 'x'.repeat(101), content: new Uint8Array(0) }]), RangeError);
    assert.throws(() => writeTar([{ path: 'ä', content: new Uint8Array(0) }]), RangeError);
  });

  test('writes what GNU tar lists, with fixed times, owners and modes', { skip: program('tar') }, () => {
    const listing = execFileSync('tar', ['-tv', '--numeric-owner', '--full-time'], {
      input: archive,
      env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' },
    });
    const lines = listing
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/\s+/));
    assert.deepEqual(
      lines.map((columns) => columns.at(-1)),
      PATHS,
    );
    for (const [mode, owner, , day, time, path] of lines) {
      assert.equal(mode, path?.endsWith('/') ? 'drwxr-xr-x' : '-rw-r--r--');
      assert.deepEqual([owner, day, time?.slice(0, 8)], ['0/0', '1970-01-01', '00:00:00']);
    }
  });

  test('writes what Python reads as plain ustar', { skip: program('python3') }, () => {
    const script = [
      'import io, sys, tarfile',
      'archive = tarfile.open(fileobj=io.BytesIO(sys.stdin.buffer.read()), format=tarfile.USTAR_FORMAT)',
      'for m in archive: print(m.name, m.size, oct(m.mode), m.mtime, m.uid, m.gid, repr(m.uname), repr(m.gname), m.type.decode(), m.pax_headers)',
    ].join('\n');
    const lines = execFileSync('python3', ['-c', script], { input: archive })
      .toString()
      .trimEnd()
      .split('\n');
    assert.deepEqual(lines.slice(-2), [
      "bundle/inputs/vex/b 512 0o644 0 0 0 '' '' 0 {}",
      "bundle/score.json 2 0o644 0 0 0 '' '' 0 {}",
    ]);
  });
});

test('tarHeaderBlock is 512 bytes of ustar', () => {
  const block = tarHeaderBlock('bundle/', 0);
  assert.equal(block.length, 512);
  assert.equal(Buffer.from(block.subarray(257, 265)).toString('latin1'), 'ustar\x0000');
});

test('tarPadding fills up to the next block', () => {
  assert.deepEqual(
    [0, 1, 511, 512, 513].map((size) => tarPadding(size).length),
    [0, 511, 1, 0, 511],
  );
});

test('parentFolders are those above a path', () => {
  assert.deepEqual(parentFolders('a/b/c'), ['a/', 'a/b/']);
  assert.deepEqual(parentFolders('a'), []);
});
