/** Imports that are killed, and several at once: the store is before or after, never between. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';
import { kitKey, kitTar, OSV_PATH, osvRecord, osvZip, publicPem, writeFileIn } from '../helpers/kits.ts';
import { projectRoot, runStella, runStellaJson, scratchFolder } from '../helpers/run-stella.ts';

const folder = scratchFolder();
const node = join(projectRoot, 'node_modules/.bin/node');
const entry = join(projectRoot, 'bin/run.js');

function recordsOf(prefix: string, count: number): Record<string, unknown>[] {
  const details = 'x'.repeat(2000);
  return Array.from({ length: count }, (_, i) => ({
    ...osvRecord(`${prefix}-${i}`, `package-${i}`),
    details,
  }));
}

function options(home: string) {
  return { cwd: folder, env: { STELLA_HOME: home } };
}

function importArgs(kit: string): string[] {
  return ['offline', 'import', '--bundle', kit, '--trust-root', 'issuer.pub'];
}

before(() => {
  writeFileIn(folder, 'issuer.pub', publicPem(kitKey));
  writeFileIn(folder, 'old.tar', kitTar({ [OSV_PATH]: osvZip(...recordsOf('OLD', 20)) }));
  writeFileIn(folder, 'new.tar', kitTar({ [OSV_PATH]: osvZip(...recordsOf('NEW', 6000)) }, { sequence: 2 }));
});

async function importOld(): Promise<string> {
  const home = scratchFolder();
  assert.equal((await runStella(importArgs('old.tar'), options(home))).exit, 0);
  return home;
}

/** Starts a command and kills it, with no chance to clean up, after `ms`. True when it was still running. */
async function killedAfter(
  home: string,
  ms: number,
  args: readonly string[] = importArgs('new.tar'),
): Promise<boolean> {
  const env = { PATH: process.env['PATH'], HOME: home, STELLA_HOME: home };
  const child = spawn(node, [entry, ...args], { cwd: folder, env, stdio: 'ignore' });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  await sleep(ms);
  child.kill('SIGKILL');
  return (await closed) === null;
}

describe('an import that is killed', () => {
  it('leaves the old state or the new one, whenever it happens, and can be repeated', async () => {
    let killed = 0;
    for (const ms of [110, 200, 300, 420, 600]) {
      const home = await importOld();
      if (await killedAfter(home, ms)) killed++;
      const { document } = await runStellaJson(['offline', 'status'], options(home));
      const { sequence } = document.kit;
      assert.equal(document.feeds[0].records, sequence === 1 ? 20 : 6000);
      assert.equal((await runStella(['audit', 'log', '--verify'], options(home))).exit, 0);
      const again = await runStellaJson(importArgs('new.tar'), options(home));
      assert.equal(again.exit, 0);
      assert.equal(again.document.result, sequence === 1 ? 'activated' : 'already-active');
      const database = new SqliteDatabase(join(home, 'scanner.db'), { readonly: true });
      assert.equal(database.prepare('SELECT count(*) FROM feed_content').pluck().get(), 2);
      assert.equal(database.prepare('SELECT count(*) FROM advisory').pluck().get(), 6020);
      assert.equal(database.pragma('integrity_check', { simple: true }), 'ok');
      database.close();
    }
    assert.ok(killed >= 2, `only ${killed} of 5 imports were killed before they ended`);
  });
});

describe('a rollback or a prune that is killed', () => {
  it('leaves a store that is as its ledger says, and can be repeated', async () => {
    const both = await importOld();
    assert.equal((await runStella(importArgs('new.tar'), options(both))).exit, 0);
    for (const args of [
      ['offline', 'rollback', '--reason', 'x'],
      ['offline', 'prune', '--keep', '1'],
    ]) {
      for (const ms of [250, 350, 500]) {
        const home = scratchFolder();
        cpSync(both, home, { recursive: true });
        const wasKilled = await killedAfter(home, ms, args);
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
    const home = await importOld();
    const runs = await Promise.all([1, 2, 3].map(() => runStellaJson(importArgs('new.tar'), options(home))));
    const results = runs.map(({ document }) => document.result ?? document.error.code);
    assert.equal(results.filter((result) => result === 'activated').length, 1);
    assert.ok(
      results.every((result) => ['activated', 'already-active', 'STORE_BUSY'].includes(result)),
      results.join(),
    );
  });

  it('wait for an import that goes on for too long, and then name it', async () => {
    const home = await importOld();
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
    const home = await importOld();
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
      [...seen].every((records) => records === 20 || records === 6000),
      [...seen].join(),
    );
  });
});
