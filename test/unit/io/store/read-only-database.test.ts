/** A store that cannot be written is read into memory, and therefore has a largest size. */
import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { limit } from '../../../../src/core/limits.ts';
import { openReadOnly } from '../../../../src/io/store/read-only-database.ts';
import { scratchFolder } from '../../../helpers/run-stella.ts';

test('a database of more than readOnlyStoreBytes is not read into memory', () => {
  const path = join(scratchFolder(), 'scanner.db');
  const file = openSync(path, 'w');
  ftruncateSync(file, limit('readOnlyStoreBytes') + 1);
  closeSync(file);
  assert.throws(() => openReadOnly(path, () => assert.fail('nothing is begun')), {
    code: 'LIMIT_EXCEEDED',
    message: /has 2147483648 bytes/,
  });
});
