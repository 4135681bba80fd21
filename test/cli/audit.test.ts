/** The SQL that docs/store.md shows, run by the real `sqlite3`, and the commands that stand for it: the same rows both ways. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { type DriftingStore, driftingStore, LATER } from '../helpers/drifting-store.ts';
import { projectRoot } from '../helpers/run-stella.ts';

const hasSqlite = spawnSync('sqlite3', ['--version']).status === 0;

const [history, nondeterministic, mismatches, bundles] = [
  ...readFileSync(join(projectRoot, 'docs/store.md'), 'utf8').matchAll(/```sql\n([\s\S]*?)```/g),
].map(([, query]) => query as string) as [string, string, string, string];

let store: DriftingStore;
before(async () => {
  store = await driftingStore();
  if (!hasSqlite) return;
  assert.equal((await store.run('key', 'generate', '--default', '--output', 'own.key')).exit, 0);
  const bundle = ['score', 'bundle', '--scan', 'web', '--output'];
  assert.equal((await store.run(...bundle, 'one.tar.gz')).exit, 0);
  assert.equal((await store.run('key', 'generate', '--output', 'other.key')).exit, 0);
  assert.equal((await store.run(...bundle, 'two.tar.gz', '--key', 'other.key')).exit, 0);
  for (const flags of [[], ['--freeze', LATER], ['--rules', 'stella-reference'], []])
    assert.equal((await store.run('score', 'replay', '--scan', 'web', ...flags)).exit, 0);
});

// biome-ignore lint/suspicious/noExplicitAny: rows of every shape
function sql(query: string): any[] {
  const statements = `ATTACH '${store.home}/scanner.db' AS scanner; ${query}`;
  const { status, stdout, stderr } = spawnSync('sqlite3', ['-json', ':memory:', statements], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  return stdout === '' ? [] : JSON.parse(stdout);
}

/** The members of a row in JSON as SQL names them. */
function columns(rows: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([member, value]) => [
        member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        value,
      ]),
    ),
  );
}

describe("the runbook's SQL and the audit commands", { skip: hasSqlite ? false : 'no sqlite3' }, () => {
  it('give the same manifest history', async () => {
    const { document } = await store.json('audit', 'history', '--scan', 'web');
    const rows = sql(history.replaceAll('scan-123', 'web'));
    assert.equal(rows.length, 3);
    const byHash = (a: Record<string, unknown>, b: Record<string, unknown>) =>
      String(a['manifest_hash']).localeCompare(String(b['manifest_hash']));
    assert.deepEqual(columns(document.manifests).sort(byHash), rows.sort(byHash));
    const unknown = await store.json('audit', 'history', '--scan', 'nobody');
    assert.deepEqual([unknown.exit, unknown.document.error.code], [3, 'SCAN_NOT_FOUND']);
  });

  it('give the same bundle statistics', async () => {
    const { document } = await store.json('audit', 'bundles', '--days', '30');
    const rows = sql(bundles);
    assert.equal(rows[0].bundles_created, 2);
    assert.deepEqual(columns(document.days), rows);
  });

  it('take no what-if for non-determinism', async () => {
    const { document } = await store.json('audit', 'nondeterministic');
    assert.deepEqual(document, { scans: [], mismatches: [] });
    assert.deepEqual(sql(nondeterministic), []);
    assert.deepEqual(sql(mismatches), []);
  });

  it('give the same non-deterministic replays, once there are some', async () => {
    // What an engine that is not deterministic would have logged.
    const { status, stderr } = spawnSync(
      'sqlite3',
      [
        join(store.home, 'scanner.db'),
        `INSERT INTO replay_log (scan_id, manifest_hash, root_hash, expected_root_hash, deterministic, replayed_at, duration_ms)
         SELECT scan_id, manifest_hash, 'sha256:${'1'.repeat(64)}', expected_root_hash, 0, '2030-01-01T00:00:00Z', 1 FROM replay_log LIMIT 1`,
      ],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
    const { document } = await store.json('audit', 'nondeterministic');
    assert.equal(document.scans[0].uniqueHashes, 2);
    assert.deepEqual(columns(document.scans), sql(nondeterministic));
    assert.deepEqual(columns(document.mismatches), sql(mismatches));
    const { stdout } = await store.run('audit', 'nondeterministic');
    assert.match(stdout, /^web +2 /m);
  });

  it('count only the days that are asked for', async () => {
    spawnSync('sqlite3', [
      join(store.home, 'scanner.db'),
      `UPDATE proof_bundle SET created_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-10 days') WHERE id = 1`,
    ]);
    const counts = async (days: string) =>
      (await store.json('audit', 'bundles', '--days', days)).document.days.map(
        ({ bundlesCreated }: { bundlesCreated: number }) => bundlesCreated,
      );
    assert.deepEqual(await counts('9'), [1]);
    assert.deepEqual(await counts('11'), [1, 1]);
    assert.deepEqual(columns((await store.json('audit', 'bundles')).document.days), sql(bundles));
    assert.equal((await store.run('audit', 'bundles', '--days', '0')).exit, 2);
  });
});
