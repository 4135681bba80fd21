/** The ledger through the real program, and stores that were edited by hand. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { parse } from 'yaml';
import { verifyLedger } from '../../src/app/audit/audit-ledger.ts';
import { auditStore } from '../../src/app/audit/audit-store.ts';
import type { Store } from '../../src/app/ports/store.ts';
import { silentProgress } from '../../src/cli/progress.ts';
import { kitTools } from '../../src/io/kit/kit-tools.ts';
import { openStore } from '../../src/io/store/open-store.ts';
import { systemClock } from '../../src/io/system-clock.ts';
import { testAuthor } from '../helpers/kits.ts';
import { type LivedInStore, makeLivedInStore } from '../helpers/lived-in-store.ts';
import { openssl, opensslSkip, opensslSucceeds } from '../helpers/openssl.ts';
import { projectRoot, scratchFolder } from '../helpers/run-stella.ts';

let store: LivedInStore;

before(async () => {
  store = await makeLivedInStore();
});

/** Opens the database as `sqlite3` would, foreign keys off. */
function edit(home: string, work: (database: SqliteDatabase.Database) => void): void {
  const database = new SqliteDatabase(join(home, 'scanner.db'));
  database.pragma('foreign_keys = OFF');
  work(database);
  database.close();
}

/** Opens the store as commands that only read do: nothing is mended on the way. */
function withOpened<T>(home: string, work: (opened: Store) => T): T {
  const opened = openStore(home, 'open', testAuthor);
  try {
    return work(opened);
  } finally {
    opened.close();
  }
}

/** The beginning of the fingerprint of a trust root. */
function fingerprintIn(home: string): string {
  return globSync('trust/*.pem', { cwd: home })[0]!.slice('trust/'.length, 20);
}

/** What `audit log --verify` finds, in this process. */
function problemsIn(home: string): string[] {
  const { workspace } = kitTools(home, systemClock);
  return withOpened(home, (opened) =>
    verifyLedger({ store: opened, workspace, clock: systemClock }).problems.map(({ what }) => what),
  );
}

/** What `audit store` finds, in this process: the names of the checks that fail. */
function failedChecksIn(home: string): string[] {
  const { workspace } = kitTools(home, systemClock);
  const ports = { workspace, clock: systemClock, progress: silentProgress };
  return withOpened(home, (opened) =>
    auditStore({ store: opened, ...ports })
      .checks.filter(({ result }) => result === 'fail')
      .map(({ name }) => name),
  );
}

async function runJson(args: readonly string[], home = store.home) {
  const { exit, stdout, stderr } = await store.run([...args, '--output', 'json'], home);
  return { exit, stderr, document: JSON.parse(stdout) };
}

