/** Going back to an earlier kit and taking away old ones, through the real program. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, globSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  importInto,
  kitKey,
  kitTar,
  OSV_PATH,
  osvRecord,
  osvZip,
  publicPem,
  sampleFeeds,
  strangerKey,
  writeFileIn,
} from '../helpers/kits.ts';
import { rulesNamed } from '../helpers/lived-in-store.ts';
import {
  projectRoot,
  type RunOptions,
  runStella,
  runStellaJson,
  scratchFolder,
} from '../helpers/run-stella.ts';

const folder = scratchFolder();
let homes = 0;

function options(home: string): RunOptions {
  return { cwd: folder, env: { STELLA_HOME: home } };
}

const run = (home: string, line: string) => runStella(line.split(' '), options(home));
const runJson = (home: string, line: string) => runStellaJson(line.split(' '), options(home));

function copyOf(home: string): string {
  const copied = join(folder, `home-${homes++}`);
  cpSync(home, copied, { recursive: true });
  return copied;
}

/** A store with the kits of these sequences imported one after another. */
async function storeWith(...sequences: readonly number[]): Promise<string> {
  const home = join(folder, `home-${homes++}`);
  for (const [i, sequence] of sequences.entries())
    await importInto(home, join(folder, `kit-${sequence}.tar`), { at: `2025-01-16T00:00:0${i}Z` });
  return home;
}

/** Records whose text does not become small when it is deflated. */
function recordsOf(prefix: string, count: number): Uint8Array {
  const noise = (name: string): string =>
    Array.from({ length: 30 }, (_, i) => createHash('sha512').update(`${name} ${i}`).digest('base64')).join(
      '',
    );
  return osvZip(
    ...Array.from({ length: count }, (_, i) => ({
      ...osvRecord(`${prefix}-${i}`, `p-${i}`),
      details: noise(`${prefix}-${i}`),
    })),
  );
}

async function activeKit(home: string): Promise<string> {
  return (await runJson(home, 'offline status')).document.kit.kitId;
}

const rootsOf = async (home: string): Promise<string[]> =>
  (await runJson(home, 'trust list')).document.trustRoots.map(
    ({ fingerprint }: { fingerprint: string }) => fingerprint,
  );

const rulesOf = async (home: string): Promise<string[]> =>
  (await runJson(home, 'rules list')).document.rules.map(({ name }: { name: string }) => name);

before(() => {
  writeFileIn(folder, 'issuer.pub', publicPem(kitKey));
  writeFileIn(folder, 'stranger.pub', publicPem(strangerKey));
  const stranger = new TextEncoder().encode(publicPem(strangerKey));
  const contents = {
    1: sampleFeeds,
    2: {
      [OSV_PATH]: recordsOf('BB', 200),
      'rules/two.yaml': rulesNamed('two'),
      'trust/stranger.pem': stranger,
    },
    3: { [OSV_PATH]: recordsOf('CC', 200), 'rules/three.yaml': rulesNamed('three') },
    4: { [OSV_PATH]: osvZip(osvRecord('DD-1', 'lodash')) },
  };
  for (const [sequence, files] of Object.entries(contents)) {
    const name = { kitId: `kit-${sequence}`, sequence: Number(sequence) };
    writeFileIn(folder, `kit-${sequence}.tar`, kitTar(files, name));
  }
  const soon = { kitId: 'kit-5', sequence: 5, expiresAt: '2025-06-01T00:00:00Z' };
  writeFileIn(folder, 'kit-5.tar', kitTar(sampleFeeds, soon));
  writeFileIn(folder, 'kit-6.tar', kitTar(sampleFeeds, { kitId: 'kit-6', sequence: 6 }));
  writeFileIn(
    folder,
    'sbom.json',
    JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      components: [{ type: 'library', name: 'lodash', version: '4.17.0', purl: 'pkg:npm/lodash@4.17.0' }],
    }),
  );
});

