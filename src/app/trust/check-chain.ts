/** Would this certificate chain be accepted, and if not, what is wrong with it? Reached by `import()` only. */
import { utf8Decode } from '../../core/encoding/utf8.ts';
import { type ErrorCode, isStellaError, StellaError } from '../../core/errors.ts';
import { revocationStatements } from '../../core/proof/revocation-statements.ts';
import { parseCertificatePem } from '../../core/x509/certificate-pem.ts';
import type { PathReport } from '../../core/x509/chain-failure.ts';
import type { Purpose } from '../../core/x509/purpose.ts';
import type { RevocationSummary } from '../../core/x509/revocation.ts';
import { verifyChain } from '../../core/x509/verify-chain.ts';
import type { TrustSource } from '../ports/trust.ts';
import { assumptions } from '../proof/assumptions.ts';
import type { RevocationRequest } from '../proof/evidence-context.ts';
import type { ClockReport, VerificationTime } from '../proof/verification-time.ts';

export interface ChainRequest {
  /** PEM, the leaf first. */
  readonly pem: Uint8Array;
  /** Names the file. */
  readonly source: string;
  readonly trust: TrustSource;
  /** RFC 3339, and in words where it came from. */
  readonly at: VerificationTime;
  readonly purpose: Purpose;
  readonly revocation: RevocationRequest | null;
}

export interface ChainCheck {
  readonly chain: string;
  readonly accepted: boolean;
  readonly code: ErrorCode | null;
  readonly purpose: Purpose;
  readonly at: string;
  /** Null when the time was given. */
  readonly clock: ClockReport | null;
  /** Leaf first: the path that was accepted, or the one that came nearest, with what is wrong with each certificate. */
  readonly path: PathReport;
  /** Where the anchor came from; null when no path was accepted. */
  readonly anchorSource: string | null;
  readonly revocation: RevocationSummary | null;
  readonly established: readonly string[];
  readonly notEstablished: readonly string[];
  readonly assumed: readonly string[];
}

/**
 * Checks a chain. The error is that of a chain that is not accepted, beside the report of what was tried.
 * @throws StellaError TRUST_ROOT_MISSING without a trust anchor, INPUT_INVALID for a file that is not a chain
 */
export function checkChain(request: ChainRequest): {
  readonly report: ChainCheck;
  readonly error: StellaError | null;
} {
  const { source, trust, at, purpose, revocation } = request;
  const { leaf, intermediates } = parseCertificatePem(utf8Decode(request.pem, source), source);
  if (trust.roots.anchors.length === 0) {
    throw new StellaError('TRUST_ROOT_MISSING', 'no CA certificate is given or in the store', {
      hint: 'give the certificate of the CA with --trust-root FILE; compare its fingerprint with a copy that reached you another way',
    });
  }
  const assumed = assumptions({ trust, at });
  const common = { chain: source, purpose, at: at.time, clock: at.clock, assumed };
  try {
    const chain = verifyChain(leaf, {
      anchors: trust.roots.anchors,
      intermediates,
      at: at.time,
      purpose,
      ...(revocation === null ? {} : { revocation: { ...revocation, now: at.time, signedBy: null } }),
    });
    const { established, notEstablished } = revocationStatements('the certificate', chain.revocation);
    const path = chain.certificates.map((certificate) => ({ ...certificate, faults: [] }));
    const { anchorSource } = chain;
    const accepted = { accepted: true, code: null, path, anchorSource, revocation: chain.revocation };
    const statements = {
      established: [...acceptanceStatements(path, { purpose, at: at.time }), ...established],
      notEstablished,
    };
    return { report: { ...common, ...accepted, ...statements }, error: null };
  } catch (error) {
    if (!isStellaError(error) || !error.code.startsWith('CERTIFICATE_')) throw error;
    return { report: { ...common, ...refused(error) }, error };
  }
}

/** What an accepted path shows, in sentences. */
function acceptanceStatements(
  path: PathReport,
  { purpose, at }: { readonly purpose: Purpose; readonly at: string },
): readonly string[] {
  const [leaf, ...issuers] = path.map(({ subject }) => subject);
  const by =
    issuers.length === 0
      ? `the certificate of ${leaf} is itself trusted`
      : `${issuers.at(-1)}, which is trusted, vouches for ${leaf} over a path of ${path.length} certificates`;
  const use = { 'code-signing': 'signing code', 'time-stamping': 'time stamping', any: null }[purpose];
  return [
    by,
    `every certificate of the path is valid at ${at}`,
    ...(use === null ? [] : [`the certificate may be used for ${use}`]),
  ];
}

function refused({
  code,
  details,
}: StellaError): Omit<ChainCheck, 'chain' | 'purpose' | 'at' | 'clock' | 'assumed'> {
  return {
    accepted: false,
    code,
    path: (details?.['path'] ?? []) as PathReport,
    anchorSource: null,
    revocation: null,
    established: [],
    notEstablished: ['anything: the chain is not accepted'],
  };
}