describe('stella audit log', () => {
  it('tells everything that happened, who did it and why', async () => {
    const { exit, document } = await runJson(['audit', 'log']);
    assert.equal(exit, 0);
    assert.deepEqual(
      document.entries.map(({ action, subject, reason }: Record<string, string>) =>
        [action, subject?.slice(0, 8), reason].join(' '),
      ),
      [
        `store.begin ${document.entries[0].subject.slice(0, 8)} `,
        `trust.add ${document.entries[1].subject.slice(0, 8)} letter`,
        'kit.activate kit-1 ',
        'scan.record first ',
        `trust.add ${document.entries[4].subject.slice(0, 8)} came with the kit kit-2`,
        'kit.activate kit-2 ',
        'scan.record second ',
        'scan.bundle first ',
        `trust.remove ${document.entries[4].subject.slice(0, 8)} the kit that brought it was rolled back: broken`,
        'kit.rollback kit-1 broken',
        'kit.refuse kit-2.ta KIT_ROLLBACK: the kit has the sequence 2, but the store had 2 before it was rolled back to 1',
        'kit.activate kit-3 ',
      ],
    );
    for (const { actor, tool } of document.entries) {
      assert.equal(actor.host, (await import('node:os')).hostname());
      assert.match(actor.user, /./);
      assert.equal(tool.name, 'stella');
    }
    const yaml = await store.run(['audit', 'log', '--output', 'yaml']);
    assert.deepEqual(parse(yaml.stdout), document);
    const rollback = document.entries[9];
    assert.deepEqual([rollback.from, rollback.to], [document.entries[5].to, document.entries[2].to]);
  });

  it('shows what is asked for', async () => {
    const numbers = async (...args: string[]) =>
      (await runJson(['audit', 'log', ...args])).document.entries.map(
        ({ sequence }: { sequence: number }) => sequence,
      );
    assert.deepEqual(await numbers('--action', 'kit'), [2, 5, 9, 10, 11]);
    assert.deepEqual(await numbers('--action', 'trust.remove'), [8]);
    assert.deepEqual(await numbers('--subject', 'second'), [6]);
    assert.deepEqual(await numbers('--last', '2'), [10, 11]);
    assert.deepEqual(await numbers('--until', '2020-01-01'), []);
    assert.equal((await numbers('--since', '2020-01-01', '--until', '9999-12-31T23:59:59Z')).length, 12);
    for (const args of [
      ['--since', 'yesterday'],
      ['--last', '0'],
      ['--action', 'moon'],
      ['--verify', '--checkpoint'],
    ])
      assert.equal((await store.run(['audit', 'log', ...args])).exit, 2, args.join(' '));
  });

  it('has entries whose bytes and links anyone can check', () => {
    edit(store.home, (database) => {
      const rows = database.prepare<[], { entry: string; entry_hash: string }>('SELECT * FROM ledger').all();
      let previous: string | null = null;
      for (const { entry, entry_hash } of rows) {
        assert.equal(entry_hash, `sha256:${createHash('sha256').update(entry).digest('hex')}`);
        assert.equal(JSON.parse(entry).previous, previous);
        previous = entry_hash;
      }
    });
  });

  it('of a store that is not there is empty, and nothing of it can be verified', async () => {
    const nowhere = join(scratchFolder(), 'nowhere');
    assert.match((await store.run(['audit', 'log'], nowhere)).stdout, /no store yet/);
    for (const args of [
      ['audit', 'log', '--verify'],
      ['audit', 'store'],
      ['offline', 'prune'],
    ])
      assert.equal((await runJson(args, nowhere)).document.error.code, 'INPUT_MISSING', args.join(' '));
    assert.equal(
      (await runJson(['offline', 'rollback', '--reason', 'x'], nowhere)).document.error.code,
      'KIT_NOT_FOUND',
    );
    assert.deepEqual(globSync('**', { cwd: nowhere }), []);
  });
});

