import assert from 'node:assert/strict';
import { globSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { FileBlobStore } from '../../../../src/io/store/blob-store.ts';
import { scratchFolder } from '../../../helpers/run-stella.ts';

describe('the blob store', () => {
  const bytes = utf8Encode('an input');

  for (const [what, spoil] of [
    ['edited', (path: string) => writeFileSync(path, 'an INPUT')],
    ['cut', (path: string) => truncateSync(path, 3)],
  ] as const)
    it(`writes a file again that was ${what}, when its bytes are put once more`, () => {
      const folder = scratchFolder();
      const blobs = new FileBlobStore(folder);
      const digest = blobs.put(bytes);
      spoil(join(folder, globSync('sha256/*/*', { cwd: folder })[0]!));
      assert.throws(() => blobs.get(digest, 'it'), { code: 'DIGEST_MISMATCH' });
      assert.equal(blobs.put(bytes), digest);
      assert.deepEqual(blobs.get(digest, 'it'), bytes);
    });

  it('counts a blob that is put again as new', () => {
    const folder = scratchFolder();
    const blobs = new FileBlobStore(folder);
    blobs.put(bytes);
    utimesSync(join(folder, globSync('sha256/*/*', { cwd: folder })[0]!), 0, 0);
    blobs.put(bytes);
    const [stored] = [...blobs.list()];
    assert.ok(Date.now() - stored!.modifiedMs < 60_000);
  });
});
