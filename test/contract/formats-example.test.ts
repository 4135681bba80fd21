/** The worked example of the feed proof in docs/formats.md: what a reader's shell prints is what the program makes and accepts. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { type Digest, digestOf } from '../../src/core/digest/sha256.ts';
import { proveIndex } from '../../src/core/feed/feed-proof.ts';
import type { PackageLeaf } from '../../src/core/feed/index-leaf.ts';
import { ProvenIndex } from '../../src/core/feed/proven-index.ts';

const page = readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8');
const [, script = ''] = /```sh\n(record=[\s\S]*?)```/.exec(page) ?? [];
const [, stated] = /The root is `(sha256:[0-9a-f]{64})`/.exec(page) ?? [];
const hasTools = spawnSync('bash', ['-c', 'command -v xxd sha256sum']).status === 0;

it('the feed proof of the formats page comes out of sha256sum', {
  skip: hasTools ? false : 'no bash, xxd or sha256sum',
}, () => {
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  const [root, proof = ''] = stdout.split('\n');
  assert.equal(root, `root ${stated}`, stderr);
  const advisories = [digestOf('{"id":"GHSA-1"}')];
  const leaves = ['npm:alpha', 'npm:lodash', 'npm:zebra'].map((key): PackageLeaf => ({ advisories, key }));
  const made = proveIndex(leaves, ['npm:lodash', 'npm:middleware']);
  assert.deepEqual(JSON.parse(proof), made.proof);
  assert.equal(made.index.rootHash, stated);
  const index = { treeSize: 3, rootHash: stated as Digest };
  const proven = new ProvenIndex<PackageLeaf>('the index', index, JSON.parse(proof));
  assert.equal(proven.find('npm:lodash').status, 'present');
  assert.equal(proven.find('npm:middleware').status, 'absent');
});
