/**
 * A store that somebody edited, or that lost something: what does a replay say? Edits are made with the `sqlite3` program and
 * on the files, as a hand would make them.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { digestOf } from '../../src/core/digest/sha256.ts';
import { canonicalBytes } from '../../src/core/json/canonical-json.ts';
import type { Manifest } from '../../src/core/manifest/manifest.ts';
import { type DriftingStore, driftingStore } from '../helpers/drifting-store.ts';
import { runStella, runStellaJson } from '../helpers/run-stella.ts';

const hasSqlite = spawnSync('sqlite3', ['--version']).status === 0;

let store: DriftingStore;
let manifest: Manifest;
let rootHash: string;
before(async () => {
  store = await driftingStore();
  ({ manifest, rootHash } = (await store.json('scan', 'show', 'web')).document);
});

interface Edited {
  readonly home: string;
  sql(statements: string): void;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into documents of every shape
  answer(...args: string[]): Promise<{ exit: number | null; code: string | undefined; document: any }>;
}

let copies = 0;

/** A copy of the store to spoil. */
function copyOfStore(): Edited {
  const home = join(store.folder, `copy-${copies++}`);
  cpSync(store.home, home, { recursive: true });
  const options = { cwd: store.folder, env: { STELLA_HOME: home } };
  return {
    home,
    sql(statements) {
      const { status, stderr } = spawnSync('sqlite3', [join(home, 'scanner.db'), statements], {
        encoding: 'utf8',
      });
      assert.equal(status, 0, stderr);
    },
    async answer(...args) {
      const { exit, document } = await runStellaJson(args, options);
      return { exit, code: document.error?.code, document };
    },
  };
}

const replay = ['score', 'replay', '--scan', 'web'];

function blobPath(home: string, digest: string): string {
  const hex = digest.slice('sha256:'.length);
  return join(home, 'blobs/sha256', hex.slice(0, 2), hex);
}

