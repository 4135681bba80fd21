/** The digest of the program is what anybody gets with `sha256sum`. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { programDigest } from '../../../../src/io/program/program-digest.ts';
import { scratchFolder } from '../../../helpers/run-stella.ts';

/** As docs/for-auditors.md has it. */
const COMMAND = `find bin dist -type f -not -path '*/.*' | LC_ALL=C sort | xargs sha256sum | sha256sum`;

test('the digest of the program is that of the lines of sha256sum, without what is hidden', () => {
  const root = scratchFolder();
  const files = {
    'bin/run.js': '1',
    'dist/a.js': '2',
    'dist/B/z.js': '3',
    'dist/.cache/x': '4',
    'docs/y': '5',
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  const [hex] = execFileSync('sh', ['-c', COMMAND], { cwd: root, encoding: 'utf8' }).split(' ');
  assert.equal(programDigest(root), `sha256:${hex}`);
  writeFileSync(join(root, 'dist/.cache/x'), 'another');
  assert.equal(programDigest(root), `sha256:${hex}`);
  writeFileSync(join(root, 'dist/a.js'), 'another');
  assert.notEqual(programDigest(root), `sha256:${hex}`);
});
