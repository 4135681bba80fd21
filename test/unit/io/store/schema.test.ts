/** A store of an earlier schema is brought to the newest without losing a row, and its references hold afterwards. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { digestOf } from '../../../../src/core/digest/sha256.ts';
import { canonicalBytes } from '../../../../src/core/json/canonical-json.ts';
import { openDatabase } from '../../../../src/io/store/database.ts';
import { APPLICATION_ID, MIGRATIONS } from '../../../../src/io/store/schema.ts';
import { scratchFolder } from '../../../helpers/run-stella.ts';
import { manifestAt } from '../../../helpers/scoring.ts';

const digest = (n: number): string => `sha256:${String(n).padStart(64, '0')}`;

/** A store of the first schema with one scan: an original manifest, a derived one, a replay, a bundle. */
function firstStore(): string {
  const path = join(scratchFolder(), 'scanner.db');
  const database = new SqliteDatabase(path);
  database.exec(MIGRATIONS[0] as string);
  database.pragma(`application_id = ${APPLICATION_ID}`);
  database.pragma('user_version = 1');
  const base = manifestAt('2025-01-15T00:00:00Z');
  const input = base.inputs.sbom;
  const manifest = { ...base, inputs: { ...base.inputs, evidence: input } };
  database.exec(`INSERT INTO feed_snapshot VALUES ('${input.digest}', 't', 't', 'kit', x'00')`);
  const insert = database.prepare(
    `INSERT INTO manifest VALUES (?, 'scan-1', ?, ?, ?, ?, ?, 't', ?, ?, ?, 5.0, 'medium', 'warn', 1)`,
  );
  database.transaction(() => {
    database.exec(`INSERT INTO scan VALUES ('scan-1', '${digestOf(canonicalBytes(manifest))}', 't', 't')`);
    for (const [kind, document, score] of [
      ['original', manifest, digest(8)],
      ['derived', base, digest(9)],
    ] as const) {
      const { sbom, rules, policy, feed } = document.inputs;
      const bytes = canonicalBytes(document);
      insert.run(
        digestOf(bytes),
        kind,
        sbom.digest,
        rules.digest,
        policy.digest,
        feed.digest,
        Buffer.from(bytes),
        digest(7),
        score,
      );
    }
  })();
  const hash = digestOf(canonicalBytes(manifest));
  database.exec(`INSERT INTO proof_bundle VALUES (1, 'scan-1', '${hash}', 'r', 'b', 1, 'k', 'signed', 't');
    INSERT INTO replay_log VALUES (1, 'scan-1', '${hash}', 'r', 'r', 1, 't', 1)`);
  database.close();
  return path;
}

describe('migrations', () => {
  test('bring a store of the first schema to the newest with every row', () => {
    const database = openDatabase(firstStore(), () => undefined);
    const all = (sql: string) => database.prepare(sql).raw().all();
    assert.equal(database.pragma('user_version', { simple: true }), MIGRATIONS.length);
    assert.deepEqual(all('SELECT kind, derivation FROM manifest ORDER BY kind'), [
      ['derived', 'freeze'],
      ['original', null],
    ]);
    assert.deepEqual(all('SELECT count(*) FROM proof_bundle UNION ALL SELECT count(*) FROM replay_log'), [
      [1],
      [1],
    ]);
    assert.deepEqual(all('SELECT imported_bundle FROM scan'), [[null]]);
    assert.deepEqual(database.pragma('foreign_key_check'), []);
    database.close();
  });

  test('leave references working: a scan takes its rows along, and a scan needs its manifest', () => {
    const database = openDatabase(firstStore(), () => undefined);
    assert.equal(database.pragma('foreign_keys', { simple: true }), 1);
    database.exec(`DELETE FROM scan WHERE scan_id = 'scan-1'`);
    for (const table of ['manifest', 'proof_bundle', 'replay_log'])
      assert.equal(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get(), 0, table);
    assert.throws(
      () =>
        database.exec(
          `INSERT INTO scan (scan_id, manifest_hash, scanned_at, recorded_at, imported_bundle) VALUES ('x', 'none', 't', 't', 'scan')`,
        ),
      /FOREIGN KEY/,
    );
    database.close();
  });
});
