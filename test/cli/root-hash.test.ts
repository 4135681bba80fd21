/** `score root` and `proof compare`, through the real program. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { packBundle } from '../../src/core/bundle/write-bundle.ts';
import { proofDocuments, proofFiles } from '../helpers/proof-documents.ts';
import { runStella, runStellaJson, scratchFolder } from '../helpers/run-stella.ts';

const folder = scratchFolder();
const path = (name: string) => join(folder, name);

before(() => {
  writeFileSync(path('a.tar.gz'), packBundle(proofFiles()));
  writeFileSync(path('same.tar.gz'), packBundle(proofFiles()));
  writeFileSync(path('b.tar.gz'), packBundle(proofFiles(proofDocuments('b'))));
});

describe('stella score root', () => {
  it('prints the root hash of a bundle, and nothing else', async () => {
    const { exit, stdout, stderr } = await runStella(['score', 'root', '--bundle', path('a.tar.gz')]);
    const { document } = await runStellaJson(['proof', 'spine', '--bundle', path('a.tar.gz')]);
    assert.deepEqual({ exit, stdout, stderr }, { exit: 0, stdout: `${document.rootHash}\n`, stderr: '' });
  });

  it('wants to know whose', async () => {
    assert.equal((await runStella(['score', 'root'])).exit, 2);
    assert.equal((await runStella(['score', 'root', '--bundle', 'a', '--scan', 'b'])).exit, 2);
    assert.equal((await runStella(['score', 'root', '--scan', 'nowhere'])).exit, 3);
  });
});

describe('stella proof compare', () => {
  it('says yes to bundles of one root hash', async () => {
    const { exit, document } = await runStellaJson([
      'proof',
      'compare',
      path('a.tar.gz'),
      path('same.tar.gz'),
    ]);
    assert.equal(exit, 0);
    assert.equal(document.same, true);
  });

  it('says no to others, and shows both root hashes', async () => {
    const { exit, stdout, stderr } = await runStella([
      'proof',
      'compare',
      path('a.tar.gz'),
      path('b.tar.gz'),
    ]);
    assert.equal(exit, 1);
    assert.match(stderr, /ROOT_HASH_MISMATCH/);
    assert.equal(stdout.match(/sha256:[0-9a-f]{64}/g)?.length, 4);
  });

  it('says no to nobody when one is not there', async () => {
    assert.equal((await runStella(['proof', 'compare', path('a.tar.gz'), path('none.tar.gz')])).exit, 3);
  });
});
