/** A folder that does not hold every file of an export is not said to hold it. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { OutgoingFile } from '../../../../src/app/ports/bundle-files.ts';
import { digestOf } from '../../../../src/core/digest/sha256.ts';
import { isStellaError } from '../../../../src/core/errors.ts';
import { exportFolder } from '../../../../src/io/files/export-folder.ts';
import { scratchFolder } from '../../../helpers/run-stella.ts';

test('an export of names that the file system takes for one is refused', async () => {
  const folder = scratchFolder();
  const fileOf = (name: string, onRead: () => void): OutgoingFile => {
    const content = new TextEncoder().encode(name);
    const bytes = () => {
      onRead();
      return content;
    };
    return { name, size: content.length, digest: digestOf(content), bytes };
  };
  // What a file system without case does when the second is written: the name of the first is gone.
  const files = [
    fileOf('Web.tar.gz', () => undefined),
    fileOf('web.tar.gz', () => rmSync(join(folder, 'Web.tar.gz'))),
  ];
  await assert.rejects(
    exportFolder(folder, () => false).write(files, () => undefined),
    (error) => isStellaError(error) && error.code === 'OUTPUT_EXISTS' && error.message.includes('Web.tar.gz'),
  );
});