describe('a replay on a store that was edited', { skip: hasSqlite ? false : 'no sqlite3' }, () => {
  it('finds a recorded root hash that was edited, and says that the record was', async () => {
    const edited = copyOfStore();
    const forged = `sha256:${'0'.repeat(64)}`;
    edited.sql(`UPDATE manifest SET root_hash = '${forged}' WHERE scan_id = 'web'`);
    const { exit, code, document } = await edited.answer(...replay);
    assert.deepEqual([exit, code], [1, 'REPLAY_MISMATCH']);
    assert.equal(document.deterministic, false);
    assert.equal(document.mismatch.kind, 'record');
    assert.equal(document.error.details.expected, forged);
    assert.match(document.error.hint, /store was edited/);
    const { document: audit } = await edited.answer('audit', 'nondeterministic');
    assert.deepEqual(
      audit.mismatches.map(({ scanId, expectedRootHash, replays }: Record<string, unknown>) => [
        scanId,
        expectedRootHash,
        replays,
      ]),
      [['web', forged, 1]],
    );
    assert.equal((await edited.answer('scan', 'show', 'web')).code, 'STORE_CORRUPT');
  });

  it('finds a recorded score that was swapped for another, though its root was swapped too', async () => {
    const edited = copyOfStore();
    const whatIf = await edited.answer(...replay, '--rules', 'stella-reference');
    assert.equal(whatIf.exit, 0);
    edited.sql(`UPDATE manifest SET (score_hash, score, root_hash) =
      (SELECT score_hash, score, root_hash FROM manifest WHERE kind = 'derived') WHERE kind = 'original'`);
    const { exit, code, document } = await edited.answer(...replay);
    assert.deepEqual([exit, code], [1, 'REPLAY_MISMATCH']);
    assert.equal(document.mismatch.kind, 'record');
    for (const other of [
      ['score', 'diff', 'web', whatIf.document.manifestHash],
      ['scan', 'show', 'web'],
    ])
      assert.equal((await edited.answer(...other)).code, 'STORE_CORRUPT');
  });

  it('does not repeat a score that was edited beside its root hash', async () => {
    const edited = copyOfStore();
    edited.sql("UPDATE manifest SET score = 0.1 WHERE scan_id = 'web'");
    for (const command of [replay, ['score', 'verify', '--scan', 'web', '--root-hash', rootHash]]) {
      const { exit, code } = await edited.answer(...command);
      assert.deepEqual([exit, code], [5, 'STORE_CORRUPT']);
    }
  });

  it('finds a score column that was edited', async () => {
    const edited = copyOfStore();
    edited.sql(`UPDATE manifest SET score = 0.0, verdict = 'pass' WHERE scan_id = 'web'`);
    const { exit, code } = await edited.answer('scan', 'show', 'web');
    assert.deepEqual([exit, code], [5, 'STORE_CORRUPT']);
  });

  it('finds a manifest that was edited', async () => {
    const edited = copyOfStore();
    edited.sql(`UPDATE manifest SET document = CAST(CAST(document AS TEXT) || ' ' AS BLOB)`);
    const { exit, code } = await edited.answer(...replay);
    assert.deepEqual([exit, code], [5, 'STORE_CORRUPT']);
  });

  it('finds an advisory that was edited', async () => {
    const edited = copyOfStore();
    edited.sql(`UPDATE advisory_text SET deflated = (SELECT max(deflated) FROM advisory_text)`);
    const { exit, code } = await edited.answer(...replay);
    assert.deepEqual([exit, code], [5, 'STORE_CORRUPT']);
  });

  const rows: readonly (readonly [string, string, string])[] = [
    ['EPSS rows', `UPDATE epss SET probability = '0.99999'`, 'changed'],
    [
      'KEV rows',
      `INSERT INTO kev SELECT DISTINCT content_id, 'CVE-2024-0001', '2024-01-01' FROM kev`,
      'changed',
    ],
    ['packages', `DELETE FROM package_advisory WHERE package_key = 'npm:lodash'`, 'gone'],
  ];
  for (const [what, statement, effect] of rows) {
    it(`finds ${what} of the feed that were edited, and says that the feed was`, async () => {
      const edited = copyOfStore();
      edited.sql(statement);
      const { exit, code, document } = await edited.answer(...replay);
      assert.deepEqual([exit, code], [1, 'REPLAY_MISMATCH']);
      assert.equal(document.mismatch.kind, 'feed');
      assert.ok(document.mismatch.diff[effect].length > 0);
      assert.match(document.error.hint, /feed snapshot were edited/);
      const drift = await edited.answer(...replay, '--rules', 'stella-reference');
      assert.equal(drift.document.drift.attribution.code, 'REPLAY_MISMATCH', 'no cause is made up');
    });
  }

  it('says that a feed snapshot is missing, and which', async () => {
    const edited = copyOfStore();
    edited.sql(`DELETE FROM feed_snapshot WHERE feed_hash = '${store.feeds['first']}'`);
    const { exit, code, document } = await edited.answer(...replay);
    assert.deepEqual([exit, code], [3, 'FEED_MISSING']);
    assert.match(document.error.message, new RegExp(String(store.feeds['first'])));
    assert.match(document.error.hint, /offline import/);
    const whatIf = await edited.answer(...replay, '--feed', 'latest');
    assert.equal(whatIf.exit, 0, 'another feed is there');
    assert.equal(whatIf.document.drift.causes, null);
    assert.equal(whatIf.document.drift.attribution.code, 'FEED_MISSING');
    assert.ok(whatIf.document.drift.hints.length > 0);
  });

  it('refuses a manifest of an engine that it does not have', async () => {
    const edited = copyOfStore();
    const other = { ...manifest, engine: { name: 'stella-score', version: '2' } };
    const bytes = Buffer.from(canonicalBytes(other));
    const hash = digestOf(bytes);
    edited.sql(`PRAGMA foreign_keys = OFF; UPDATE manifest SET manifest_hash = '${hash}', document = x'${bytes.toString('hex')}';
      UPDATE scan SET manifest_hash = '${hash}';`);
    const { exit, code } = await edited.answer(...replay);
    assert.deepEqual([exit, code], [4, 'ENGINE_UNSUPPORTED']);
  });
});

describe('a replay on a store whose files were edited', () => {
  const inputs = () => [manifest.inputs.sbom, manifest.inputs.rules, manifest.inputs.policy];

  it('finds an input with another digest', async () => {
    for (const { digest } of inputs()) {
      const edited = copyOfStore();
      appendFileSync(blobPath(edited.home, digest), ' ');
      const { exit, code, document } = await edited.answer(...replay);
      assert.deepEqual([exit, code], [1, 'DIGEST_MISMATCH']);
      assert.equal(document.error.details.expected, digest);
    }
  });

  it('says that an input is gone', async () => {
    for (const { digest } of inputs()) {
      const edited = copyOfStore();
      rmSync(blobPath(edited.home, digest));
      const { exit, code, document } = await edited.answer(...replay);
      assert.deepEqual([exit, code], [3, 'INPUT_MISSING']);
      assert.deepEqual(
        document.error.details.missing.map((missing: { digest: string }) => missing.digest),
        [digest],
      );
    }
  });

  it('leaves no stack behind, and no log entry for a replay that was none', async () => {
    const edited = copyOfStore();
    rmSync(blobPath(edited.home, manifest.inputs.sbom.digest));
    const { stderr } = await runStella(replay, { env: { STELLA_HOME: edited.home } });
    assert.match(stderr, /^error: INPUT_MISSING: .*\nhint: .*\n$/);
    const { document } = await edited.answer('audit', 'nondeterministic');
    assert.deepEqual(document, { scans: [], mismatches: [] });
  });
});
