import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { TarReader, type TarReaderOptions } from '../../src/core/archive/tar-reader.ts';
import { BUNDLE_LIMITS, isBundleEntry } from '../../src/core/bundle/bundle-layout.ts';
import { isStellaError } from '../../src/core/errors.ts';
import { unpackBundle } from '../../src/io/archive/read-bundle.ts';
import { verifyBytes } from '../helpers/bundle-vectors.ts';
import { corpusPath, corpusSkip } from '../helpers/corpora.ts';
import { proofFiles, trustInSigner } from '../helpers/proof-documents.ts';
import { scratchFolder } from '../helpers/run-stella.ts';

function read(archive: Uint8Array, isAllowed: TarReaderOptions['isAllowed']): Map<string, number> | string {
  const reader = new TarReader({
    what: 'the archive',
    code: 'BUNDLE_INVALID',
    limits: BUNDLE_LIMITS,
    isAllowed,
  });
  try {
    reader.push(archive);
    return new Map([...reader.end()].map(([path, bytes]) => [path, bytes.length]));
  } catch (error) {
    assert.ok(isStellaError(error), String(error));
    return error.message;
  }
}

/** What each archive of the corpus is refused for when any name is allowed; an absent one holds plain files and folders alone. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  'node-tar/bad-cksum.tar': /wrong checksum/,
  'node-tar/emptypax.tar': /not plain ASCII/,
  'node-tar/excessively-deep.tar': /tar type "x"/,
  'node-tar/global-header.tar': /tar type "g"/,
  'node-tar/links-invalid.tar': /a link target/,
  'node-tar/links-strip.tar': /tar type "1"/,
  'node-tar/links.tar': /tar type "1"/,
  'node-tar/long-linkname.tar': /tar type "x"/,
  'node-tar/long-paths.tar': /tar type "x"/,
  'node-tar/long-pax.tar': /tar type "x"/,
  'node-tar/next-file-has-long.tar': /tar type "L"/,
  'node-tar/null-byte.tar': /tar type "L"/,
  'node-tar/sync-gzip-fail.tgz': /is cut short/,
  'node-tar/trailing-slash-corner-case.tar': /tar type "L"/,
  'node-tar/utf8.tar': /not plain ASCII/,
  'safearchive/case-insensitive.tar': /tar type "2"/,
  'safearchive/specialfiles.tar': /tar type "6"/,
  'safearchive/traverse-slash-at-the-end.tar': /tar type "2"/,
  'safearchive/traverse-via-links.tar': /tar type "2"/,
  'safearchive/xattr.tar': /tar type "x"/,
};

describe('hostile and odd archives of others', { skip: corpusSkip('tar') }, () => {
  const folder = corpusPath('tar');
  const names = corpusSkip('tar') === false ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];

  for (const name of names.filter((each) => /\.t(?:ar|gz)$/.test(each))) {
    const archive = new Uint8Array(readFileSync(join(folder, name)));
    const expected = REFUSED[name];

    test(`${name} is ${expected === undefined ? 'read' : 'refused'} where any name is allowed`, () => {
      const outcome = read(archive, () => true);
      if (expected === undefined) assert.ok(outcome instanceof Map, String(outcome));
      else assert.match(String(outcome), expected);
    });

    test(`${name} is refused as a bundle`, () => {
      assert.equal(typeof read(archive, isBundleEntry), 'string');
    });
  }
});

function programSkip(name: string): string | false {
  return spawnSync(name, ['--version']).status === 0 ? false : `no ${name} on this machine`;
}

describe('bundles that general tools packed', () => {
  const files = proofFiles();
  const folder = scratchFolder();
  mkdirSync(join(folder, 'bundle'));
  for (const [name, bytes] of files) writeFileSync(join(folder, 'bundle', name), bytes);

  async function verifies(packed: Uint8Array): Promise<void> {
    assert.deepEqual(new Map([...(await unpackBundle(packed))].sort()), new Map([...files].sort()));
    assert.equal((await verifyBytes(packed, trustInSigner)).verified, true);
  }

  for (const format of ['ustar', 'gnu']) {
    test(`verify when GNU tar packed them as ${format}`, { skip: programSkip('tar') }, async () => {
      await verifies(
        new Uint8Array(execFileSync('tar', [`--format=${format}`, '-cz', 'bundle'], { cwd: folder })),
      );
    });
  }

  for (const format of ['USTAR_FORMAT', 'GNU_FORMAT']) {
    test(`verify when Python packed them in ${format}`, { skip: programSkip('python3') }, async () => {
      const script = [
        'import io, sys, tarfile',
        'out = io.BytesIO()',
        `with tarfile.open(fileobj=out, mode="w:gz", format=tarfile.${format}) as archive: archive.add("bundle")`,
        'sys.stdout.buffer.write(out.getvalue())',
      ];
      await verifies(new Uint8Array(execFileSync('python3', ['-c', script.join('\n')], { cwd: folder })));
    });
  }

  test('are refused with the extended headers of pax, which could rename their files', {
    skip: programSkip('tar'),
  }, async () => {
    const packed = execFileSync('tar', ['--format=posix', '-cz', 'bundle'], { cwd: folder });
    await assert.rejects(unpackBundle(new Uint8Array(packed)), {
      code: 'BUNDLE_INVALID',
      message: /tar type "x"/,
    });
  });
});
