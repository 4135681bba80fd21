/**
 * Imports that are killed, interrupted, and several at once: the store is before or after, never between.
 * STELLA_TEST_KILLS=300 kills at so many random moments instead of a few.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { Random } from '../../scripts/bench/random.ts';
import { kitKey, kitTar, OSV_PATH, osvRecord, osvZip, publicPem, writeFileIn } from '../helpers/kits.ts';
import { projectRoot, runStella, runStellaJson, scratchFolder } from '../helpers/run-stella.ts';

const folder = scratchFolder();
const node = join(projectRoot, 'node_modules/.bin/node');
const entry = join(projectRoot, 'bin/run.js');
const kills = Number(process.env['STELLA_TEST_KILLS'] ?? 5);

const OLD_RECORDS = 20;
const NEW_RECORDS = 3000;

/** Packed without deflating, so that it is large enough to be read in threads. */
function newFeed(): Uint8Array {
  const files: Zippable = {};
  for (let i = 0; i < NEW_RECORDS; i++) {
    const record = { ...osvRecord(`NEW-${i}`, `package-${i}`), details: 'x'.repeat(2000) };
    files[`NEW-${i}.json`] = [strToU8(JSON.stringify(record)), { level: 0 }];
  }
  return zipSync(files);
}

function oldFeed(): Uint8Array {
  return osvZip(...Array.from({ length: OLD_RECORDS }, (_, i) => osvRecord(`OLD-${i}`, `package-${i}`)));
}

function options(home: string) {
  return { cwd: folder, env: { STELLA_HOME: home } };
}

function importArgs(kit: string): string[] {
  return ['offline', 'import', '--bundle', kit, '--trust-root', 'issuer.pub'];
}

const oldHome = join(folder, 'home');

before(async () => {
  writeFileIn(folder, 'issuer.pub', publicPem(kitKey));
  writeFileIn(folder, 'old.tar', kitTar({ [OSV_PATH]: oldFeed() }));
  writeFileIn(folder, 'new.tar', kitTar({ [OSV_PATH]: newFeed() }, { sequence: 2 }));
  assert.equal((await runStella(importArgs('old.tar'), options(oldHome))).exit, 0);
});

/** A home in which the old kit is in force. */
function importedOld(): string {
  const home = scratchFolder();
  cpSync(oldHome, home, { recursive: true });
  return home;
}

function start(
  home: string,
  args: readonly string[],
): { child: ChildProcess; closed: Promise<number | null> } {
  const env = { PATH: process.env['PATH'], HOME: home, STELLA_HOME: home };
  const child = spawn(node, [entry, ...args], { cwd: folder, env, stdio: 'ignore' });
  return { child, closed: new Promise((resolve) => child.on('close', resolve)) };
}

/** Milliseconds that the import takes when nobody stops it. */
async function undisturbedMs(): Promise<number> {
  const started = performance.now();
  assert.equal(await start(importedOld(), importArgs('new.tar')).closed, 0);
  return performance.now() - started;
}

/** What a kit leaves in the store, and nothing of an import that did not finish. */
function assertClean(home: string, sequence: number): void {
  const database = new SqliteDatabase(join(home, 'scanner.db'), { readonly: true });
  const count = (table: string) => database.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  const isNew = sequence === 2;
  assert.deepEqual(
    ['feed_content', 'feed_snapshot', 'advisory', 'advisory_text', 'package_advisory'].map(count),
    isNew ? [2, 2, ...Array(3).fill(OLD_RECORDS + NEW_RECORDS)] : [1, 1, ...Array(3).fill(OLD_RECORDS)],
  );
  assert.equal(database.pragma('integrity_check', { simple: true }), 'ok');
  assert.deepEqual(database.pragma('foreign_key_check'), []);
  database.close();
  assert.deepEqual(globSync('{staging/*,quarantine/*,*.tmp,.*.tmp,import.holder.json}', { cwd: home }), []);
}

async function activeSequence(home: string): Promise<number> {
  assert.equal((await runStella(['audit', 'log', '--verify'], options(home))).exit, 0);
  const { exit, document } = await runStellaJson(['offline', 'status'], options(home));
  assert.equal(exit, 0);
  const { sequence } = document.kit;
  assert.equal(document.feeds[0].records, sequence === 1 ? OLD_RECORDS : NEW_RECORDS);
  return sequence;
}

