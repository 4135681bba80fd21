/**
 * Stores that were damaged or edited: every command gives a code, and none ends in a stack, a crash or a hang. Bytes of the database
 * and of blobs are flipped, overwritten and cut off at random (the seed is in the name of the test); columns are set to what no
 * program of ours writes.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import SqliteDatabase from 'better-sqlite3';
import { type LivedInStore, makeLivedInStore } from '../helpers/lived-in-store.ts';

const COMMANDS = [
  'offline status',
  'offline list',
  'audit log',
  'audit log --verify',
  'audit store',
  'feed list',
  'feed show',
  'scan list',
  'scan show first',
  'score replay --scan first',
  'score explain --scan second',
  'trust list',
  'rules list',
  'policy list',
  'score bundle --scan first --output again.tar.gz --force',
  'scan run sbom.json --scan third',
  'trust add issuer.pub',
  'offline import --bundle kit-3.tar --trust-root issuer.pub --force-activate --force-reason x',
  'offline rollback --reason x',
  'offline prune --keep 1',
];

/** Longer than all of them together take on a machine that is busy. */
const HANG_MS = 60_000;

const program = fileURLToPath(new URL('../helpers/many-commands.ts', import.meta.url));

let store: LivedInStore;

before(async () => {
  store = await makeLivedInStore();
});

/** Runs every command on the store, and fails unless each ends with a code of its own. */
async function assertCodes(home: string): Promise<void> {
  const child = spawn(process.execPath, [program, home, ...COMMANDS], {
    cwd: store.folder,
    timeout: HANG_MS,
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const results = output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { line: string; exit: number; output: string });
  assert.equal(status, 0, `after "${results.at(-1)?.line}": ${errors}`);
  assert.equal(results.length, COMMANDS.length);
  for (const { line, exit, output: said } of results) assert.notEqual(exit, 70, `${line}: ${said}`);
}

/** A small generator of pseudo-random numbers (mulberry32), so that a seed tells all. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const MUTATIONS: readonly ((bytes: Buffer, random: (below: number) => number) => Buffer)[] = [
  (bytes, random) => {
    const at = random(bytes.length);
    bytes[at] = bytes[at]! ^ (1 << random(8));
    return bytes;
  },
  (bytes, random) => {
    for (let i = 0; i <= random(64); i++) bytes[random(bytes.length)] = random(256);
    return bytes;
  },
  (bytes, random) => {
    const at = random(bytes.length);
    return bytes.fill(random(256), at, Math.min(bytes.length, at + random(4096)));
  },
  // The header, and the page of the schema.
  (bytes, random) => {
    bytes[random(Math.min(bytes.length, 4096))] = random(256);
    return bytes;
  },
  (bytes, random) => bytes.subarray(0, random(bytes.length)),
];

describe('a store of which bytes were changed', { concurrency: 2 }, () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  for (const [i, mutate] of MUTATIONS.entries()) {
    it(`gives a code for every command (kind ${i}, seed ${seed})`, async () => {
      const random = randomFrom(seed + i);
      const home = store.copy();
      const files = [
        join(home, 'scanner.db'),
        ...globSync('blobs/sha256/*/*', { cwd: home }).map((name) => join(home, name)),
      ];
      // The database most of the time.
      const file = files[random(3) === 0 ? random(files.length) : 0]!;
      writeFileSync(file, mutate(readFileSync(file), random));
      await assertCodes(home);
    });
  }
});

/** Values that the columns' types allow and nothing else does. */
const STRANGE: Readonly<Record<string, string>> = {
  TEXT: `CAST(x'2e2e2f2e2e2fff00fe' AS TEXT)`,
  BLOB: `CAST('null' AS BLOB)`,
  INTEGER: '9007199254740993',
  REAL: '9e999',
};

const TABLES = [
  'active_kit',
  'advisory',
  'derived_replay_log',
  'document',
  'epss',
  'feed_content',
  'feed_snapshot',
  'feed_snapshot_content',
  'kev',
  'kit',
  'ledger',
  'ledger_head',
  'manifest',
  'package_advisory',
  'proof_bundle',
  'replay_log',
  'scan',
  'trust_root',
];

/** Those that most commands read. */
const DROPPED: ReadonlySet<string> = new Set(['feed_snapshot', 'kit', 'ledger', 'manifest', 'trust_root']);

describe('a store of which a table was edited or dropped', { concurrency: 2 }, () => {
  for (const table of TABLES) {
    it(`gives a code for every command: ${table}`, async () => {
      const home = store.copy();
      const database = new SqliteDatabase(join(home, 'scanner.db'));
      database.pragma('foreign_keys = OFF');
      database.pragma('ignore_check_constraints = ON');
      const columns = database.pragma(`table_info(${table})`) as { name: string; type: string }[];
      assert.ok(columns.length > 0);
      for (const { name, type } of columns)
        database.exec(`UPDATE OR IGNORE ${table} SET ${name} = ${STRANGE[type]}`);
      database.close();
      await assertCodes(home);
      if (!DROPPED.has(table)) return;
      const dropped = store.copy();
      const other = new SqliteDatabase(join(dropped, 'scanner.db'));
      other.pragma('foreign_keys = OFF');
      other.exec(`DROP TABLE ${table}`);
      other.close();
      await assertCodes(dropped);
    });
  }
});
