import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import SqliteDatabase from 'better-sqlite3';
import { epssIndexOf, kevIndexOf, PackageIndexBuilder } from '../../../../src/core/feed/package-index.ts';
import { feedHashOf } from '../../../../src/core/feed/snapshot.ts';
import { canonicalDigest } from '../../../../src/core/json/canonical-json.ts';
import type { JsonValue } from '../../../../src/core/json/json-value.ts';
import {
  importInto,
  kitTar,
  OSV_PATH,
  osvRecord,
  osvZip,
  sampleFeeds,
  withStore,
  writeFileIn,
} from '../../../helpers/kits.ts';
import { scratchFolder } from '../../../helpers/run-stella.ts';

async function importedHome(): Promise<string> {
  const home = scratchFolder();
  await importInto(home, writeFileIn(home, 'kit.tar', kitTar(sampleFeeds)));
  return home;
}

function edit(home: string, sql: string): void {
  const database = new SqliteDatabase(join(home, 'scanner.db'));
  database.exec(sql);
  database.close();
}

describe('the feed store', () => {
  it('answers what the feeds say', async () => {
    await withStore(await importedHome(), (store) => {
      const active = store.feeds.active();
      assert.ok(active);
      const view = store.feeds.view(active.digest);
      const lodash = view.advisories('npm:lodash');
      assert.deepEqual(lodash.map(({ record }) => record.id).sort(), ['GHSA-2', 'GHSA-3']);
      assert.deepEqual(
        lodash.map(({ digest }) => digest).sort(),
        ['GHSA-2', 'GHSA-3'].map((id) => canonicalDigest(osvRecord(id, 'lodash') as JsonValue)).sort(),
      );
      assert.deepEqual(view.advisories('npm:nothing'), []);
      assert.deepEqual(view.epss('CVE-2024-0002'), {
        cve: 'CVE-2024-0002',
        probability: '0.00043',
        percentile: '0.1',
      });
      assert.equal(view.epss('CVE-2024-9999'), null);
      assert.deepEqual(view.kev('CVE-2024-0001'), { cve: 'CVE-2024-0001', dateAdded: '2025-01-11' });
      assert.equal(view.kev('CVE-2024-0002'), null);
      assert.deepEqual([view.hasEcosystem('npm'), view.hasEcosystem('PyPI')], [true, false]);
    });
  });

  it('gives a record out once a view, however often it is asked for', async () => {
    await withStore(await importedHome(), (store) => {
      const view = store.feeds.view(store.feeds.list()[0]!.digest);
      assert.equal(view.advisories('npm:left-pad')[0], view.advisories('npm:left-pad')[0]);
    });
  });

  it('has the descriptor, its indexes those of the leaves', async () => {
    await withStore(await importedHome(), (store) => {
      const { digest } = store.feeds.list()[0]!;
      const descriptor = store.feeds.descriptor(digest);
      assert.ok(descriptor);
      assert.equal(feedHashOf(descriptor), digest);
      const leaves = store.feeds.leaves(digest);
      const packages = new PackageIndexBuilder();
      for (const { key, advisories } of leaves.packages)
        for (const advisory of advisories) packages.add(key, advisory);
      assert.deepEqual(descriptor.index, packages.index());
      assert.equal(descriptor.index.treeSize, 2);
      assert.deepEqual(descriptor.epssIndex, epssIndexOf(leaves.epss));
      assert.deepEqual(descriptor.kevIndex, kevIndexOf(leaves.kev));
    });
  });

  it('sorts the keys of the index by their UTF-8 bytes', async () => {
    const home = scratchFolder();
    const names = ['\ufb01', '\u{1f600}', 'z', 'Z', 'é', 'a b'];
    const zip = osvZip(...names.map((name, i) => osvRecord(`X-${i}`, name)));
    await importInto(home, writeFileIn(home, 'kit.tar', kitTar({ [OSV_PATH]: zip })));
    await withStore(home, (store) => {
      const builder = new PackageIndexBuilder();
      const { digest } = store.feeds.active()!;
      const leaves = [...store.feeds.leaves(digest).packages];
      for (const { key, advisories } of leaves) builder.add(key, advisories[0]!);
      assert.deepEqual(leaves, [...builder.leaves()]);
      assert.deepEqual(store.feeds.descriptor(digest)?.index, builder.index());
    });
  });

  it('is FEED_MISSING for a snapshot that it has not', async () => {
    await withStore(scratchFolder(), (store) => {
      assert.equal(store.feeds.active(), null);
      assert.equal(store.feeds.descriptor(`sha256:${'a'.repeat(64)}`), null);
      assert.throws(() => store.feeds.view(`sha256:${'a'.repeat(64)}`), { code: 'FEED_MISSING' });
    });
  });

  it('notices a record that was edited, and one that is gone', async () => {
    for (const sql of [
      `UPDATE advisory_text SET deflated = x'${deflateRawSync('{"id":"GHSA-1"}').toString('hex')}'`,
      "UPDATE advisory_text SET deflated = x'00'",
      'DELETE FROM advisory',
      'DELETE FROM advisory_text',
    ]) {
      const home = await importedHome();
      edit(home, sql);
      await withStore(home, (store) => {
        const view = store.feeds.view(store.feeds.active()!.digest);
        assert.throws(() => view.advisories('npm:lodash'), { code: 'STORE_CORRUPT' });
      });
    }
  });

  it('notices a descriptor that was edited', async () => {
    const home = await importedHome();
    edit(home, `UPDATE feed_snapshot SET descriptor = CAST('{}' AS BLOB)`);
    await withStore(home, (store) => {
      assert.throws(() => store.feeds.view(store.feeds.active()!.digest), { code: 'STORE_CORRUPT' });
    });
  });
});
