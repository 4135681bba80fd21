/** Deleting a scan takes what only it needs, is recorded, and leaves nothing behind that counts. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BlobStore } from '../../../../src/app/ports/blobs.ts';
import type { Store } from '../../../../src/app/ports/store.ts';
import type { Digest } from '../../../../src/core/digest/sha256.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { parseLedgerEntry } from '../../../../src/core/ledger/ledger-entry.ts';
import { type Manifest, manifestHashOf } from '../../../../src/core/manifest/manifest.ts';
import { withStore } from '../../../helpers/kits.ts';
import { scratchFolder } from '../../../helpers/run-stella.ts';
import { manifestAt } from '../../../helpers/scoring.ts';

/** Records a scan whose SBOM has this text; rules and policy are the same for all. */
function recordScan(store: Store, scanId: string, sbom: string): Digest[] {
  const put = (text: string) => store.blobs.put(utf8Encode(text));
  const [sbomDigest, rules, policy, score] = [put(sbom), put('rules'), put('policy'), put(`score ${scanId}`)];
  const base = manifestAt('2025-01-15T00:00:00Z', { scanId });
  const { inputs } = base;
  const manifest: Manifest = {
    ...base,
    inputs: {
      ...inputs,
      sbom: { ...inputs.sbom, digest: sbomDigest },
      rules: { ...inputs.rules, digest: rules },
      policy: { ...inputs.policy, digest: policy },
    },
  };
  const manifestHash = manifestHashOf(manifest);
  const { scannedAt } = manifest;
  store.scans.record(
    { scanId, manifestHash, scannedAt, recordedAt: scannedAt, importedBundle: score, environment: null },
    {
      scanId,
      manifestHash,
      kind: 'original',
      derivation: null,
      manifest,
      createdAt: scannedAt,
      rootHash: score,
      scoreDigest: score,
      score: 0,
      severity: 'none',
      verdict: 'pass',
      findingsCount: 0,
    },
  );
  return [sbomDigest, score, rules, policy];
}

/** Blobs whose removal is interrupted after so many. */
function interrupted(blobs: BlobStore, after: number): BlobStore {
  let removed = 0;
  return {
    put: (bytes) => blobs.put(bytes),
    get: (digest, what) => blobs.get(digest, what),
    has: (digest) => blobs.has(digest),
    list: () => blobs.list(),
    size: (digest) => blobs.size(digest),
    remove: (digest) => {
      if (removed++ === after) throw new Error('the power went');
      blobs.remove(digest);
    },
    removeUnfinished: (beforeMs) => blobs.removeUnfinished(beforeMs),
  };
}

const there = (store: Store, digests: readonly Digest[]): boolean[] =>
  digests.map((digest) => store.blobs.has(digest));

describe('deleting a scan', () => {
  test('takes its own blobs, and leaves those that another scan needs', () =>
    withStore(scratchFolder(), (store) => {
      const one = recordScan(store, 'one', 'sbom one');
      const two = recordScan(store, 'two', 'sbom two');
      const deletion = store.scans.delete('one', store.blobs, { reason: null, isDryRun: false });
      assert.deepEqual([deletion.manifests, deletion.blobs], [1, 2]);
      assert.equal(deletion.bytes, 'sbom one'.length + 'score one'.length);
      assert.deepEqual(there(store, one), [false, false, true, true]);
      store.scans.delete('two', store.blobs, { reason: null, isDryRun: false });
      assert.deepEqual(there(store, two), [false, false, false, false]);
    }));

  for (const after of [0, 1]) {
    test(`interrupted after ${after} files, leaves nothing that a prune would spare`, () =>
      withStore(scratchFolder(), (store) => {
        const one = recordScan(store, 'one', 'sbom one');
        const spoilt = interrupted(store.blobs, after);
        assert.throws(
          () => store.scans.delete('one', spoilt, { reason: null, isDryRun: false }),
          /the power went/,
        );
        assert.equal(store.scans.find('one'), null);
        assert.ok(there(store, one).includes(true));
        assert.ok(!one.some((digest) => store.blobsInUse([]).has(digest)));
      }));
  }

  test('is in the ledger with its reason, and a dry run is not', () =>
    withStore(scratchFolder(), (store) => {
      recordScan(store, 'one', 'sbom one');
      const actions = () =>
        [...store.ledger.entries()].map(({ bytes }) => {
          const { action, subject, reason } = parseLedgerEntry(bytes);
          return { action, subject, reason };
        });
      const before = actions();
      store.scans.delete('one', store.blobs, { reason: 'a try', isDryRun: true });
      assert.deepEqual(actions(), before);
      store.scans.setHold({ scanId: 'one', reason: 'case 17', heldAt: '2025-01-15T00:00:00Z' });
      assert.throws(() => store.scans.delete('one', store.blobs, { reason: null, isDryRun: false }), {
        code: 'PERMISSION_DENIED',
      });
      store.scans.removeHold('one', 'closed');
      store.scans.delete('one', store.blobs, { reason: 'made by mistake', isDryRun: false });
      assert.deepEqual(actions().slice(before.length), [
        { action: 'scan.hold', subject: 'one', reason: 'case 17' },
        { action: 'scan.release', subject: 'one', reason: 'closed' },
        { action: 'scan.delete', subject: 'one', reason: 'made by mistake' },
      ]);
    }));
});
