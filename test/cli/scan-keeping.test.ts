/** Scans taken in from bundles, listed, held, released and deleted, by the real program. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { packBundle } from '../../src/core/bundle/write-bundle.ts';
import { readBundle } from '../../src/io/archive/read-bundle.ts';
import { type DriftingStore, driftingStore, SCANNED_AT } from '../helpers/drifting-store.ts';
import { runStella, runStellaJson } from '../helpers/run-stella.ts';
import { storeState } from '../helpers/store-state.ts';

let store: DriftingStore;
before(async () => {
  store = await driftingStore();
  assert.equal((await store.run('key', 'generate', '--output', 'issuer.key')).exit, 0);
  const bundle = await store.run(
    ...['score', 'bundle', '--scan', 'web', '--key', 'issuer.key', '--output', 'web.tar.gz'],
  );
  assert.equal(bundle.exit, 0, bundle.stderr);
});

let homes = 0;
/** A home of another host; what it has of the first host's is copied. */
function otherHost(copy = false): {
  home: string;
  answer: (...args: string[]) => ReturnType<typeof runStellaJson>;
} {
  const home = join(store.folder, `host-${homes++}`);
  if (copy) cpSync(store.home, home, { recursive: true });
  return {
    home,
    answer: (...args) => runStellaJson(args, { cwd: store.folder, env: { STELLA_HOME: home } }),
  };
}

const importWeb = ['scan', 'import', 'web.tar.gz', '--trust-root', 'issuer.key.pub'];
const blobs = (home: string): string[] => globSync('blobs/sha256/*/*', { cwd: home }).sort();

