/** What a verification establishes, what it does not, and what it takes for granted: in sentences, for people. */
import type { CertificateEvidence } from './certificate-evidence.ts';
import type { Check, ProvenScore } from './report.ts';

export interface ProofStatements {
  readonly established: readonly string[];
  readonly notEstablished: readonly string[];
  readonly assumed: readonly string[];
}

export interface StatementContext {
  readonly certificate: CertificateEvidence | null;
  readonly at: string;
  readonly assumed: readonly string[];
}

/** @param proven null when the bundle is not verified */
export function proofStatements(
  checks: readonly Check[],
  proven: ProvenScore | null,
  { certificate, at, assumed }: StatementContext,
): ProofStatements {
  if (proven === null) {
    return {
      established: [],
      notEstablished: ['nothing: the bundle is not verified, and none of its content is to be relied on'],
      assumed,
    };
  }
  const usesCertificate = checks.some(({ name, status }) => name === 'certificate' && status === 'pass');
  return {
    established: [
      `the score ${proven.score.toFixed(1)} (${proven.severity}, verdict ${proven.verdict}) of scan ${proven.scanId} is what the holder of key ${proven.signers.join(', ')} signed`,
      `manifest, score and Merkle tree belong together under the root hash ${proven.rootHash}, and none was altered since`,
      ...(usesCertificate && certificate?.status === 'trusted'
        ? [`the signing key belongs to ${certificate.subject}, by a certificate that was valid at ${at}`]
        : []),
    ],
    notEstablished: [
      'that the score follows from its inputs: they were not recomputed',
      ...(proven.uncoveredCount === 0
        ? []
        : [
            `anything about ${proven.uncoveredCount} components that the feed does not cover: no finding there means no data`,
          ]),
      'when the bundle was signed: it has no verified timestamp',
      usesCertificate
        ? `that the certificate was not revoked: no revocation list was checked`
        : 'that the signing key was not withdrawn since: a bare key carries no revocation',
    ],
    assumed,
  };
}
