import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { signEnvelope } from '../../../../src/core/dsse/verify-envelope.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { StellaError } from '../../../../src/core/errors.ts';
import { acceptSignature } from '../../../../src/core/proof/accept-signature.ts';
import type { CertificateEvidence } from '../../../../src/core/proof/certificate-evidence.ts';
import { NO_TRUST_ROOTS, type TrustRoots } from '../../../../src/core/trust/trust-roots.ts';
import { signer, stranger, trustInSigner } from '../../../helpers/proof-documents.ts';

const payload = utf8Encode('x');
const bySigner = signEnvelope('t', payload, signer);
const byStranger = signEnvelope('t', payload, stranger);
const byBoth = { ...bySigner, signatures: [...bySigner.signatures, ...byStranger.signatures] };

const anAnchor: TrustRoots = {
  keys: [],
  anchors: [{ der: Uint8Array.of(0x30), fingerprint: 'f', source: 'ca.pem' }],
};
const refusal = new StellaError('CERTIFICATE_EXPIRED', 'expired');

/** What is known of a certificate over the stranger's key. */
const certificate = {
  trusted: {
    status: 'trusted',
    leafKey: stranger.publicKey,
    subject: 'CN=x',
    notAfter: '2030-01-01T00:00:00Z',
    judgedAt: '2025-06-01T00:00:00Z',
    revocation: null,
  },
  refused: { status: 'refused', leafKey: stranger.publicKey, error: refusal },
  unreadable: { status: 'unreadable', error: refusal },
} as unknown as Readonly<Record<'trusted' | 'refused' | 'unreadable', CertificateEvidence>>;

describe('acceptSignature', () => {
  test('takes a signature by a trusted key for that', () => {
    const { by, verified } = acceptSignature(bySigner, trustInSigner, null);
    assert.equal(by, 'key');
    assert.deepEqual(
      verified.signers.map(({ keyid }) => keyid),
      [signer.publicKey.keyid],
    );
  });

  test('prefers the trusted key to the certificate', () => {
    for (const evidence of Object.values(certificate))
      assert.equal(acceptSignature(byBoth, trustInSigner, evidence).by, 'key');
  });

  test("takes one by the certificate's key, trusted or not, and says so", () => {
    assert.equal(acceptSignature(byStranger, anAnchor, certificate.trusted).by, 'certificate');
    assert.equal(acceptSignature(byStranger, anAnchor, certificate.refused).by, 'certificate');
  });

  test('counts trusted keys and the certificate together against a threshold', () => {
    assert.equal(acceptSignature(byBoth, trustInSigner, certificate.trusted, 2).by, 'certificate');
    assert.throws(() => acceptSignature(byBoth, trustInSigner, null, 2), { code: 'KEY_UNKNOWN' });
    assert.throws(() => acceptSignature(bySigner, trustInSigner, certificate.trusted, 2), {
      code: 'KEY_UNKNOWN',
    });
  });

  test('ends without any trust root, even for a bundle that brings its own certificate', () => {
    for (const evidence of [null, ...Object.values(certificate)]) {
      assert.throws(() => acceptSignature(byStranger, NO_TRUST_ROOTS, evidence), {
        code: 'TRUST_ROOT_MISSING',
      });
    }
  });

  test('refuses a stranger, and a certificate that cannot be read', () => {
    assert.throws(() => acceptSignature(byStranger, trustInSigner, null), { code: 'KEY_UNKNOWN' });
    assert.throws(() => acceptSignature(byStranger, trustInSigner, certificate.unreadable), {
      code: 'KEY_UNKNOWN',
    });
    assert.throws(() => acceptSignature(byStranger, anAnchor, null), { code: 'KEY_UNKNOWN' });
  });

  test('is SIGNATURE_INVALID for no signature, and for a bad one that names a trusted key or certificate', () => {
    const bad = (keyidHint: string) => ({
      ...bySigner,
      signatures: [{ keyidHint, signature: new Uint8Array(64) }],
    });
    assert.throws(() => acceptSignature({ ...bySigner, signatures: [] }, trustInSigner, null), {
      code: 'SIGNATURE_INVALID',
    });
    assert.throws(() => acceptSignature(bad(signer.publicKey.keyid), trustInSigner, null), {
      code: 'SIGNATURE_INVALID',
    });
    assert.throws(() => acceptSignature(bad(stranger.publicKey.keyid), anAnchor, certificate.trusted), {
      code: 'SIGNATURE_INVALID',
    });
    assert.throws(() => acceptSignature(bad(stranger.publicKey.keyid), anAnchor, certificate.refused), {
      code: 'KEY_UNKNOWN',
    });
  });
});