describe('stella offline rollback', () => {
  it('puts the kit before in force again, and then the one before that', async () => {
    const home = await storeWith(1, 2, 3);
    const feeds = new Map<string, string>();
    for (const { kitId, feedDigest } of (await runJson(home, 'offline list')).document.kits)
      feeds.set(kitId, feedDigest);
    for (const kitId of ['kit-2', 'kit-1']) {
      const { exit, document } = await runJson(home, 'offline rollback --reason broken');
      assert.deepEqual([exit, document.to.kitId, document.feed], [0, kitId, feeds.get(kitId)]);
      const status = (await runJson(home, 'offline status')).document;
      assert.deepEqual([status.kit.kitId, status.kit.active.rolledBack.reason], [kitId, 'broken']);
      assert.equal((await runJson(home, 'feed show')).document.sources.length > 0, true);
    }
    const none = await runJson(home, 'offline rollback --reason broken');
    assert.deepEqual([none.exit, none.document.error.code], [3, 'KIT_NOT_FOUND']);
    assert.equal(await activeKit(home), 'kit-1');
    assert.match((await run(home, 'offline status')).stdout, /rolled back +from sha256:\S+: broken/);
  });

  it('takes rules and trust that later kits brought out of force, and nothing else', async () => {
    const home = await storeWith(1);
    await run(home, 'trust add issuer.pub');
    const [byHand] = await rootsOf(home);
    for (const sequence of [2, 3])
      assert.equal((await run(home, `offline import --bundle kit-${sequence}.tar`)).exit, 0);
    assert.equal((await rootsOf(home)).length, 2);
    const before = copyOf(home);

    const first = await runJson(home, 'offline rollback --reason x');
    assert.deepEqual([first.document.rules, first.document.trustRoots], [['three@1.0.0'], []]);
    assert.deepEqual((await rulesOf(home)).includes('two'), true);
    const second = await runJson(home, 'offline rollback --reason x');
    assert.deepEqual([second.document.rules, second.document.trustRoots.length], [['two@1.0.0'], 1]);
    assert.deepEqual(await rootsOf(home), [byHand]);
    assert.deepEqual(globSync('trust/*', { cwd: home }).length, 1);
    assert.equal((await run(home, 'scan run sbom.json --rules two')).exit, 3);

    const atOnce = await runJson(before, 'offline rollback --to kit-1 --reason x');
    assert.deepEqual(atOnce.document.rules.toSorted(), ['three@1.0.0', 'two@1.0.0']);
    assert.deepEqual(await rulesOf(before), await rulesOf(home));
    assert.deepEqual(await rootsOf(before), await rootsOf(home));
  });

  it('keeps trust that was given by hand before or after, though a later kit brought it too', async () => {
    const home = await storeWith(1);
    await run(home, 'trust add stranger.pub');
    await run(home, 'offline import --bundle kit-2.tar --trust-root issuer.pub');
    const { document } = await runJson(home, 'offline rollback --reason x');
    assert.deepEqual([document.trustRoots, (await rootsOf(home)).length], [[], 1]);
  });

  it('does not let what was rolled back come in again but by force, which brings back all of it', async () => {
    const home = await storeWith(1, 2, 3);
    await run(home, 'offline rollback --to kit-1 --reason x');
    for (const sequence of [2, 3]) {
      const refused = await runJson(
        home,
        `offline import --bundle kit-${sequence}.tar --trust-root issuer.pub`,
      );
      assert.deepEqual([refused.exit, refused.document.error.code], [8, 'KIT_ROLLBACK']);
    }
    const forward = await runJson(home, 'offline rollback --to kit-3 --reason x');
    assert.deepEqual([forward.exit, forward.document.error.code], [3, 'KIT_NOT_FOUND']);
    const forced = copyOf(home);
    const force =
      'offline import --bundle kit-2.tar --trust-root issuer.pub --force-activate --force-reason sure';
    assert.equal((await run(forced, force)).exit, 0);
    assert.equal((await rulesOf(forced)).includes('two'), true);
    assert.equal((await rootsOf(forced)).length, 1);
    assert.equal((await run(home, 'offline import --bundle kit-4.tar --trust-root issuer.pub')).exit, 0);
    assert.equal((await run(home, 'audit log --verify')).exit, 0);
    assert.equal((await run(forced, 'audit log --verify')).exit, 0);
  });

  it('back from an older kit that was forced in lets no kit come in that is below the one gone back to', async () => {
    const home = await storeWith(1, 3);
    const force =
      'offline import --bundle kit-1.tar --trust-root issuer.pub --force-activate --force-reason x';
    assert.equal((await run(home, force)).exit, 0);
    const back = await runJson(home, 'offline rollback --reason x');
    assert.deepEqual([back.exit, back.document.to.kitId, back.document.sequenceFloor], [0, 'kit-3', 3]);
    const lower = await runJson(home, 'offline import --bundle kit-2.tar --trust-root issuer.pub');
    assert.deepEqual([lower.exit, lower.document.error?.code], [8, 'KIT_ROLLBACK']);
    assert.equal(await activeKit(home), 'kit-3');
    assert.equal((await run(home, 'audit log --verify')).exit, 0);
  });

  it('goes to a kit by its id or digest, and to nothing else', async () => {
    const home = await storeWith(1, 2, 3);
    const { kits } = (await runJson(home, 'offline list')).document;
    const digestOf = (name: string): string =>
      kits.find(({ kitId }: { kitId: string }) => kitId === name).digest;
    for (const wanted of ['kit-3', digestOf('kit-3'), 'kit-9', `sha256:${'0'.repeat(64)}`]) {
      const { exit, document } = await runJson(home, `offline rollback --to ${wanted} --reason x`);
      assert.deepEqual([exit, document.error.code], [3, 'KIT_NOT_FOUND'], wanted);
    }
    const { document } = await runJson(home, `offline rollback --to ${digestOf('kit-1')} --reason x`);
    assert.equal(document.to.kitId, 'kit-1');
  });

  it('does not go back to a kit that has expired since', async () => {
    const home = await storeWith(1, 5, 6);
    const { exit, document } = await runJson(home, 'offline rollback --reason x');
    assert.deepEqual([exit, document.error.code], [8, 'KIT_EXPIRED']);
    assert.equal(await activeKit(home), 'kit-6');
    assert.equal((await run(home, 'offline rollback --to kit-1 --reason x')).exit, 0);
  });

  it('does not go back to a kit that has expired by the latest signed time, though the clock is behind it', async () => {
    const home = await storeWith(1);
    const century = { expiresAt: '2098-01-01T00:00:00Z', kitId: 'old', sequence: 2 };
    writeFileIn(folder, 'old.tar', kitTar(sampleFeeds, century));
    const later = { createdAt: '2099-01-01T00:00:00Z', kitId: 'late', sequence: 3 };
    writeFileIn(folder, 'late.tar', kitTar(sampleFeeds, later));
    for (const kit of ['old', 'late'])
      assert.equal((await run(home, `offline import --bundle ${kit}.tar --trust-root issuer.pub`)).exit, 0);
    const { exit, document } = await runJson(home, 'offline rollback --reason x');
    assert.deepEqual([exit, document.error?.code], [8, 'KIT_EXPIRED']);
  });

  it('needs a reason', async () => {
    const home = await storeWith(1, 2);
    assert.equal((await run(home, 'offline rollback')).exit, 2);
    assert.equal((await runStella(['offline', 'rollback', '--reason', ' '], options(home))).exit, 2);
    assert.equal(await activeKit(home), 'kit-2');
  });
});