describe('scan import', () => {
  it('takes a verified bundle in, and hands it on byte for byte with its issuer signature', async () => {
    const host = otherHost();
    const { exit, document } = await host.answer(...importWeb);
    assert.equal(exit, 0);
    assert.equal(document.isNew, true);
    const here = (await store.json('scan', 'show', 'web')).document;
    const there = (await host.answer('scan', 'show', 'web')).document;
    assert.equal(there.origin, 'import');
    for (const member of ['score', 'rootHash', 'manifestHash', 'manifest', 'coverage', 'scannedAt'])
      assert.deepEqual(there[member], here[member], member);
    const bundle = await runStella(['score', 'bundle', '--scan', 'web', '--output', 'again.tar.gz'], {
      cwd: store.folder,
      env: { STELLA_HOME: host.home },
    });
    assert.equal(bundle.exit, 0, bundle.stderr);
    assert.deepEqual(
      readFileSync(join(store.folder, 'again.tar.gz')),
      readFileSync(join(store.folder, 'web.tar.gz')),
    );
    assert.equal((await host.answer('score', 'explain', '--scan', 'web')).exit, 0);
  });

  it('says what a replay lacks, and replays once it is there', async () => {
    const host = otherHost();
    const { document } = await host.answer(...importWeb);
    // Rules and policy come with the program.
    assert.deepEqual(
      document.missing.map(({ input }: { input: string }) => input),
      ['SBOM', 'feed snapshot'],
    );
    const lacking = await host.answer('score', 'replay', '--scan', 'web');
    assert.deepEqual([lacking.exit, lacking.document.error.code], [3, 'INPUT_MISSING']);
    assert.match(lacking.document.error.hint, /scan the same files here.*offline import/);
    const kit = ['offline', 'import', '--bundle', 'first.tar', '--trust-root', 'kit.pub'];
    assert.equal((await host.answer(...kit)).exit, 0);
    const scan = ['scan', 'run', 'web.cdx.json', '--scan', 'mine', '--freeze', SCANNED_AT];
    assert.equal((await host.answer(...scan)).exit, 0);
    const replayed = await host.answer('score', 'replay', '--scan', 'web');
    assert.equal(replayed.exit, 0);
    assert.equal(replayed.document.rootHash, replayed.document.original.rootHash);
  });

  it('says FEED_MISSING when only the feed is', async () => {
    const host = otherHost();
    const kit = ['offline', 'import', '--bundle', 'kev.tar', '--trust-root', 'kit.pub'];
    assert.equal((await host.answer(...kit)).exit, 0);
    assert.equal((await host.answer('scan', 'run', 'web.cdx.json')).exit, 0);
    assert.equal((await host.answer(...importWeb)).exit, 0);
    const { exit, document } = await host.answer('score', 'replay', '--scan', 'web');
    assert.deepEqual([exit, document.error.code], [3, 'FEED_MISSING']);
    assert.match(document.error.hint, /captured at 2025-01-10T00:00:00Z/);
  });

  it('replays from the inputs that the bundle carries, on a host that has nothing else', async () => {
    const bundle = ['score', 'bundle', '--scan', 'web', '--key', 'issuer.key', '--replayable'];
    assert.equal((await store.run(...bundle, '--output', 'replayable.tar.gz')).exit, 0);
    const host = otherHost();
    const trust = ['--trust-root', 'issuer.key.pub'];
    const { exit, document } = await host.answer('scan', 'import', 'replayable.tar.gz', ...trust);
    assert.deepEqual([exit, document.missing], [0, []]);
    const replayed = await host.answer('score', 'replay', '--scan', 'web');
    assert.equal(replayed.exit, 0);
    assert.equal(replayed.document.rootHash, replayed.document.original.rootHash);
    const verify = ['score', 'verify', '--scan', 'web', '--root-hash', replayed.document.rootHash];
    assert.equal((await host.answer(...verify)).exit, 0);
    const whatIf = await host.answer('score', 'replay', '--scan', 'web', '--rules', 'stella-reference');
    assert.deepEqual(whatIf.document.drift?.causes, [['rules']], JSON.stringify(whatIf.document));
    const diff = await host.answer('score', 'diff', 'web', whatIf.document.manifestHash);
    assert.deepEqual(diff.document.drift.causes, [['rules']]);
    assert.equal((await host.answer('audit', 'store')).exit, 0);
    assert.equal((await host.answer('audit', 'log', '--verify')).exit, 0);
    await runStella(['score', 'bundle', '--scan', 'web', '--output', 'back.tar.gz'], {
      cwd: store.folder,
      env: { STELLA_HOME: host.home },
    });
    assert.deepEqual(
      readFileSync(join(store.folder, 'back.tar.gz')),
      readFileSync(join(store.folder, 'replayable.tar.gz')),
    );
  });

  it('refuses inputs that do not give the signed score, though the signature is good', async () => {
    const { files } = await readBundle(join(store.folder, 'replayable.tar.gz'));
    const without = new Map([...files].filter(([name]) => !name.startsWith('inputs/advisories/')));
    writeFileSync(join(store.folder, 'dropped.tar.gz'), packBundle(without));
    const host = otherHost();
    const trust = ['--trust-root', 'issuer.key.pub'];
    const { exit, document } = await host.answer('scan', 'import', 'dropped.tar.gz', ...trust);
    assert.deepEqual([exit, document.error.code], [1, 'FEED_INCOMPLETE']);
    assert.equal(existsSync(host.home), false);
  });

  it('leaves a store that says of itself that it is whole', async () => {
    const host = otherHost(true);
    const scan = ['scan', 'run', 'web-next.cdx.json', '--scan', 'next'];
    for (const args of [
      importWeb,
      scan,
      ['scan', 'hold', 'web', '--reason', 'case 17'],
      ['score', 'replay', '--scan', 'web', '--policy', 'strict.yaml'],
      ['scan', 'release', 'web', '--reason', 'closed'],
      ['scan', 'delete', 'next', '--reason', 'a try'],
    ])
      assert.equal((await host.answer(...args)).exit, 0, args.join(' '));
    const { exit, document } = await host.answer('audit', 'store');
    assert.equal(exit, 0, JSON.stringify(document));
    const bare = otherHost();
    assert.equal((await bare.answer(...importWeb)).exit, 0);
    assert.equal((await bare.answer('audit', 'store')).exit, 0, 'inputs that were never brought');
  });

  it('refuses a bundle that does not verify, and makes no store', async () => {
    const packed = readFileSync(join(store.folder, 'web.tar.gz'));
    packed[Math.floor(packed.length / 2)] = (packed[Math.floor(packed.length / 2)] ?? 0) ^ 1;
    writeFileSync(join(store.folder, 'broken.tar.gz'), packed);
    const cases: readonly (readonly [string[], number, string])[] = [
      [['scan', 'import', 'web.tar.gz'], 6, 'TRUST_ROOT_MISSING'],
      [['scan', 'import', 'web.tar.gz', '--trust-root', 'kit.pub'], 6, 'KEY_UNKNOWN'],
      [['scan', 'import', 'broken.tar.gz', '--trust-root', 'issuer.key.pub'], 4, 'BUNDLE_INVALID'],
      [['scan', 'import', 'nobody.tar.gz', '--trust-root', 'issuer.key.pub'], 3, 'BUNDLE_NOT_FOUND'],
    ];
    for (const [args, exit, code] of cases) {
      const host = otherHost();
      const answer = await host.answer(...args);
      assert.deepEqual([answer.exit, answer.document.error.code], [exit, code]);
      assert.equal(existsSync(host.home), false, code);
    }
  });

  it('leaves a store as it was when it refuses', async () => {
    const host = otherHost(true);
    const before = await storeState(host.home);
    assert.equal((await host.answer('scan', 'import', 'web.tar.gz')).exit, 6);
    assert.equal(await storeState(host.home), before);
  });

  it('twice is once, and beside the same scan made here it only adds the bundle', async () => {
    const host = otherHost();
    assert.equal((await host.answer(...importWeb)).document.isNew, true);
    const before = await storeState(host.home);
    assert.equal((await host.answer(...importWeb)).document.isNew, false);
    assert.equal(await storeState(host.home), before);
    const original = otherHost(true);
    assert.equal((await original.answer(...importWeb)).document.isNew, false);
    assert.equal((await original.answer('scan', 'show', 'web')).document.origin, 'scan');
  });

  it('refuses another manifest under a scan id that is taken, and hints at a diff that runs', async () => {
    const host = otherHost();
    const kit = ['offline', 'import', '--bundle', 'epss.tar', '--trust-root', 'kit.pub'];
    assert.equal((await host.answer(...kit)).exit, 0);
    const scan = ['scan', 'run', 'web.cdx.json', '--scan', 'web', '--freeze', SCANNED_AT];
    assert.equal((await host.answer(...scan)).exit, 0);
    const { exit, document } = await host.answer(...importWeb);
    assert.deepEqual([exit, document.error.code], [5, 'OUTPUT_EXISTS']);
    const [, command = ''] = /"stella (score diff .*)"/.exec(document.error.hint) ?? [];
    const diff = await host.answer(...command.split(' '), '--trust-root', 'issuer.key.pub');
    assert.equal(diff.exit, 0);
    assert.equal(diff.document.drift.attribution.code, 'FEED_MISSING');
    assert.equal(diff.document.drift.changed.length, 1);
  });
});

