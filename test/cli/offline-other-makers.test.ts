/** Kits of other makers: a Python script that knows only formats.md, GNU tar, and the index roots that another program computed. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { corpusPath, corpusSkip } from '../helpers/corpora.ts';
import { sampleFeeds, writeFileIn } from '../helpers/kits.ts';
import { openssl, opensslSkip } from '../helpers/openssl.ts';
import { projectRoot, runStella, runStellaJson, scratchFolder } from '../helpers/run-stella.ts';

const script = fileURLToPath(new URL('../helpers/make_kit.py', import.meta.url));
const pythonSkip = spawnSync('python3', ['--version']).status === 0 ? false : 'no python3 on this machine';

const KEYS = {
  'ecdsa-p256': ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  ed25519: ['genpkey', '-algorithm', 'ed25519'],
} as const;

function workFolder(algorithm: keyof typeof KEYS): string {
  const folder = scratchFolder();
  openssl(folder, ...KEYS[algorithm], '-out', 'key.pem');
  openssl(folder, 'pkey', '-in', 'key.pem', '-pubout', '-out', 'key.pub');
  for (const [path, content] of Object.entries(sampleFeeds))
    writeFileIn(join(folder, 'files'), path, content);
  writeFileIn(
    join(folder, 'files'),
    'rules/stella-default.yaml',
    readFileSync(join(projectRoot, 'offline-kit/rules/stella-default.yaml')),
  );
  const vectors = join(projectRoot, 'fixtures/vectors');
  const scan = readFileSync(join(vectors, 'replay-v1/replayable.tar.gz'));
  writeFileIn(join(folder, 'files'), 'scans/replayable.tar.gz', scan);
  writeFileIn(
    join(folder, 'files'),
    'trust/issuer.pem',
    readFileSync(join(vectors, 'bundle-v1/keys/root.pub')),
  );
  writeFileIn(join(folder, 'files'), `vex/${'v'.repeat(120)}.json`, '{}');
  return folder;
}

function python(folder: string, output: string): void {
  execFileSync('python3', [script, 'files', 'key.pem', output, '3'], { cwd: folder });
}

async function imports(
  folder: string,
  bundle: string,
): Promise<{ digest: string; feed: { digest: string } }> {
  const home = { cwd: folder, env: { STELLA_HOME: scratchFolder() } };
  const { exit, document } = await runStellaJson(
    ['offline', 'import', '--bundle', bundle, '--trust-root', 'key.pub'],
    home,
  );
  assert.equal(exit, 0, JSON.stringify(document));
  const replay = await runStellaJson(['score', 'replay', '--scan', 'replayable'], home);
  assert.equal(replay.document.deterministic, true, JSON.stringify(replay.document));
  return document;
}

describe('a kit that a Python script made', { skip: pythonSkip || opensslSkip() }, () => {
  for (const algorithm of ['ecdsa-p256', 'ed25519'] as const) {
    it(`is imported as .tar.gz, .tar and folder, signed with ${algorithm}`, async () => {
      const folder = workFolder(algorithm);
      python(folder, 'kit.tar.gz');
      python(folder, 'kit.tar');
      const packed = await imports(folder, 'kit.tar.gz');
      assert.deepEqual((await imports(folder, 'kit.tar')).digest, packed.digest);
      python(folder, 'folder/');
      const unpacked = await imports(folder, 'files');
      assert.deepEqual([unpacked.digest, unpacked.feed.digest], [packed.digest, packed.feed.digest]);
    });
  }

  it('is imported when GNU tar packed it, with folders and ./ before the names', async () => {
    const folder = workFolder('ed25519');
    python(folder, 'folder/');
    const names = ['kit.dsse.json', 'feeds', 'rules', 'scans', 'trust', 'vex'];
    execFileSync('tar', ['-czf', 'gnu.tar.gz', '-C', 'files', ...names.map((name) => `./${name}`)], {
      cwd: folder,
    });
    await imports(folder, 'gnu.tar.gz');
  });

  it('gives the same snapshot as the kit that this program makes of the same files', async () => {
    const folder = workFolder('ecdsa-p256');
    python(folder, 'theirs.tar.gz');
    const args = ['--key', 'key.pem', '--sequence', '3', '--captured-at', '2025-01-15T00:00:00Z'];
    const built = await runStella(
      ['offline', 'build', '--from', 'files', '--output', 'ours.tar.gz', ...args],
      { cwd: folder },
    );
    assert.equal(built.exit, 0, built.stderr);
    const [theirs, ours] = [await imports(folder, 'theirs.tar.gz'), await imports(folder, 'ours.tar.gz')];
    assert.equal(ours.feed.digest, theirs.feed.digest);
  });
});

const vectorFile = corpusPath('../vectors/feed-index.json');
const vectorSkip =
  corpusSkip('feeds') || (existsSync(vectorFile) ? false : 'no ../shared/vectors beside the project');

describe('the real feeds', { skip: vectorSkip }, () => {
  async function describeFeed(from: string): Promise<Record<string, { treeSize: number; rootHash: string }>> {
    const folder = scratchFolder();
    const home = { cwd: folder, env: { STELLA_HOME: join(folder, 'home') } };
    await runStella(['key', 'generate', '--output', 'k'], home);
    const built = await runStella(
      ['offline', 'build', '--from', from, '--output', 'kit.tar.gz', '--key', 'k', '--sequence', '1'],
      home,
    );
    assert.equal(built.exit, 0, built.stderr);
    const imported = await runStella(
      ['offline', 'import', '--bundle', 'kit.tar.gz', '--trust-root', 'k.pub'],
      home,
    );
    assert.equal(imported.exit, 0, imported.stderr);
    return (await runStellaJson(['feed', 'show'], home)).document;
  }

  function expected(name: string): { treeSize: number; rootHash: string } {
    const { treeSize, rootHash } = JSON.parse(readFileSync(vectorFile, 'utf8'))[name];
    return { treeSize, rootHash };
  }

  it("give the roots over crates.io's records and over the KEV catalogue that another program computed", async () => {
    const folder = scratchFolder();
    for (const file of ['osv/crates.io.zip', 'kev/known_exploited_vulnerabilities.json'])
      cpSync(corpusPath(`feeds/${file}`), join(folder, file));
    const descriptor = await describeFeed(folder);
    assert.deepEqual(descriptor['index'], expected('index'));
    assert.deepEqual(descriptor['kevIndex'], expected('kevIndex'));
  });

  it('are taken whole, as their publishers ship them', async () => {
    const descriptor = await describeFeed(corpusPath('feeds'));
    assert.equal(descriptor['epssIndex']?.treeSize, 993);
    assert.deepEqual(descriptor['kevIndex'], expected('kevIndex'));
  });
});
