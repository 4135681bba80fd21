/** Archives as tar files: how many files one may have. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { TAR_END, tarEntry } from '../../../../fixtures/generate/vectors-archive.ts';
import { openArchive } from '../../../../src/io/archive/bundle-sources.ts';
import { scratchFolder } from '../../../helpers/run-stella.ts';

test('a tar has at most maxMembers files', async () => {
  const path = join(scratchFolder(), 'archive.tar');
  const entries = ['index.json', 'a.tar.gz', 'b.tar.gz'].map((name) => tarEntry({ path: name }));
  writeFileSync(path, Buffer.concat([...entries, TAR_END]));
  assert.deepEqual([...((await openArchive(path, 3))?.bundles.keys() ?? [])], ['a.tar.gz', 'b.tar.gz']);
  await assert.rejects(openArchive(path, 2), { code: 'LIMIT_EXCEEDED', message: /more than 2 files/ });
});
