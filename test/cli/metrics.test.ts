/** `stella metrics` as Prometheus' own tools see it, and totals that outlive what they were counted from. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { ownVector } from '../helpers/bundle-vectors.ts';
import { publicPem } from '../helpers/kits.ts';
import { projectRoot, runStella, runStellaJson, scratchFolder } from '../helpers/run-stella.ts';
import { ed25519Key, ed25519Pem } from '../helpers/test-keys.ts';

const folder = scratchFolder();
const at = (name: string) => join(folder, name);
const HOME = at('home');
const env = { STELLA_HOME: HOME };
const noPromtool = spawnSync('promtool', ['--version']).status === 0 ? false : 'no promtool on this machine';
const good = ownVector('valid');
const bad = ownVector('score-lowered');

async function ok(...args: readonly string[]): Promise<string> {
  const { exit, stdout, stderr } = await runStella(args, { env, cwd: folder });
  assert.equal(exit, 0, `${args.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

/** Values by name and labels, as they stand in the text. */
async function samples(): Promise<Record<string, number>> {
  const lines = (await ok('metrics')).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

const verify = (bundle: string, ...args: readonly string[]) =>
  runStella(['proof', 'verify', '--bundle', bundle, '--trust-root', good.trustRoot, ...args], { env });

before(async () => {
  writeFileSync(at('issuer.key'), ed25519Pem(95));
  writeFileSync(at('issuer.pub'), publicPem(ed25519Key(95)));
  const build = [
    '--from',
    join(projectRoot, 'fixtures/feeds'),
    '--output',
    'kit.tar.gz',
    '--key',
    'issuer.key',
  ];
  await ok('offline', 'build', ...build, '--sequence', '1', '--created-at', '2025-01-15T00:00:00Z');
  await ok('offline', 'import', '--bundle', 'kit.tar.gz', '--trust-root', 'issuer.pub');
  await ok('scan', 'run', join(projectRoot, 'fixtures/sboms/webshop.cdx.json'), '--scan', 'web');
});

describe('stella metrics', () => {
  test('has every counter at 0 before anything was counted', async () => {
    const values = await samples();
    for (const name of [
      'score_replay_duration_ms_count',
      'score_replay_duration_ms_bucket{le="30000"}',
      'score_replay_determinism_failures_total',
      'proof_verification_total',
      'proof_verification_success_total',
      'proof_verification_failures_total',
    ])
      assert.equal(values[name], 0, name);
    assert.ok(Number(values['manifest_storage_size_bytes']) >= 4096);
    assert.ok(Number(values['stella_feed_age_seconds{source="osv/npm"}']) > 86_400);
  });

  test('counts replays, and what was not deterministic', async () => {
    for (let i = 0; i < 3; i++) await ok('score', 'replay', '--scan', 'web');
    const values = await samples();
    assert.equal(values['score_replay_duration_ms_count'], 3);
    assert.equal(values['score_replay_duration_ms_bucket{le="+Inf"}'], 3);
    assert.ok(Number(values['score_replay_duration_ms_sum']) > 0);
    const database = new SqliteDatabase(join(HOME, 'scanner.db'));
    const rows = database.prepare<[], number>('SELECT duration_ms FROM replay_log').pluck().all();
    for (const [name, value] of Object.entries(values)) {
      const [, bound] = /_bucket\{le="(\d+)"\}/.exec(name) ?? [];
      if (bound !== undefined) assert.equal(value, rows.filter((ms) => ms <= Number(bound)).length, name);
    }
    database
      .prepare(
        `INSERT INTO derived_replay_log (scan_id, manifest_hash, root_hash, expected_root_hash, deterministic, replayed_at, duration_ms)
         VALUES ('web', 'm', 'r', 'x', 0, '2025-01-16T00:00:00Z', 400000)`,
      )
      .run();
    database.close();
    const after = await samples();
    assert.equal(after['score_replay_determinism_failures_total'], 1);
    assert.equal(after['score_replay_duration_ms_bucket{le="300000"}'], 3);
    assert.equal(after['score_replay_duration_ms_bucket{le="+Inf"}'], 4);
  });

  test('keeps its totals when the scan is gone', async () => {
    const before = await samples();
    await ok('scan', 'delete', 'web');
    const after = await samples();
    assert.deepEqual(
      { ...after, ...ages(before) },
      {
        ...before,
        manifest_storage_size_bytes: after['manifest_storage_size_bytes'],
        stella_ledger_entries: after['stella_ledger_entries'],
      },
    );
  });

  test('counts verifications only where that is asked for', async () => {
    await verify(good.bundle);
    assert.equal((await samples())['proof_verification_total'], 0);
    assert.equal((await verify(good.bundle, '--record')).exit, 0);
    assert.equal((await verify(bad.bundle, '--record')).exit, 1);
    const many = await runStella(
      [
        'proof',
        'verify',
        '--bundle',
        good.bundle,
        bad.bundle,
        '--trust-root',
        good.trustRoot,
        '-o',
        'ndjson',
      ],
      { env: { ...env, STELLA_RECORD: 'true' } },
    );
    assert.equal(many.exit, 1);
    const values = await samples();
    assert.deepEqual(
      ['total', 'success_total', 'failures_total'].map((name) => values[`proof_verification_${name}`]),
      [4, 2, 2],
    );
  });

  test('gives the answer of a verification also where it cannot be recorded', async () => {
    writeFileSync(at('no-home'), 'a file');
    const { exit, stdout, stderr } = await runStella(
      ['proof', 'verify', '--bundle', good.bundle, '--trust-root', good.trustRoot, '--record'],
      { env: { STELLA_HOME: at('no-home') } },
    );
    assert.equal(exit, 0);
    assert.match(stdout, /^Verified OK/);
    assert.match(stderr, /^warning: the verification was not recorded: /);
  });

  test('writes the file whole, and leaves nothing beside it', async () => {
    await ok('metrics', '--textfile', 'stella.prom');
    await ok('metrics', '--textfile', 'stella.prom');
    assert.match(readFileSync(at('stella.prom'), 'utf8'), /^# HELP score_replay_duration_ms /);
    assert.equal(statSync(at('stella.prom')).mode & 0o777, 0o644);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes('.tmp')),
      [],
    );
    assert.equal((await runStella(['metrics', '--textfile', at('stella.txt')], { env })).exit, 2);
    const { document } = await runStellaJson(['metrics'], { env });
    assert.equal(document.metrics[0].name, 'score_replay_duration_ms');
  });
});

