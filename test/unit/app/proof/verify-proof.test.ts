import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { verificationError, verifyProofFile } from '../../../../src/app/proof/verify-proof.ts';
import { digestOf } from '../../../../src/core/digest/sha256.ts';
import { StellaError } from '../../../../src/core/errors.ts';
import { NO_TRUST_ROOTS } from '../../../../src/core/trust/trust-roots.ts';
import { proofFiles, trustInSigner } from '../../../helpers/proof-documents.ts';

const packed = Uint8Array.of(1, 2, 3);

function verify(
  read: () => Promise<{ packed: Uint8Array; files: ReadonlyMap<string, Uint8Array> }>,
  roots = trustInSigner,
) {
  return verifyProofFile('b.tar.gz', {
    bundles: { read },
    trust: { roots, origin: 'the test' },
    at: { time: '2025-06-01T00:00:00Z', origin: 'given', clock: null },
  });
}

const good = () => Promise.resolve({ packed, files: proofFiles() });

describe('verifyProofFile', () => {
  test('tells path, digest and time of what it verified, and what it took for granted', async () => {
    const report = await verify(good);
    assert.equal(report.verified, true);
    assert.equal(report.bundle, 'b.tar.gz');
    assert.equal(report.bundleDigest, digestOf(packed));
    assert.equal(report.verifiedAt, '2025-06-01T00:00:00Z');
    assert.ok(report.assumed.includes('the trust roots: the test'));
    assert.ok(report.assumed.includes('the time 2025-06-01T00:00:00Z: given'));
    assert.equal(verificationError(report), null);
  });

  test('reports what is wrong with the file instead of throwing', async () => {
    const report = await verify(() =>
      Promise.reject(new StellaError('BUNDLE_NOT_FOUND', 'not there', { hint: 'look' })),
    );
    assert.equal(report.bundleDigest, null);
    const error = verificationError(report);
    assert.deepEqual([error?.code, error?.message, error?.hint], ['BUNDLE_NOT_FOUND', 'not there', 'look']);
  });

  test('lets a bug through', async () => {
    await assert.rejects(
      verify(() => Promise.reject(new TypeError('bug'))),
      TypeError,
    );
  });

  test('gives the error of the check that decided', async () => {
    const error = verificationError(await verify(good, NO_TRUST_ROOTS));
    assert.equal(error?.code, 'TRUST_ROOT_MISSING');
    assert.match(error.hint ?? '', /--trust-root FILE/);
  });
});