describe('stella audit log --verify', () => {
  it('says yes to a store as it is, and so does audit store', async () => {
    const verified = await runJson(['audit', 'log', '--verify']);
    assert.deepEqual([verified.exit, verified.document.verified, verified.document.problems], [0, true, []]);
    const audited = await runJson(['audit', 'store']);
    assert.deepEqual([audited.exit, audited.document.verified], [0, true]);
    assert.match((await store.run(['audit', 'store'])).stdout, /Verified OK/);
  });

  it('exits 5 and names the row that was edited', async () => {
    const home = store.copy();
    edit(home, (database) => database.exec("UPDATE active_kit SET activated_at = '2020-01-01T00:00:00Z'"));
    const { exit, document } = await runJson(['audit', 'log', '--verify'], home);
    assert.deepEqual([exit, document.error.code, document.verified], [5, 'STORE_CORRUPT', false]);
    assert.deepEqual(
      document.problems.map(({ what }: { what: string }) => what),
      ['active_kit/1'],
    );
    const table = await store.run(['audit', 'log', '--verify'], home);
    assert.match(table.stdout, /NOT VERIFIED[\s\S]*active_kit\/1: it was changed/);
    assert.match(table.stderr, /STORE_CORRUPT/);
  });

  const GOVERNED = [
    'active_kit',
    'document',
    'feed_snapshot',
    'kit',
    'manifest',
    'proof_bundle',
    'scan',
    'trust_root',
  ];

  it('finds out an edit of any column of any row that it speaks for', () => {
    const columns = new SqliteDatabase(join(store.home, 'scanner.db'), { readonly: true })
      .prepare<[], { t: string; c: string; type: string }>(
        `SELECT m.name AS t, c.name AS c, c.type AS type FROM sqlite_schema m, pragma_table_info(m.name) c
         WHERE m.name IN (${GOVERNED.map((name) => `'${name}'`).join(', ')}, 'ledger', 'ledger_head')`,
      )
      .all();
    assert.ok(columns.length > 45);
    for (const { t, c, type } of columns) {
      const home = store.copy();
      edit(home, (database) => {
        database.pragma('ignore_check_constraints = ON');
        const value = { TEXT: "'edited'", BLOB: "x'00'", INTEGER: '77', REAL: '7.7' }[type];
        database.exec(`UPDATE OR IGNORE ${t} SET ${c} = ${value}`);
      });
      assert.notDeepEqual(problemsIn(home), [], `${t}.${c}`);
    }
  });

  it('finds out rows taken away from any table that it speaks for, and rows put in', () => {
    for (const table of [...GOVERNED, 'feed_snapshot_content', 'feed_content']) {
      const home = store.copy();
      edit(home, (database) => database.exec(`DELETE FROM ${table}`));
      assert.notDeepEqual(problemsIn(home), [], table);
    }
    const home = store.copy();
    edit(home, (database) =>
      database.exec(
        "INSERT INTO trust_root SELECT replace(fingerprint, substr(fingerprint, 1, 1), 'f'), kind, pem, origin, added_at, NULL FROM trust_root",
      ),
    );
    assert.deepEqual(
      problemsIn(home).map((what) => what.replace(/[^/]*$/, '')),
      ['trust_root/', 'trust/'],
    );
  });

  it('finds out that the last entries are gone, whatever they were, even with the head made to fit', async () => {
    for (let size = 1; size < 12; size++) {
      const home = store.copy();
      edit(home, (database) => {
        database.exec(`DELETE FROM ledger WHERE sequence >= ${size}`);
        database.exec(
          `UPDATE ledger_head SET size = ${size}, entry_hash = (SELECT entry_hash FROM ledger ORDER BY sequence DESC LIMIT 1)`,
        );
      });
      assert.notDeepEqual(problemsIn(home), [], `${size} left`);
    }
    const home = store.copy();
    edit(home, (database) => database.exec('DELETE FROM ledger; DELETE FROM ledger_head'));
    assert.notDeepEqual(problemsIn(home), []);
    assert.equal((await store.run(['audit', 'log'], home)).exit, 5);
  });

  it('finds out trust files that are not those of the table, without mending them', async () => {
    for (const spoil of [
      (file: string) => writeFileSync(file, 'edited'),
      (file: string) => rmSync(file),
      (file: string) => writeFileSync(`${file}.pem`, readFileSync(file)),
    ]) {
      const home = store.copy();
      const [file] = globSync('trust/*.pem', { cwd: home });
      spoil(join(home, file!));
      const { exit, document } = await runJson(['audit', 'log', '--verify'], home);
      assert.deepEqual([exit, document.problems.length], [5, 1]);
      assert.match(document.problems[0].what, /^trust\//);
    }
  });

  it('refuses to add to a ledger whose end was edited', async () => {
    const home = store.copy();
    edit(home, (database) => database.exec('DELETE FROM ledger WHERE sequence = 11'));
    for (const args of [
      ['trust', 'remove', fingerprintIn(home)],
      ['offline', 'rollback', '--reason', 'x'],
      ['offline', 'prune'],
      ['scan', 'run', 'sbom.json', '--scan', 'third'],
    ]) {
      const { exit, document } = await runJson(args, home);
      assert.deepEqual([exit, document.error?.code], [5, 'STORE_CORRUPT'], args.join(' '));
    }
  });
});

describe('stella audit store', () => {
  const spoilt: Readonly<Record<string, readonly [string, string]>> = {
    'an advisory': ['feeds', "UPDATE advisory_text SET deflated = x'00'"],
    'the text of an advisory': [
      'feeds',
      'UPDATE advisory_text SET deflated = (SELECT max(deflated) FROM advisory_text)',
    ],
    'the text of an advisory taken away': ['feeds', 'DELETE FROM advisory_text WHERE advisory_id = 1'],
    'an advisory taken away': [
      'feeds',
      'DELETE FROM advisory WHERE osv_id = (SELECT min(osv_id) FROM advisory)',
    ],
    'a package of an advisory': ['feeds', "DELETE FROM package_advisory WHERE package_key = 'npm:left-pad'"],
    'an EPSS row': ['feeds', "UPDATE epss SET probability = '0.9'"],
    'a KEV row': ['feeds', "INSERT INTO kev SELECT content_id, 'CVE-2020-0001', date_added FROM kev"],
    'a replay': ['database', "UPDATE replay_log SET root_hash = 'sha256:0'"],
    'whether a replay was deterministic': ['database', 'UPDATE replay_log SET deterministic = 0'],
    'a bundle': ['database', "UPDATE proof_bundle SET root_hash = 'sha256:0'"],
    'the bytes of a bundle': ['blobs', `UPDATE proof_bundle SET bundle_hash = 'sha256:${'0'.repeat(64)}'`],
    'the id of an advisory': ['feeds', "UPDATE advisory SET osv_id = 'GHSA-0' WHERE advisory_id = 1"],
    'the size of a bundle': ['scans', 'UPDATE proof_bundle SET bundle_size_bytes = bundle_size_bytes + 1'],
    'a total of the replays': ['database', 'UPDATE metric_total SET value = 0'],
    'a total that stands for nothing': ['database', "INSERT INTO metric_total VALUES ('other', 0.5)"],
    'the name of a total': ['database', "UPDATE metric_total SET name = name || 'x'"],
    'a trigger put in': [
      'database',
      'CREATE TRIGGER free AFTER INSERT ON scan_hold BEGIN DELETE FROM scan_hold; END',
    ],
    'a trigger taken away': ['database', 'DROP TRIGGER replay_log_counted'],
    'an index taken away': ['database', 'DROP INDEX manifest_by_feed'],
    'a column put in': ['database', 'ALTER TABLE kit ADD COLUMN note TEXT'],
    'a scan taken away': ['ledger', "DELETE FROM scan WHERE scan_id = 'second'"],
  };
  for (const [what, [check, sql]] of Object.entries(spoilt)) {
    it(`finds out ${what} that was edited`, () => {
      const home = store.copy();
      edit(home, (database) => database.exec(sql));
      assert.ok(failedChecksIn(home).includes(check));
    });
  }

  it('finds out blobs that were edited or taken away', () => {
    const names = globSync('blobs/sha256/*/*', { cwd: store.home });
    assert.ok(names.length >= 5);
    for (const name of names) {
      const edited = store.copy();
      writeFileSync(join(edited, name), 'edited');
      assert.ok(failedChecksIn(edited).includes('blobs'), name);
      const gone = store.copy();
      rmSync(join(gone, name));
      assert.ok(failedChecksIn(gone).includes('blobs'), name);
    }
  });

  it('prints what it finds, exit 5', async () => {
    const home = store.copy();
    edit(home, (database) => database.exec("UPDATE epss SET probability = '0.9'"));
    const { exit, stdout } = await store.run(['audit', 'store'], home);
    assert.equal(exit, 5);
    assert.match(stdout, /feeds +FAIL[\s\S]*the index of its EPSS/);
  });
});

describe('stella audit log --checkpoint', () => {
  const checkpoint = async (home: string, name: string): Promise<string> => {
    const { exit, stdout, stderr } = await store.run(
      ['audit', 'log', '--checkpoint', '--key', 'own.key'],
      home,
    );
    assert.equal(exit, 0, stderr);
    writeFileSync(join(store.folder, name), stdout);
    return stdout;
  };
  const consistent = (home: string, name: string, ...roots: string[]) =>
    runJson(
      ['audit', 'log', '--consistent-with', name, ...roots.flatMap((root) => ['--trust-root', root])],
      home,
    );

  before(async () => {
    await checkpoint(store.home, 'checkpoint.txt');
    await store.run(['key', 'generate', '--output', 'stranger.key']);
    const { exit } = await store.run(['key', 'generate', '--default']);
    assert.equal(exit, 0);
    writeFileSync(
      join(store.folder, 'own.key.pub'),
      openssl(store.folder, 'pkey', '-in', 'own.key', '-pubout'),
    );
  });

  it('is a note whose signature openssl verifies', { skip: opensslSkip() }, () => {
    const text = readFileSync(join(store.folder, 'checkpoint.txt'), 'utf8');
    const [note, line] = [text.slice(0, text.lastIndexOf('\n\n') + 1), text.split('\n').at(-2)!];
    assert.match(note, /^stella-ops\.org\/ledger\/[0-9a-f]{32}\n12\n[A-Za-z0-9+/]{43}=\n$/);
    const [dash, name, signature] = line.split(' ');
    assert.deepEqual([dash, name], ['\u2014', note.split('\n')[0]]);
    writeFileSync(join(store.folder, 'note'), note);
    writeFileSync(join(store.folder, 'note.sig'), Buffer.from(signature!, 'base64').subarray(4));
    const verify = [
      'pkeyutl',
      '-verify',
      '-pubin',
      '-inkey',
      'own.key.pub',
      '-rawin',
      '-in',
      'note',
      '-sigfile',
      'note.sig',
    ];
    assert.ok(opensslSucceeds(store.folder, ...verify));
  });

  it('is found consistent later, with a proof', async () => {
    const home = store.copy();
    assert.equal((await store.run(['trust', 'remove', fingerprintIn(home)], home)).exit, 0);
    const { exit, document } = await consistent(home, 'checkpoint.txt', 'own.key.pub');
    assert.equal(exit, 0);
    assert.deepEqual([document.checkpoint.size, document.ledger.size], [12, 13]);
    assert.ok(document.proof.length > 0);
  });

  it("is signed with the store's own key when none is given, which is trusted here too", async () => {
    const { stdout } = await store.run(['audit', 'log', '--checkpoint']);
    writeFileSync(join(store.folder, 'own-checkpoint.txt'), stdout);
    assert.equal((await consistent(store.home, 'own-checkpoint.txt')).exit, 0);
    const without = store.copy();
    rmSync(join(without, 'keys'), { recursive: true });
    const refused = await runJson(['audit', 'log', '--checkpoint'], without);
    assert.deepEqual([refused.exit, refused.document.error.code], [3, 'INPUT_MISSING']);
  });

  it('is refused with the code that fits', async () => {
    const text = readFileSync(join(store.folder, 'checkpoint.txt'), 'utf8');
    writeFileSync(join(store.folder, 'edited.txt'), text.replace('\n12\n', '\n11\n'));
    writeFileSync(join(store.folder, 'no-note.txt'), 'hello');
    const rewritten = store.copy();
    edit(rewritten, (database) => database.exec('DELETE FROM ledger WHERE sequence = 11'));
    const otherHome = join(scratchFolder(), 'home');
    await store.run(['trust', 'add', 'issuer.pub'], otherHome);
    for (const [home, name, root, exit, code] of [
      [store.home, 'checkpoint.txt', 'stranger.key.pub', 6, 'KEY_UNKNOWN'],
      [store.home, 'edited.txt', 'own.key.pub', 1, 'SIGNATURE_INVALID'],
      [store.home, 'no-note.txt', 'own.key.pub', 4, 'INPUT_INVALID'],
      [store.home, 'none.txt', 'own.key.pub', 3, 'INPUT_MISSING'],
      [rewritten, 'checkpoint.txt', 'own.key.pub', 1, 'MERKLE_MISMATCH'],
      [otherHome, 'checkpoint.txt', 'own.key.pub', 1, 'SUBJECT_MISMATCH'],
    ] as const) {
      const result = await consistent(home, name, root);
      assert.deepEqual([result.exit, result.document.error?.code], [exit, code], name);
    }
  });

  it('finds out a ledger that was written anew with care, which verifies in itself', async () => {
    const home = store.copy();
    edit(home, (database) => {
      const rows = database
        .prepare<[], { sequence: number; entry: string }>('SELECT * FROM ledger ORDER BY sequence')
        .all();
      let previous: string | null = null;
      for (const { sequence, entry } of rows) {
        const value: Record<string, unknown> = { ...JSON.parse(entry), previous };
        if (sequence === 9) value['reason'] = 'no reason at all';
        const text: string = JSON.stringify(value);
        previous = `sha256:${createHash('sha256').update(text).digest('hex')}`;
        database
          .prepare('UPDATE ledger SET entry = ?, entry_hash = ? WHERE sequence = ?')
          .run(text, previous, sequence);
      }
      database.prepare('UPDATE ledger_head SET entry_hash = ?').run(previous);
    });
    assert.deepEqual(problemsIn(home), []);
    const { exit, document } = await consistent(home, 'checkpoint.txt', 'own.key.pub');
    assert.deepEqual([exit, document.error.code], [1, 'ROOT_HASH_MISMATCH']);
  });
});

/** `false` when these programs are there, else the reason to give to `skip`. */
function programsSkip(...programs: readonly string[]): string | false {
  const missing = programs.filter((program) => spawnSync('which', [program]).status !== 0);
  return missing.length === 0 ? false : `no ${missing.join(', ')} on this machine`;
}

describe('docs/ledger.md', { skip: programsSkip('bash', 'sha256sum', 'sqlite3', 'jq', 'xxd') }, () => {
  const text = readFileSync(join(projectRoot, 'docs/ledger.md'), 'utf8');
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  const shell = (script: string, home: string): string[] => {
    const options = {
      cwd: scratchFolder(),
      env: { ...process.env, STELLA_HOME: home },
      encoding: 'utf8',
    } as const;
    const { status, stdout, stderr } = spawnSync('bash', ['-euc', script], options);
    assert.equal(status, 0, stderr);
    return stdout
      .trim()
      .split('\n')
      .map((line) => line.replace(/ .*$/, '').replace('sha256:', ''));
  };

  it('has a worked example whose hashes are what it says', () => {
    const example = blocks.find((block) => block.includes('> entry-0'));
    assert.ok(example);
    const expected = [...example.matchAll(/# ([0-9a-f]{64})$/gm)].map(([, hash]) => hash);
    const hashes = shell(example, '/nonexistent');
    assert.deepEqual(hashes, expected);
    assert.equal(expected.length, 3);
    const root = Buffer.from(hashes[2]!, 'hex').toString('base64');
    assert.ok(text.includes(`\n2\n${root}\n`), 'the checkpoint shown is of that root');
  });

  it('says how to check entries and rows with sqlite3 and sha256sum', () => {
    const checks = blocks.filter((block) => block.includes('sqlite3'));
    assert.equal(checks.length, 2);
    for (const check of checks) {
      const hashes = shell(check, store.home);
      assert.ok(hashes.length >= 2);
      assert.match(hashes[0]!, /^[0-9a-f]{64}$/);
      assert.equal(new Set(hashes).size, 1, hashes.join());
    }
  });
});