async function assertRepeatable(home: string, sequence: number): Promise<void> {
  const again = await runStellaJson(importArgs('new.tar'), options(home));
  assert.equal(again.exit, 0, JSON.stringify(again.document));
  assert.equal(again.document.result, sequence === 1 ? 'activated' : 'already-active');
  assertClean(home, 2);
}

describe('an import', () => {
  it('that is killed leaves the old state or the new one, whenever it happens, and can be repeated', async () => {
    const random = new Random(kills);
    const fullMs = await undisturbedMs();
    let killed = 0;
    for (let i = 0; i < kills; i++) {
      const home = importedOld();
      const { child, closed } = start(home, importArgs('new.tar'));
      await sleep(fullMs * (0.15 + random.next() * 0.9));
      child.kill('SIGKILL');
      if ((await closed) === null) killed++;
      const sequence = await activeSequence(home);
      await assertRepeatable(home, sequence);
    }
    assert.ok(killed >= kills / 3, `only ${killed} of ${kills} imports were killed before they ended`);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`that is asked to end by ${signal} exits 130 and leaves nothing behind`, async () => {
      const fullMs = await undisturbedMs();
      const exits: (number | null)[] = [];
      // A machine with other work is slower one time than another.
      for (const share of [0.5, 0.7, 0.4, 0.6, 0.8, 0.3]) {
        if (exits.length >= 2 && exits.includes(130)) break;
        const home = importedOld();
        const { child, closed } = start(home, importArgs('new.tar'));
        await sleep(fullMs * share);
        child.kill(signal);
        exits.push(await closed);
        const sequence = await activeSequence(home);
        // Before its handlers stand and after they are gone, a signal ends a process as it always does.
        if (exits.at(-1) !== null) {
          assert.equal(exits.at(-1), sequence === 1 ? 130 : 0);
          assertClean(home, sequence);
        }
        await assertRepeatable(home, sequence);
      }
      assert.ok(exits.includes(130), exits.join());
    });
  }
});

describe('a change of trust', () => {
  const bundle = join(projectRoot, 'fixtures/vectors/replay-v1/replayable.tar.gz');
  const issuer = readFileSync(join(projectRoot, 'fixtures/vectors/bundle-v1/keys/root.pub'));
  const killer = join(projectRoot, 'test/helpers/kill-at-file.ts');

  /** Whether the issuer is trusted: what the table says, and what `proof verify` does, which reads files. */
  async function trustOf(home: string): Promise<readonly [number, number | null]> {
    const database = new SqliteDatabase(join(home, 'scanner.db'));
    const rows = database.prepare('SELECT count(*) FROM trust_root').pluck().get() as number;
    database.close();
    const { exit } = await runStella(['proof', 'verify', '--bundle', bundle], options(home));
    return [rows, exit];
  }

  async function assertAtomic(from: string, args: readonly string[]): Promise<void> {
    const seen = new Set<number>();
    let wasKilled = true;
    for (let at = 0; wasKilled; at++) {
      const home = scratchFolder();
      cpSync(from, home, { recursive: true });
      const env = { PATH: process.env['PATH'], HOME: home, STELLA_HOME: home };
      const child = spawn(node, ['--import', killer, entry, ...args], {
        cwd: folder,
        env: { ...env, KILL_AT: String(at), KILL_PATH: join(home, 'trust') },
        stdio: 'ignore',
      });
      wasKilled = (await new Promise((resolve) => child.on('close', resolve))) === null;
      const [[rows, exit], audit] = await Promise.all([
        trustOf(home),
        runStella(['audit', 'log', '--verify'], options(home)),
      ]);
      assert.deepEqual(
        [exit, audit.exit],
        [rows === 0 ? 6 : 0, 0],
        `${args[1]} killed at ${at}, ${rows} roots`,
      );
      seen.add(rows);
      assert.ok(at < 30, 'it is killed for ever');
    }
    assert.deepEqual([...seen].sort(), [0, 1], 'before and after were both seen');
  }

  it('with a kit or a rollback happens with the commit, wherever it is killed between database and files', async () => {
    const kit = kitTar({ [OSV_PATH]: oldFeed(), 'trust/issuer.pem': issuer }, { sequence: 2 });
    writeFileIn(folder, 'trust.tar', kit);
    await assertAtomic(oldHome, importArgs('trust.tar'));
    const home = importedOld();
    assert.equal((await runStella(importArgs('trust.tar'), options(home))).exit, 0);
    await assertAtomic(home, ['offline', 'rollback', '--reason', 'x']);
  });
});