describe('stella offline prune', () => {
  /** Bytes of the database and its log. */
  const sizeOf = (home: string): number =>
    ['scanner.db', 'scanner.db-wal'].reduce(
      (sum, name) => sum + (statSync(join(home, name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );

  it('takes away what nothing needs and gives the space back', async () => {
    const home = await storeWith(1, 2, 3, 4);
    const before = sizeOf(home);
    const plan = await runJson(home, 'offline prune --keep 1 --dry-run');
    assert.deepEqual(
      [plan.document.result, plan.document.kits.length, plan.document.feeds.length],
      ['dry-run', 3, 3],
    );
    assert.equal(sizeOf(home), before);
    const { exit, document } = await runJson(home, 'offline prune --keep 1');
    assert.equal(exit, 0);
    assert.deepEqual([document.kits, document.feeds], [plan.document.kits, plan.document.feeds]);
    assert.ok(sizeOf(home) < before / 2, `${sizeOf(home)} of ${before}`);
    assert.equal((await runJson(home, 'feed list')).document.feeds.length, 1);
    assert.equal((await run(home, 'audit store')).exit, 0);
    const again = await runJson(home, 'offline prune --keep 1');
    assert.deepEqual([again.document.kits, again.document.feeds], [[], []]);
  });

  it('leaves as many kits to go back to as are asked for', async () => {
    const home = await storeWith(1, 2, 3, 4);
    const { document } = await runJson(home, 'offline prune');
    assert.deepEqual(
      document.kept.map(({ kitId }: { kitId: string }) => kitId),
      ['kit-4', 'kit-3'],
    );
    assert.equal((await runJson(home, 'offline rollback --reason x')).document.to.kitId, 'kit-3');
    assert.equal((await run(home, 'offline rollback --reason x')).exit, 3);
    assert.equal((await run(home, 'audit store')).exit, 0);
    for (const bad of ['0', '-1', 'x'])
      assert.equal((await run(home, `offline prune --keep=${bad}`)).exit, 2);
  });

  it('keeps the feed snapshots of recorded scans, which replay as before', async () => {
    const home = await storeWith(1);
    const scan = (await runJson(home, 'scan run sbom.json --scan first')).document;
    for (const sequence of [2, 3, 4])
      await run(home, `offline import --bundle kit-${sequence}.tar --trust-root issuer.pub`);
    const { document } = await runJson(home, 'offline prune --keep 1');
    assert.equal(document.feedsKeptForScans.length, 1);
    const replay = await runJson(home, 'score replay --scan first');
    assert.deepEqual([replay.exit, replay.document.rootHash], [0, scan.rootHash]);
    assert.equal((await run(home, 'audit store')).exit, 0);
  });

  it('takes away blobs that nothing names, but none of the last minutes', async () => {
    const home = await storeWith(1);
    const old = writeFileIn(home, `blobs/sha256/00/${'0'.repeat(64)}`, 'old');
    utimesSync(old, 0, 0);
    writeFileIn(home, `blobs/sha256/11/${'1'.repeat(64)}`, 'young');
    for (const [name, time] of [
      ['left-by-a-killed', 0],
      ['being-written', Date.now() / 1000],
    ] as const)
      utimesSync(writeFileIn(home, `blobs/sha256/22/.${name}.tmp`, 'half'), time, time);
    const { document } = await runJson(home, 'offline prune');
    assert.deepEqual(document.blobs, { count: 1, bytes: 3 });
    assert.deepEqual(globSync('blobs/sha256/{00,11}/*', { cwd: home }).length, 1);
    assert.deepEqual(globSync('blobs/sha256/22/.*', { cwd: home }), ['blobs/sha256/22/.being-written.tmp']);
  });

  it('empties the quarantine when asked', async () => {
    const home = await storeWith(2);
    await run(home, 'offline import --bundle kit-1.tar --trust-root issuer.pub');
    assert.equal((await runJson(home, 'offline prune')).document.quarantined.length, 0);
    assert.equal((await runJson(home, 'offline status')).document.quarantined.length, 1);
    assert.equal((await runJson(home, 'offline prune --quarantine')).document.quarantined.length, 1);
    assert.equal((await runJson(home, 'offline status')).document.quarantined.length, 0);
    assert.equal((await runJson(home, 'audit log --action kit.discard')).document.entries.length, 1);
  });
});

describe('a rollback or a prune that is killed', () => {
  const node = join(projectRoot, 'node_modules/.bin/node');
  const entry = join(projectRoot, 'bin/run.js');

  /** Kills the command, with no chance to clean up, after `ms`. True when it was still running. */
  async function killedAfter(home: string, line: string, ms: number): Promise<boolean> {
    const env = { PATH: process.env['PATH'], HOME: home, STELLA_HOME: home };
    const child = spawn(node, [entry, ...line.split(' ')], { cwd: folder, env, stdio: 'ignore' });
    const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
    await sleep(ms);
    child.kill('SIGKILL');
    return (await closed) === null;
  }

  it('leaves a store that is as its ledger says, and can be repeated', async () => {
    const before = await storeWith(2, 3);
    for (const line of ['offline rollback --reason x', 'offline prune --keep 1']) {
      const started = performance.now();
      assert.equal((await run(copyOf(before), line)).exit, 0);
      const fullMs = performance.now() - started;
      for (const share of [0.5, 0.7, 0.85]) {
        const home = copyOf(before);
        const wasKilled = await killedAfter(home, line, fullMs * share);
        assert.equal((await run(home, 'audit store')).exit, 0, line);
        const { exit, document } = await runJson(home, line);
        // What was killed late had done its work: then there is no kit to go back to any more.
        if (wasKilled) assert.ok(exit === 0 || document.error.code === 'KIT_NOT_FOUND', line);
        else assert.equal(exit, line.includes('rollback') ? 3 : 0, line);
        assert.equal((await run(home, 'audit store')).exit, 0, line);
      }
    }
  });
});
