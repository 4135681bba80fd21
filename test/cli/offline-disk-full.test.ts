/**
 * Imports onto a disk that has no room: STORAGE_FULL at every stage, and the store is as it was. How much an import needs is
 * measured first, and each case says by its messages how far it came. Needs root, for a disk of its own.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { strToU8, type Zippable, zipSync } from 'fflate';
import {
  kitKey,
  kitTar,
  noise,
  OSV_PATH,
  osvRecord,
  osvZip,
  publicPem,
  writeFileIn,
} from '../helpers/kits.ts';
import { runStella, runStellaJson, scratchFolder } from '../helpers/run-stella.ts';

const folder = scratchFolder();
const disk = join(folder, 'disk');
const DISK_BYTES = 64 * 2 ** 20;
const NEW_RECORDS = 1500;
/** Staged, and then kept as a blob when the kit is put in force: the last large thing that is written. */
const VEX_BYTES = 2 ** 20;

function mounted(): string | false {
  mkdirSync(disk);
  const { status, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', disk]);
  return status === 0 ? false : `no disk of its own can be mounted here (${error?.message ?? 'not allowed'})`;
}

const skip = mounted();

function newFeed(): Uint8Array {
  const files: Zippable = {};
  for (let i = 0; i < NEW_RECORDS; i++) {
    const record = { ...osvRecord(`NEW-${i}`, `package-${i}`), details: noise(i, 2000) };
    files[`NEW-${i}.json`] = [strToU8(JSON.stringify(record)), { level: 0 }];
  }
  return zipSync(files);
}

const options = (home: string) => ({ cwd: folder, env: { STELLA_HOME: home } });
const importArgs = (kit: string) => ['offline', 'import', '--bundle', kit, '--trust-root', 'issuer.pub'];

/** The home as it was before, on a disk that has so many bytes free. */
function homeWithFree(bytes: number): string {
  const home = join(disk, 'home');
  for (const name of [home, join(disk, 'filler')]) rmSync(name, { recursive: true, force: true });
  cpSync(join(folder, 'home'), home, { recursive: true });
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'filler'), new Uint8Array(Math.max(0, bavail * bsize - bytes)));
  return home;
}

async function isEnough(bytes: number): Promise<boolean> {
  return (await runStella(importArgs('new.tar'), options(homeWithFree(bytes)))).exit === 0;
}

/** The least free bytes with which the import succeeds, or up to `precision` more. */
async function neededBytes(precision: number): Promise<number> {
  let [tooFew, enough] = [0, DISK_BYTES / 2];
  assert.ok(await isEnough(enough), 'the disk of this test is too small for its kit');
  while (enough - tooFew > precision) {
    const middle = (tooFew + enough) / 2;
    if (await isEnough(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

/** How far an import came, by the lines of --verbose and the message it ended with. */
function stageOf(stderr: string, message: string): string {
  if (/^feed sha256:/m.test(stderr)) return 'putting it in force';
  if (message.endsWith('the staging folder')) return 'staging';
  return /^kit sha256:/m.test(stderr) ? 'indexing' : 'opening the store';
}

describe('an import onto a full disk', { skip }, () => {
  let kitBytes: number;
  let needed: number;

  before(async () => {
    writeFileIn(folder, 'issuer.pub', publicPem(kitKey));
    writeFileIn(folder, 'old.tar', kitTar({ [OSV_PATH]: osvZip(osvRecord('OLD-1', 'left-pad')) }));
    const vex = strToU8(JSON.stringify({ bomFormat: 'CycloneDX', details: noise(0, VEX_BYTES) }));
    const kit = kitTar({ [OSV_PATH]: newFeed(), 'vex/long.json': vex }, { sequence: 2 });
    writeFileIn(folder, 'new.tar', kit);
    kitBytes = kit.length;
    assert.equal((await runStella(importArgs('old.tar'), options(join(folder, 'home')))).exit, 0);
    needed = await neededBytes(VEX_BYTES / 8);
  });

  after(() => {
    spawnSync('umount', [disk]);
  });

  const cases: [stage: string, free: () => number][] = [
    ['opening the store', () => 0],
    ['staging', () => kitBytes / 2],
    ['indexing', () => (kitBytes + needed - VEX_BYTES) / 2],
    ['putting it in force', () => needed - VEX_BYTES / 2],
  ];
  for (const [stage, free] of cases) {
    it(`that is full when ${stage} is STORAGE_FULL and changes nothing; with room it can be repeated`, async () => {
      const home = homeWithFree(free());
      const full = await runStellaJson([...importArgs('new.tar'), '--verbose'], options(home));
      assert.deepEqual(
        [full.exit, full.document.error?.code, stageOf(full.stderr, full.document.error?.message)],
        [5, 'STORAGE_FULL', stage],
        `${free()} of ${needed} bytes free: ${JSON.stringify(full.document)}${full.stderr}`,
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