describe('a build', () => {
  it('that is asked to end leaves no half of a kit', async () => {
    writeFileIn(folder, 'downloads/osv/npm.zip', newFeed());
    assert.equal((await runStella(['key', 'generate', '--output', 'key'], options(scratchFolder()))).exit, 0);
    const build = ['offline', 'build', '--from', 'downloads', '--key', 'key', '--sequence', '1', '--force'];
    const started = performance.now();
    assert.equal(await start(scratchFolder(), [...build, '--output', 'out/a.tar.gz']).closed, 3);
    const output = join(folder, 'kits');
    writeFileIn(output, 'note', '');
    assert.equal(await start(scratchFolder(), [...build, '--output', join(output, 'a.tar.gz')]).closed, 0);
    const fullMs = performance.now() - started;
    for (const share of [0.3, 0.45]) {
      const { child, closed } = start(scratchFolder(), [...build, '--output', join(output, 'b.tar.gz')]);
      await sleep(fullMs * share);
      child.kill('SIGINT');
      const exit = await closed;
      assert.ok(exit === 130 || exit === 0 || exit === null, String(exit));
      const expected = existsSync(join(output, 'b.tar.gz'))
        ? ['a.tar.gz', 'b.tar.gz', 'note']
        : ['a.tar.gz', 'note'];
      assert.deepEqual(readdirSync(output).sort(), expected);
      assert.equal(expected.length === 3, exit === 0);
    }
  });
});

describe('a rollback or a prune that is killed', () => {
  it('leaves a store that is as its ledger says, and can be repeated', async () => {
    const both = importedOld();
    assert.equal((await runStella(importArgs('new.tar'), options(both))).exit, 0);
    for (const args of [
      ['offline', 'rollback', '--reason', 'x'],
      ['offline', 'prune', '--keep', '1'],
    ]) {
      for (const ms of [250, 350, 500]) {
        const home = scratchFolder();
        cpSync(both, home, { recursive: true });
        const { child, closed } = start(home, args);
        await sleep(ms);
        child.kill('SIGKILL');
        const wasKilled = (await closed) === null;
        const what = `${args[1]} killed after ${ms} ms`;
        assert.equal((await runStella(['audit', 'store'], options(home))).exit, 0, what);
        const { exit, document } = await runStellaJson(args, options(home));
        // What was killed late had done its work: then there is no kit to go back to any more.
        assert.ok(exit === 0 || document.error.code === 'KIT_NOT_FOUND', what);
        if (!wasKilled && args[1] === 'rollback') assert.equal(exit, 3, what);
        assert.equal((await runStella(['audit', 'store'], options(home))).exit, 0, what);
      }
    }
  });
});

describe('several at once', () => {
  it('import one after the other, or are told who is at it', async () => {
    const home = importedOld();
    const runs = await Promise.all([1, 2, 3].map(() => runStellaJson(importArgs('new.tar'), options(home))));
    const results = runs.map(({ document }) => document.result ?? document.error.code);
    assert.equal(results.filter((result) => result === 'activated').length, 1);
    assert.ok(
      results.every((result) => ['activated', 'already-active', 'STORE_BUSY'].includes(result)),
      results.join(),
    );
  });

  it('wait for an import that goes on for too long, and then name it', async () => {
    const home = importedOld();
    const lock = new SqliteDatabase(join(home, 'import.lock'));
    lock.exec('BEGIN IMMEDIATE');
    writeFileIn(
      home,
      'import.holder.json',
      JSON.stringify({ pid: 4711, user: 'ops', host: 'bunker', since: '2025-01-01T00:00:00Z' }),
    );
    const { exit, document } = await runStellaJson(importArgs('new.tar'), options(home));
    lock.close();
    assert.deepEqual([exit, document.error.code], [5, 'STORE_BUSY']);
    assert.match(document.error.message, /process 4711 of ops on bunker/);
    assert.equal((await runStella(importArgs('new.tar'), options(home))).exit, 0);
  });

  it('read one snapshot or the other while a kit comes in', async () => {
    const home = importedOld();
    const importing = runStellaJson(importArgs('new.tar'), options(home));
    const seen = new Set<number>();
    let isOver = false;
    const done = importing.then(() => {
      isOver = true;
    });
    while (!isOver) {
      const { exit, document } = await runStellaJson(['offline', 'status'], options(home));
      assert.equal(exit, 0);
      seen.add(document.feeds[0].records);
    }
    await done;
    assert.equal((await importing).exit, 0);
    assert.ok(
      [...seen].every((records) => records === OLD_RECORDS || records === NEW_RECORDS),
      [...seen].join(),
    );
  });
});
