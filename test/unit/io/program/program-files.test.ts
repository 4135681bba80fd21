/** What stands in the program's folder is found under the name that it has, whatever the name. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, test } from 'node:test';
import { digestOf } from '../../../../src/core/digest/sha256.ts';
import { programFiles } from '../../../../src/io/program/program-files.ts';
import { scratchFolder } from '../../../helpers/run-stella.ts';

describe('the files of the program', () => {
  test('are named with slashes, links without a digest and not entered', async () => {
    const root = scratchFolder();
    mkdirSync(join(root, 'dist/cli'), { recursive: true });
    writeFileSync(join(root, 'dist/cli/a.js'), 'a');
    symlinkSync(join(root, 'dist/cli/a.js'), join(root, 'dist/linked'));
    symlinkSync('.', join(root, 'circle'));
    symlinkSync('.', join(root, 'dist/circle'));
    assert.deepEqual(
      new Map([...(await programFiles(root))].sort()),
      new Map([
        ['circle', null],
        ['dist/circle', null],
        ['dist/cli/a.js', digestOf('a')],
        ['dist/linked', null],
      ]),
    );
  });

  test('are another file where a backslash is part of the name', {
    skip: sep === '/' ? false : 'a backslash separates here',
  }, async () => {
    const root = scratchFolder();
    mkdirSync(join(root, 'dist'));
    writeFileSync(join(root, 'dist/a.js'), 'altered');
    writeFileSync(join(root, 'dist\\a.js'), 'as listed');
    assert.deepEqual([...(await programFiles(root)).keys()].sort(), ['dist/a.js', 'dist\\a.js']);
  });
});
