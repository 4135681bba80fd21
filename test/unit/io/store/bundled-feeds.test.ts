import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import SqliteDatabase from 'better-sqlite3';
import { replayBundle } from '../../../../src/app/proof/replay-bundle.ts';
import { computeScore } from '../../../../src/app/score/compute-score.ts';
import { storeSource } from '../../../../src/app/score/input-source.ts';
import { type Digest, digestOf } from '../../../../src/core/digest/sha256.ts';
import { canonicalBytes } from '../../../../src/core/json/canonical-json.ts';
import { type Manifest, manifestHashOf, parseManifest } from '../../../../src/core/manifest/manifest.ts';
import { unpackBundle } from '../../../../src/io/archive/read-bundle.ts';
import { withStore } from '../../../helpers/kits.ts';
import { projectRoot, scratchFolder } from '../../../helpers/run-stella.ts';

const vector = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(join(projectRoot, `fixtures/vectors/replay-v1/${name}.tar.gz`)));

/** Records a bundle as an import does: its scan, its manifest, and where its bytes are. */
function record(home: string, manifest: Manifest, bundle: Digest, scanId = manifest.scanId): void {
  const database = new SqliteDatabase(join(home, 'scanner.db'));
  database.pragma('foreign_keys = OFF');
  const { inputs } = manifest;
  const hash = digestOf(canonicalBytes({ ...manifest, scanId }));
  database
    .prepare('INSERT INTO scan (scan_id, manifest_hash, scanned_at, recorded_at) VALUES (?, ?, ?, ?)')
    .run(scanId, hash, manifest.scannedAt, manifest.scannedAt);
  database
    .prepare(
      `INSERT INTO manifest (manifest_hash, scan_id, kind, sbom_hash, rules_hash, policy_hash, feed_hash, created_at,
         document, root_hash, score_hash, score, severity, verdict, findings_count)
       VALUES (?, ?, 'original', ?, ?, ?, ?, ?, ?, ?, ?, 0, 'none', 'pass', 0)`,
    )
    .run(
      ...[hash, scanId, inputs.sbom.digest, inputs.rules.digest, inputs.policy.digest, inputs.feed.digest],
      ...[manifest.scannedAt, canonicalBytes(manifest), hash, hash],
    );
  database
    .prepare(
      `INSERT INTO proof_bundle (scan_id, manifest_hash, root_hash, bundle_hash, bundle_size_bytes, keyid, origin, created_at)
       VALUES (?, ?, ?, ?, 1, 'x', 'imported', ?)`,
    )
    .run(scanId, hash, hash, bundle, manifest.scannedAt);
  database.close();
}

async function importedHome(
  name: string,
): Promise<{ home: string; files: ReadonlyMap<string, Uint8Array>; manifest: Manifest }> {
  const home = scratchFolder();
  const packed = vector(name);
  const files = await unpackBundle(packed);
  const manifest = parseManifest(files.get('manifest.json')!);
  await withStore(home, (store) => {
    store.blobs.put(packed);
    for (const [path, bytes] of files) if (path.startsWith('inputs/')) store.blobs.put(bytes);
  });
  record(home, manifest, digestOf(packed));
  return { home, files, manifest };
}

describe('the part of a feed that an imported bundle brought', () => {
  it('answers every question of its scan, and gives the score that was signed', async () => {
    const { home, files, manifest } = await importedHome('replayable');
    await withStore(home, (store) => {
      assert.equal(store.feeds.hasAnyOf(manifest.inputs.feed.digest), true);
      assert.deepEqual(store.feeds.list(), []);
      const { score, manifestHash } = computeScore(manifest, storeSource(store), () => {});
      assert.equal(manifestHash, manifestHashOf(manifest));
      assert.deepEqual(canonicalBytes(score), files.get('score.json'));
    });
    assert.equal(replayBundle(files, () => {}).status, 'same');
  });

  it('does not answer what its proofs do not settle', async () => {
    const { home, manifest } = await importedHome('replayable');
    await withStore(home, (store) => {
      const view = store.feeds.view(manifest.inputs.feed.digest, manifest.scanId);
      assert.deepEqual(view.advisories('npm:middleware'), []);
      assert.throws(() => view.advisories('PyPI:quart'), { code: 'FEED_INCOMPLETE' });
    });
  });

  it('is joined with the parts that other bundles of the snapshot brought', async () => {
    const { home, manifest } = await importedHome('replayable');
    const all = vector('all-leaves');
    await withStore(home, (store) => store.blobs.put(all));
    record(home, manifest, digestOf(all), 'other');
    await withStore(home, (store) => {
      const view = store.feeds.view(manifest.inputs.feed.digest, manifest.scanId);
      assert.deepEqual(view.advisories('PyPI:quart'), []);
      assert.equal(view.advisories('npm:lodash').length, 2);
    });
  });

  it('is nothing for a snapshot that no bundle is of, or for a bundle without inputs', async () => {
    const { home, manifest } = await importedHome('no-inputs');
    await withStore(home, (store) => {
      assert.equal(store.feeds.hasAnyOf(manifest.inputs.feed.digest), false);
      assert.throws(() => store.feeds.view(manifest.inputs.feed.digest), { code: 'FEED_MISSING' });
      assert.throws(() => store.feeds.view(`sha256:${'0'.repeat(64)}`), { code: 'FEED_MISSING' });
    });
  });

  it('does not answer from a part that does not prove it', async () => {
    const { home, manifest } = await importedHome('leaf-hidden');
    await withStore(home, (store) => {
      const view = store.feeds.view(manifest.inputs.feed.digest, manifest.scanId);
      assert.throws(() => view.advisories('npm:lodash'), { code: 'FEED_INCOMPLETE' });
    });
  });
});
