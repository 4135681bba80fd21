/** A folder of receipts: which files count, and how many are read. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readReceipts } from '../../../src/io/receipt-files.ts';
import { scratchFolder } from '../../helpers/run-stella.ts';

test('a folder has at most maxFiles receipts; other files do not count', async () => {
  const folder = scratchFolder();
  for (const name of ['b.json', 'a.json', 'notes.txt']) writeFileSync(join(folder, name), name);
  const receipts = await readReceipts(folder, 2);
  assert.deepEqual(
    receipts.map(({ name }) => name),
    ['a.json', 'b.json'],
  );
  await assert.rejects(readReceipts(folder, 1), { code: 'LIMIT_EXCEEDED', message: /are 2 files/ });
});
