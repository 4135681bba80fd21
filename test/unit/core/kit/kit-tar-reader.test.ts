import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Header } from 'tar/header';
import { Pax } from 'tar/pax';
import { TAR_END, tarHeaderBlock, tarPadding } from '../../../../src/core/archive/tar-writer.ts';
import { entryHeader } from '../../../../src/io/kit/tar-entry-header.ts';
import { tarOf } from '../../../helpers/kits.ts';
import { scratchFolder } from '../../../helpers/run-stella.ts';
import { tarEvents } from '../../../helpers/tar-events.ts';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const join512 = (...parts: readonly Uint8Array[]): Uint8Array =>
  new Uint8Array(Buffer.concat([...parts, TAR_END]));
const invalid = { code: 'KIT_INVALID' };

const sample = tarOf([
  ['a', text('one')],
  ['dir/', text('')],
  ['dir/b', new Uint8Array(600).fill(1)],
  ['empty', text('')],
]);
const sampleEvents = [
  'file a 3',
  'end 3',
  'folder dir/',
  'file dir/b 600',
  'end 600',
  'file empty 0',
  'end 0',
];

function headerOf(fields: ConstructorParameters<typeof Header>[0] & object): Uint8Array {
  const block = Buffer.alloc(512);
  new Header({ mode: 0o644, size: 0, mtime: new Date(0), ...fields }).encode(block);
  return block;
}

function pax(fields: ConstructorParameters<typeof Pax>[0], isGlobal = false): Uint8Array {
  return new Pax(fields, isGlobal).encode();
}

