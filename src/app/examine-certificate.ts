import type { CertificateEvidence } from '../core/proof/certificate-evidence.ts';
export function examineCertificate(..._a: unknown[]): CertificateEvidence {
  throw new Error('todo');
}