describe('scan delete', () => {
  it('says with --dry-run what would go, and changes nothing', async () => {
    const host = otherHost(true);
    const before = await storeState(host.home);
    const { document } = await host.answer('scan', 'delete', 'web', '--dry-run');
    assert.equal(document.isDryRun, true);
    assert.equal(document.manifests, 1);
    assert.equal(document.bundles, 1);
    assert.equal(await storeState(host.home), before);
    const { document: deleted } = await host.answer('scan', 'delete', 'web');
    const { isDryRun: _, ...counts } = document;
    const { isDryRun: __, ...expected } = deleted;
    assert.deepEqual(counts, expected);
  });

  it('leaves no orphan: a scan that is made and deleted leaves the files as they were', async () => {
    const host = otherHost(true);
    const before = blobs(host.home);
    const scan = ['scan', 'run', 'web-next.cdx.json', '--scan', 'next', '--vex', 'vendor.openvex.json'];
    const more = ['--evidence', 'evidence.json', '--freeze', SCANNED_AT];
    assert.equal((await host.answer(...scan, ...more)).exit, 0);
    const whatIf = ['--policy', 'strict.yaml', '--rules', 'stella-reference'];
    assert.equal((await host.answer('score', 'replay', '--scan', 'next', ...whatIf)).exit, 0);
    assert.ok(blobs(host.home).length > before.length + 5);
    const { exit, document } = await host.answer('scan', 'delete', 'next', '--reason', 'a try');
    assert.equal(exit, 0);
    assert.deepEqual([document.manifests, document.replays, document.reason], [2, 1, 'a try']);
    assert.deepEqual(blobs(host.home), before);
    const gone = await host.answer('scan', 'show', 'next');
    assert.equal(gone.document.error.code, 'SCAN_NOT_FOUND');
    assert.equal((await host.answer('score', 'replay', '--scan', 'web')).exit, 0, 'what others need stays');
  });

  it('refuses a scan that is not there, and one under a legal hold', async () => {
    const host = otherHost(true);
    assert.equal((await host.answer('scan', 'delete', 'nobody')).document.error.code, 'SCAN_NOT_FOUND');
    assert.equal((await host.answer('scan', 'hold', 'web')).document.error.code, 'USAGE');
    const held = await host.answer('scan', 'hold', 'web', '--reason', 'case 17');
    assert.equal(held.exit, 0);
    const before = await storeState(host.home);
    for (const flags of [[], ['--dry-run']]) {
      const { exit, document } = await host.answer('scan', 'delete', 'web', ...flags);
      assert.deepEqual([exit, document.error.code], [5, 'PERMISSION_DENIED']);
      assert.match(document.error.message, /case 17/);
    }
    assert.equal(await storeState(host.home), before);
    assert.equal((await host.answer('scan', 'show', 'web')).document.hold.reason, 'case 17');
    assert.equal((await host.answer('scan', 'list', '--held')).document.total, 1);
    const renewed = await host.answer('scan', 'hold', 'web', '--reason', 'case 18 too');
    assert.equal(renewed.document.heldAt, held.document.heldAt);
    const released = await host.answer('scan', 'release', 'web', '--reason', 'closed');
    assert.equal(released.document.released.reason, 'case 18 too');
    const again = await host.answer('scan', 'release', 'web', '--reason', 'closed');
    assert.deepEqual([again.exit, again.document.error.code], [3, 'INPUT_MISSING']);
    assert.equal((await host.answer('scan', 'delete', 'web')).exit, 0);
  });
});

