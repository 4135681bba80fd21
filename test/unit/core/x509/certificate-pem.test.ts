import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderPem } from '../../../../src/core/encoding/pem.ts';
import { parseCertificatePem } from '../../../../src/core/x509/certificate-pem.ts';

const pem = (label: string, byte: number) => renderPem(label, Uint8Array.of(byte));

test('the first certificate is the leaf, the others came with it', () => {
  const chain = parseCertificatePem([1, 2, 3].map((byte) => pem('CERTIFICATE', byte)).join('\n'), 'chain');
  assert.deepEqual(
    [chain.leaf, ...chain.intermediates],
    [1, 2, 3].map((byte) => Uint8Array.of(byte)),
  );
});

test('refuses a text without a certificate, and any other block', () => {
  const texts = [
    ['', 'no PEM block'],
    [pem('PUBLIC KEY', 1), 'PUBLIC KEY'],
    [pem('CERTIFICATE', 1) + pem('PRIVATE KEY', 2), 'PRIVATE KEY'],
  ] as const;
  for (const [text, received] of texts) {
    assert.throws(() => parseCertificatePem(text, 'chain'), {
      code: 'INPUT_INVALID',
      message: `chain: expected CERTIFICATE, received ${received}`,
    });
  }
});
