import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { StellaError } from '../../../../src/core/errors.ts';
import type { CertificateEvidence } from '../../../../src/core/proof/certificate-evidence.ts';
import { CHECK_NAMES, type ProofReport } from '../../../../src/core/proof/report.ts';
import { unreadableProof, verifyProof } from '../../../../src/core/proof/verify-proof.ts';
import { NO_TRUST_ROOTS } from '../../../../src/core/trust/trust-roots.ts';
import {
  proofDocuments,
  proofFiles,
  signer,
  stranger,
  trustInSigner,
} from '../../../helpers/proof-documents.ts';

const files = proofFiles();
const AT = '2025-06-01T00:00:00Z';

function verify(changes: Partial<Parameters<typeof verifyProof>[0]> = {}): ProofReport {
  return verifyProof({
    files,
    trust: trustInSigner,
    certificate: null,
    timestamp: null,
    at: AT,
    assumed: ['so it is'],
    ...changes,
  });
}

const statusOf = ({ checks }: ProofReport) =>
  Object.fromEntries(checks.map(({ name, status }) => [name, status]));
const without = (...names: string[]) => new Map([...files].filter(([name]) => !names.includes(name)));
const withFile = (name: string, text: string) => new Map(files).set(name, utf8Encode(text));

describe('verifyProof of a good bundle', () => {
  const report = verify();

  test('tells what is proven', () => {
    const { score } = proofDocuments();
    assert.equal(report.verified, true);
    assert.equal(report.code, null);
    assert.deepEqual(
      { ...report.proven, rootHash: undefined },
      {
        scanId: score.scanId,
        score: 9.8,
        severity: 'critical',
        verdict: 'fail',
        findingsCount: 4,
        uncoveredCount: 1,
        manifestHash: score.manifestHash,
        rootHash: undefined,
        freezeTimestamp: score.freezeTimestamp,
        signers: [signer.publicKey.keyid],
        timestamp: null,
        replay: null,
        finding: null,
      },
    );
  });

  test('reports every check by name, and none that did not run as passed', () => {
    assert.deepEqual(
      report.checks.map(({ name }) => name),
      CHECK_NAMES,
    );
    assert.deepEqual(statusOf(report), {
      archive: 'pass',
      manifest: 'pass',
      score: 'pass',
      merkle: 'pass',
      signature: 'pass',
      certificate: 'skipped',
      timestamp: 'skipped',
      replay: 'skipped',
    });
  });

  test('says what it does not establish, and what it takes for granted', () => {
    assert.ok(report.notEstablished.some((line) => line.includes('they were not recomputed')));
    assert.ok(
      report.notEstablished.some((line) => line.includes('the components that the feed does not cover (1)')),
    );
    assert.deepEqual(report.assumed, ['so it is']);
  });
});

describe('verifyProof of a bad bundle', () => {
  test('tells nothing of what is in it', () => {
    const bad = [
      verify({ files: withFile('score.json', '{}') }),
      verify({ trust: NO_TRUST_ROOTS }),
      verify({ trust: { keys: [{ ...stranger.publicKey, source: 'x' }], anchors: [] } }),
      verify({ files: without('dsse-envelope.json') }),
    ];
    for (const report of bad) {
      assert.equal(report.verified, false);
      assert.equal(report.proven, null);
      assert.deepEqual(report.established, []);
      assert.match(report.notEstablished[0] ?? '', /^anything that the bundle says: /);
      assert.notEqual(report.code, null);
    }
  });

  test('checks what it can although another check failed', () => {
    const report = verify({ files: withFile('merkle-proof.json', '{}') });
    assert.equal(report.code, 'UNSUPPORTED_VERSION');
    assert.equal(statusOf(report)['manifest'], 'pass');
    assert.equal(statusOf(report)['score'], 'pass');
    assert.equal(statusOf(report)['merkle'], 'fail');
    assert.equal(statusOf(report)['signature'], 'fail');
  });

  test('skips what stands on a document that could not be read', () => {
    const report = verify({ files: without('manifest.json') });
    assert.equal(report.code, 'MANIFEST_MISSING');
    assert.equal(statusOf(report)['score'], 'skipped');
    assert.equal(statusOf(report)['merkle'], 'skipped');
  });

  test('lets the lowest layer decide', () => {
    const manifestMissing = verify({ files: without('manifest.json'), trust: NO_TRUST_ROOTS });
    assert.equal(manifestMissing.code, 'MANIFEST_MISSING');
    const altered = proofFiles(proofDocuments('a', (score) => Object.assign(score, { score: 1 })));
    assert.equal(verify({ files: altered, trust: NO_TRUST_ROOTS }).code, 'TRUST_ROOT_MISSING');
    assert.equal(verify({ files: altered }).code, 'REPLAY_MISMATCH');
    assert.equal(
      verify({ files: new Map(altered).set('score.json', files.get('score.json')!) }).code,
      'MERKLE_MISMATCH',
    );
  });

  test('is BUNDLE_INVALID for an empty folder: the manifest is not all that is missing', () => {
    assert.equal(verify({ files: new Map() }).code, 'BUNDLE_INVALID');
  });
});

describe('verifyProof with a certificate', () => {
  const leafKey = signer.publicKey;
  const evidence = (status: 'trusted' | 'refused' | 'unreadable'): CertificateEvidence =>
    ({
      status,
      leafKey,
      subject: 'CN=issuer',
      notAfter: '2030-01-01T00:00:00Z',
      judgedAt: AT,
      revocation: null,
      error: new StellaError('CERTIFICATE_EXPIRED', 'expired'),
    }) as unknown as CertificateEvidence;
  const anAnchor = { keys: [], anchors: [{ der: Uint8Array.of(0x30), fingerprint: 'f', source: 'ca.pem' }] };

  test('relies on one that is trusted', () => {
    const report = verify({ trust: anAnchor, certificate: evidence('trusted') });
    assert.equal(report.verified, true);
    assert.equal(statusOf(report)['certificate'], 'pass');
    assert.ok(report.established.some((line) => line.includes('CN=issuer')));
  });

  test('does not rely on one that is refused, although the signature holds', () => {
    const report = verify({ trust: anAnchor, certificate: evidence('refused') });
    assert.equal(report.code, 'CERTIFICATE_EXPIRED');
    assert.equal(statusOf(report)['signature'], 'pass');
    assert.equal(report.proven, null);
  });

  test('does not need one when the key itself is trusted', () => {
    const report = verify({ certificate: evidence('refused') });
    assert.equal(report.verified, true);
    assert.equal(statusOf(report)['certificate'], 'skipped');
  });

  test('does not verify a bundle whose certificate cannot be read', () => {
    assert.equal(verify({ certificate: evidence('unreadable') }).code, 'CERTIFICATE_EXPIRED');
  });
});

test('verifyProof asks for as many signers as the threshold says', () => {
  assert.equal(verify({ threshold: 1 }).verified, true);
  assert.equal(verify({ threshold: 2 }).code, 'KEY_UNKNOWN');
});

test('unreadableProof fails the archive and skips everything else', () => {
  const report = unreadableProof(new StellaError('LIMIT_EXCEEDED', 'too much'), []);
  assert.equal(report.code, 'LIMIT_EXCEEDED');
  assert.equal(report.verified, false);
  assert.deepEqual(
    report.checks.map(({ status }) => status),
    ['fail', ...CHECK_NAMES.slice(1).map(() => 'skipped')],
  );
});