describe('scan list', () => {
  const ids = async (...flags: string[]): Promise<string[]> => {
    const { document } = await store.json('scan', 'list', ...flags);
    return document.scans.map(({ scanId }: { scanId: string }) => scanId);
  };

  before(async () => {
    const scans: readonly (readonly [string, string, string])[] = [
      ['api-1', 'web-next.cdx.json', '2025-02-01T00:00:00Z'],
      ['api-2', 'web-next.cdx.json', '2025-02-03T23:59:59Z'],
      ['clean', 'clean.cdx.json', '2025-02-02T00:00:00Z'],
    ];
    const clean = { bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, components: [] };
    writeFileSync(join(store.folder, 'clean.cdx.json'), JSON.stringify(clean));
    for (const [id, sbom, at] of scans)
      assert.equal((await store.run('scan', 'run', sbom, '--scan', id, '--freeze', at)).exit, 0);
  });

  it('lists by time, or as asked for', async () => {
    assert.deepEqual(await ids(), ['web', 'api-1', 'clean', 'api-2']);
    assert.deepEqual(await ids('--sort', 'scanId', '--reverse'), ['web', 'clean', 'api-2', 'api-1']);
    assert.equal((await ids('--sort', 'score'))[0], 'clean');
    assert.equal((await ids('--sort', 'findings', '--reverse'))[0], (await ids('--sort', 'findings')).at(-1));
  });

  it('filters by id, days, severity and verdict', async () => {
    assert.deepEqual(await ids('api-*'), ['api-1', 'api-2']);
    assert.deepEqual(await ids('*-[1]'), ['api-1']);
    assert.deepEqual(await ids('--since', '2025-02-02'), ['clean', 'api-2']);
    assert.deepEqual(await ids('--since', '2025-02-01', '--until', '2025-02-02'), ['api-1', 'clean']);
    assert.deepEqual(await ids('--verdict', 'pass', '--severity', 'none'), ['clean']);
    assert.deepEqual(await ids('--severity', 'none', '--severity', 'low', 'api-*'), []);
    assert.deepEqual(await ids('--subject', 'nobody*'), []);
    assert.deepEqual(await ids('--no-held'), ['web', 'api-1', 'clean', 'api-2']);
  });

  it('gives a page and says of how many', async () => {
    const { document } = await store.json('scan', 'list', '--limit', '2', '--offset', '1');
    assert.deepEqual([document.total, document.offset, document.scans.length], [4, 1, 2]);
    const { stdout } = await store.run('scan', 'list', '--limit', '2', '--offset', '1');
    assert.match(stdout, /^2 of 4 scans, from 1 on$/m);
    const past = await store.run('scan', 'list', '--offset', '9');
    assert.match(past.stdout, /there are 4/);
    assert.match((await store.run('scan', 'list', 'nobody')).stdout, /^No scan is as asked for\.$/m);
  });
});