function ages(values: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => /_age_seconds|_expires_in/.test(name)));
}

describe('promtool', { skip: noPromtool }, () => {
  const monitoring = join(projectRoot, 'offline-kit/monitoring');
  const promtool = (...args: readonly string[]) =>
    spawnSync('promtool', args, { cwd: monitoring, encoding: 'utf8' });

  test('finds nothing in the metrics but the unit in the runbook’s own name', async () => {
    const { stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input: await ok('metrics'),
      encoding: 'utf8',
    });
    assert.equal(
      `${stdout}${stderr}`,
      'score_replay_duration_ms metric names should not contain abbreviated units\n',
    );
  });

  test('takes the alert rules, and they alert when they should', () => {
    const rules = promtool('check', 'rules', 'alerts.yaml');
    assert.equal(rules.status, 0, rules.stdout + rules.stderr);
    const tests = promtool('test', 'rules', 'alerts.test.yaml');
    assert.equal(tests.status, 0, tests.stdout + tests.stderr);
  });

  test('takes every query of the dashboard', () => {
    const { panels } = JSON.parse(readFileSync(join(monitoring, 'dashboard.json'), 'utf8'));
    const queries = panels.flatMap(({ targets }: { targets: { expr: string }[] }) =>
      targets.map(({ expr }) => expr),
    );
    const groups = {
      groups: [
        { name: 'dashboard', rules: queries.map((expr: string, i: number) => ({ record: `q${i}`, expr })) },
      ],
    };
    writeFileSync(at('queries.yaml'), JSON.stringify(groups));
    const { status, stdout, stderr } = promtool('check', 'rules', '--lint=none', at('queries.yaml'));
    assert.equal(status, 0, stdout + stderr);
  });
});

test('rules and dashboard name only metrics that there are', async () => {
  const known = (await ok('metrics')).match(/^# TYPE (\S+)/gm)?.map((line) => line.slice(7)) ?? [];
  const dashboard = readFileSync(join(projectRoot, 'offline-kit/monitoring/dashboard.json'), 'utf8');
  const rules = readFileSync(join(projectRoot, 'offline-kit/monitoring/alerts.yaml'), 'utf8');
  const named =
    `${dashboard}${rules}`.match(
      /\b(?:score_replay|proof_verification|manifest_storage|stella)_[a-z_]+\b/g,
    ) ?? [];
  // A kit without an expiry has no such sample.
  const optional = ['stella_kit_expires_in_seconds'];
  for (const name of named) assert.ok([...known, ...optional].includes(name.replace(/_bucket$/, '')), name);
});
