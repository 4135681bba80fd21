/** Imports onto a disk that has no room: STORAGE_FULL, whenever it happens, and the store is as it was. Needs root, for a disk of its own. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { Random } from '../../scripts/bench/random.ts';
import { kitKey, kitTar, OSV_PATH, osvRecord, osvZip, publicPem, writeFileIn } from '../helpers/kits.ts';
import { runStella, runStellaJson, scratchFolder } from '../helpers/run-stella.ts';

const folder = scratchFolder();
const disk = join(folder, 'disk');
const MIB = 2 ** 20;
const NEW_RECORDS = 1500;

function mounted(): string | false {
  mkdirSync(disk);
  const { status, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk]);
  return status === 0 ? false : `no disk of its own can be mounted here (${error?.message ?? 'not allowed'})`;
}

const skip = mounted();

/** Text that cannot be packed to nothing. */
function noise(random: Random, length: number): string {
  return Array.from({ length }, () => String.fromCharCode(0x61 + random.below(26))).join('');
}

function newFeed(): Uint8Array {
  const files: Zippable = {};
  const random = new Random(1);
  for (let i = 0; i < NEW_RECORDS; i++) {
    const record = { ...osvRecord(`NEW-${i}`, `package-${i}`), details: noise(random, 2000) };
    files[`NEW-${i}.json`] = [strToU8(JSON.stringify(record)), { level: 0 }];
  }
  return zipSync(files);
}

const options = (home: string) => ({ cwd: folder, env: { STELLA_HOME: home } });
const importArgs = (kit: string) => ['offline', 'import', '--bundle', kit, '--trust-root', 'issuer.pub'];

/** Fills the disk until so many bytes are free. */
function leaveFree(bytes: number): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'filler'), new Uint8Array(Math.max(0, bavail * bsize - bytes)));
}

describe('an import onto a full disk', { skip }, () => {
  before(async () => {
    writeFileIn(folder, 'issuer.pub', publicPem(kitKey));
    writeFileIn(folder, 'old.tar', kitTar({ [OSV_PATH]: osvZip(osvRecord('OLD-1', 'left-pad')) }));
    writeFileIn(folder, 'new.tar', kitTar({ [OSV_PATH]: newFeed() }, { sequence: 2 }));
    assert.equal((await runStella(importArgs('old.tar'), options(join(folder, 'home')))).exit, 0);
  });

  after(() => {
    spawnSync('umount', [disk]);
  });

  for (const free of [0, 1, 3.3, 6]) {
    it(`with ${free} MiB free is STORAGE_FULL and changes nothing; with room it can be repeated`, async () => {
      const home = join(disk, 'home');
      for (const name of [home, join(disk, 'filler')]) rmSync(name, { recursive: true, force: true });
      cpSync(join(folder, 'home'), home, { recursive: true });
      leaveFree(free * MIB);
      const full = await runStellaJson(importArgs('new.tar'), options(home));
      assert.deepEqual(
        [full.exit, full.document.error?.code],
        [5, 'STORAGE_FULL'],
        JSON.stringify(full.document),
      );
      assert.match(full.document.error.hint, /free some space/);
      const status = await runStellaJson(['offline', 'status'], options(home));
      assert.deepEqual([status.exit, status.document.kit?.sequence], [0, 1], JSON.stringify(status.document));
      assert.equal(status.document.feeds[0].records, 1);
      assert.deepEqual(globSync('{staging,quarantine}/*', { cwd: home }), []);
      rmSync(join(disk, 'filler'));
      const again = await runStellaJson(importArgs('new.tar'), options(home));
      assert.deepEqual([again.exit, again.document.result], [0, 'activated'], JSON.stringify(again.document));
      const database = new SqliteDatabase(join(home, 'scanner.db'), { readonly: true });
      assert.equal(database.pragma('integrity_check', { simple: true }), 'ok');
      assert.equal(database.prepare('SELECT count(*) FROM advisory').pluck().get(), NEW_RECORDS + 1);
      database.close();
    });
  }
});
