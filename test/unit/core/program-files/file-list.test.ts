import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { digestOf } from '../../../../src/core/digest/sha256.ts';
import {
  compareWithList,
  formatFileList,
  parseFileList,
} from '../../../../src/core/program-files/file-list.ts';
import { scratchFolder } from '../../../helpers/run-stella.ts';

const DIGEST = digestOf('');
const HEX = DIGEST.slice('sha256:'.length);
const bytes = (text: string) => new TextEncoder().encode(text);
const segment = fc.stringMatching(/^[ -.0-[\]-~]{1,12}$/).filter((name) => name !== '..' && name !== '.');
const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((steps) => steps.join('/'));
const files = fc
  .uniqueArray(path, { minLength: 1, maxLength: 20 })
  .map((paths) => paths.map((name) => ({ path: name, digest: digestOf(name) })));

describe('the list of files', () => {
  test('is read as it was written, in any order of the files', () => {
    fc.assert(
      fc.property(files, (listed) => {
        const text = formatFileList(listed);
        assert.equal(formatFileList(parseFileList(bytes(text))), text);
        assert.equal(formatFileList(listed.toReversed()), text);
      }),
    );
  });

  test('is what sha256sum writes and checks', (t) => {
    const folder = scratchFolder();
    const names = ['a', 'dist/node', 'dist-x', 'docs/with space.md'];
    for (const name of names) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), name);
    }
    const list = formatFileList(names.map((name) => ({ path: name, digest: digestOf(name) })));
    const sum = spawnSync('sha256sum', names.toSorted(), { cwd: folder, encoding: 'utf8' });
    if (sum.error) return t.skip('no sha256sum on this machine');
    assert.equal(sum.stdout, list);
  });

  const REFUSED: Readonly<Record<string, string>> = {
    'nothing at all': '',
    'a last line without its end': `${HEX}  a`,
    'an empty line': `${HEX}  a\n\n`,
    'lines out of order': `${HEX}  b\n${HEX}  a\n`,
    'a path twice': `${HEX}  a\n${HEX}  a\n`,
    'upper case': `${HEX.toUpperCase()}  a\n`,
    'the mark of a binary file': `${HEX} *a\n`,
    'an absolute path': `${HEX}  /etc/passwd\n`,
    'a step up': `${HEX}  dist/../../x\n`,
    'a backslash': `${HEX}  a\\b\n`,
    'a carriage return': `${HEX}  a\r\n`,
    'another script': `${HEX}  ä\n`,
  };
  for (const [name, text] of Object.entries(REFUSED)) {
    test(`with ${name} is refused`, () => {
      assert.throws(() => parseFileList(bytes(text)), { code: 'INPUT_INVALID' });
    });
  }
});

describe('compareWithList', () => {
  test('finds what was altered, is missing, or was added, and nothing else', () => {
    const listed = ['a', 'b', 'c', 'd'].map((name) => ({ path: name, digest: digestOf(name) }));
    const found = new Map([
      ['a', digestOf('a')],
      ['b', DIGEST],
      ['d', null],
      ['e', digestOf('e')],
    ]);
    assert.deepEqual(compareWithList(listed, found), { altered: ['b', 'd'], missing: ['c'], added: ['e'] });
  });
});
