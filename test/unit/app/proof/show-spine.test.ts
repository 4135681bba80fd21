import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { showSpine } from '../../../../src/app/proof/show-spine.ts';
import { hexDecode, hexEncode } from '../../../../src/core/encoding/hex.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { rootFromInclusionProof } from '../../../../src/core/merkle/inclusion-proof.ts';
import { proofFiles } from '../../../helpers/proof-documents.ts';

const files = proofFiles();

function show(
  request: { verify?: boolean; finding?: string | null } = {},
  of: ReadonlyMap<string, Uint8Array> = files,
) {
  const bundles = {
    read: () => Promise.resolve({ packed: new Uint8Array(0), files: of }),
  };
  return showSpine({ bundle: 'b.tar.gz', verify: false, finding: null, ...request }, bundles);
}

describe('showSpine', () => {
  test('recomputes the root and says that it looked at no signature', async () => {
    const { report, error } = await show();
    assert.equal(error, null);
    assert.equal(report.rootHash, report.recordedRootHash);
    assert.equal(report.verified, null);
    assert.equal(report.signature, 'not checked');
  });

  test('verifies on demand', async () => {
    assert.equal((await show({ verify: true })).report.verified, true);
  });

  test('is MERKLE_MISMATCH for an altered document, and still shows the tree', async () => {
    const score = Buffer.from(files.get('score.json')!).toString().replace('"99.0.0"', '"0"');
    const { report, error } = await show(
      { verify: true },
      new Map(files).set('score.json', utf8Encode(score)),
    );
    assert.equal(error?.code, 'MERKLE_MISMATCH');
    assert.equal(report.verified, false);
    assert.notEqual(report.rootHash, report.recordedRootHash);
  });

  for (const id of ['CVE-2024-10001', 'GHSA-0000-0002-0002']) {
    test(`proves the finding that has the id or alias ${id}`, async () => {
      const { report } = await show({ finding: id });
      const { finding, treeSize } = report;
      assert.equal(finding?.id, 'CVE-2024-10001');
      const root = rootFromInclusionProof({
        leafIndex: finding.index,
        treeSize,
        leafHash: hexDecode(finding.leafHash),
        auditPath: finding.auditPath.map(hexDecode),
      });
      assert.equal(`sha256:${hexEncode(root!)}`, report.rootHash);
    });
  }

  test('is INPUT_MISSING for a finding that the bundle does not have', async () => {
    await assert.rejects(show({ finding: 'CVE-0000-0\u001b[2J' }), (error: Error & { code?: string }) => {
      return error.code === 'INPUT_MISSING' && !error.message.includes('\u001b');
    });
  });

  test('is MANIFEST_MISSING or BUNDLE_INVALID for a file that is missing', async () => {
    const without = (name: string) => show({}, new Map([...files].filter(([each]) => each !== name)));
    await assert.rejects(without('manifest.json'), { code: 'MANIFEST_MISSING' });
    await assert.rejects(without('score.json'), { code: 'BUNDLE_INVALID' });
    await assert.rejects(without('merkle-proof.json'), { code: 'BUNDLE_INVALID' });
    assert.equal((await without('dsse-envelope.json')).error, null);
  });
});