describe("a kit's tar", () => {
  it('is told entry by entry', () => assert.deepEqual(tarEvents(sample), sampleEvents));

  for (const chunkBytes of [1, 7, 511, 512, 513, 4096]) {
    it(`is told the same in chunks of ${chunkBytes} bytes`, () =>
      assert.deepEqual(tarEvents(sample, chunkBytes), sampleEvents));
  }

  it('may have names that begin with ./', () => {
    const archive = join512(tarHeaderBlock('./', 0), tarHeaderBlock('./a', 0), tarHeaderBlock('./d/', 0));
    assert.deepEqual(tarEvents(archive), ['file a 0', 'end 0', 'folder d/']);
  });

  it('keeps names that climb or are absolute as they are, for the statement to refuse', () => {
    const archive = join512(tarHeaderBlock('../a', 0), tarHeaderBlock('/etc/x', 0));
    assert.deepEqual(tarEvents(archive), ['file ../a 0', 'end 0', 'file /etc/x 0', 'end 0']);
  });

  it('may be filled up with zeros to a record', () => {
    assert.deepEqual(
      tarEvents(new Uint8Array(Buffer.concat([sample, new Uint8Array(10_240)]))),
      sampleEvents,
    );
  });

  it('may have pax headers with times and owners, and one with a name', () => {
    const long = `vex/${'n'.repeat(150)}`;
    const archive = join512(
      pax({ comment: 'made by somebody' }, true),
      pax({ mtime: new Date(1500) }),
      tarHeaderBlock('a', 0),
      pax({ path: long, mtime: new Date(1500) }),
      tarHeaderBlock('cut-short', 0),
      tarHeaderBlock('b', 0),
    );
    assert.deepEqual(tarEvents(archive), [
      'file a 0',
      'end 0',
      `file ${long} 0`,
      'end 0',
      'file b 0',
      'end 0',
    ]);
  });

  it('carries a name that is too long for ustar in the way that the writer writes it', () => {
    const long = `scans/${'s'.repeat(128)}.tar.gz`;
    const archive = join512(entryHeader(long, 3), text('abc'), tarPadding(3));
    assert.deepEqual(tarEvents(archive), [`file ${long} 3`, 'end 3']);
  });

  it('may have a long name as GNU tar writes it', () => {
    const long = `vex/${'n'.repeat(150)}`;
    const meta = headerOf({ path: '././@LongLink', size: long.length + 1, type: 'NextFileHasLongPath' });
    const archive = join512(
      meta,
      text(`${long}\0`),
      tarPadding(long.length + 1),
      tarHeaderBlock('cut-short', 0),
    );
    assert.deepEqual(tarEvents(archive), [`file ${long} 0`, 'end 0']);
  });

  for (const type of [
    'SymbolicLink',
    'Link',
    'CharacterDevice',
    'BlockDevice',
    'FIFO',
    'GNUDumpDir',
    'ContiguousFile',
  ] as const) {
    it(`refuses an entry of the type ${type}`, () => {
      const linkpath = type.endsWith('Link') ? '/etc/passwd' : '';
      assert.throws(() => tarEvents(join512(headerOf({ path: 'a', type, linkpath }))), invalid);
    });
  }

  it('refuses a pax header that changes the size, the target of a link, or makes the file sparse', () => {
    for (const record of ['size=1', 'linkpath=/etc/passwd', 'GNU.sparse.major=1', 'type=5']) {
      const content = text(`${record.length + 4} ${record}\n`);
      assert.equal(content.length < 100, true);
      const meta = headerOf({ path: 'x', size: content.length, type: 'ExtendedHeader' });
      const archive = join512(meta, content, tarPadding(content.length), tarHeaderBlock('a', 0));
      assert.throws(() => tarEvents(archive), { ...invalid, message: /pax header with the record/ }, record);
    }
  });

  it('refuses a global pax header with a path', () => {
    assert.throws(() => tarEvents(join512(pax({ path: 'a' }, true), tarHeaderBlock('b', 0))), invalid);
  });

  it('refuses an extended header before the end, before another, and one beyond the limit', () => {
    assert.throws(() => tarEvents(join512(pax({ mtime: new Date(1500) }))), invalid);
    const twice = [pax({ mtime: new Date(1500) }), pax({ mtime: new Date(2500) }), tarHeaderBlock('a', 0)];
    assert.throws(() => tarEvents(join512(...twice)), invalid);
    const large = headerOf({ path: 'x', size: 70_000, type: 'ExtendedHeader' });
    assert.throws(() => tarEvents(join512(large)), { ...invalid, message: /70000 bytes/ });
  });

  it('refuses an archive that is cut short anywhere', () => {
    for (let length = 0; length < sample.length; length += 97)
      assert.throws(() => tarEvents(sample.subarray(0, length)), invalid, String(length));
    assert.throws(() => tarEvents(sample.subarray(0, sample.length - 512)), invalid);
  });

  it('refuses bytes after its end, and zeros without end', () => {
    assert.throws(() => tarEvents(new Uint8Array(Buffer.concat([sample, text('x')]))), invalid);
    assert.throws(() => tarEvents(new Uint8Array(Buffer.concat([sample, sample]))), invalid);
    assert.throws(
      () => tarEvents(new Uint8Array(Buffer.concat([sample, new Uint8Array(2 ** 20 + 512)]))),
      invalid,
    );
  });

  it('refuses every change of one byte that is not content', () => {
    const contentStarts = [512, 1536];
    const isContent = (i: number): boolean => (i >= 512 && i < 515) || (i >= 2048 && i < 2648);
    assert.equal(contentStarts.length, 2);
    for (let i = 0; i < sample.length; i++) {
      if (isContent(i)) continue;
      for (const flip of [0x01, 0x20, 0x80]) {
        const mutated = sample.slice();
        mutated[i] = (mutated[i] as number) ^ flip;
        assert.throws(() => tarEvents(mutated), invalid, `byte ${i}, flip ${flip}`);
      }
    }
  });

  const hasTar = spawnSync('tar', ['--version'], { encoding: 'utf8' });
  const skip = hasTar.stdout?.includes('GNU tar') ? false : 'no GNU tar on this machine';
  for (const format of ['gnu', 'ustar', 'posix', 'v7']) {
    it(`is read as GNU tar writes it in its format ${format}${format === 'v7' ? ', which is none' : ''}`, {
      skip,
    }, () => {
      const folder = scratchFolder();
      mkdirSync(join(folder, 'kit/vex'), { recursive: true });
      writeFileSync(join(folder, 'kit/a'), 'one');
      const name = format === 'v7' || format === 'ustar' ? 'b' : `b${'x'.repeat(120)}`;
      writeFileSync(join(folder, 'kit/vex', name), 'three');
      execFileSync('tar', [`--format=${format}`, '-cf', 'kit.tar', '-C', 'kit', 'a', 'vex'], { cwd: folder });
      const archive = new Uint8Array(readFileSync(join(folder, 'kit.tar')));
      if (format === 'v7') assert.throws(() => tarEvents(archive), invalid);
      else
        assert.deepEqual(tarEvents(archive), [
          'file a 3',
          'end 3',
          'folder vex/',
          `file vex/${name} 5`,
          'end 5',
        ]);
    });
  }
});
