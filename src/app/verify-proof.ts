/** Verifies a proof bundle from a file: the auditor's use case. Opens no store. */
import { type Digest, digestOf } from '../core/digest/sha256.ts';
import { isStellaError, StellaError } from '../core/errors.ts';
import { decidingError, type ProofReport } from '../core/proof/report.ts';
import { unreadableProof, verifyProof } from '../core/proof/verify-proof.ts';
import { examineBundle, type RevocationRequest } from './bundle-evidence.ts';
import type { BundleReader, Clock, TimeFloor, TrustSource } from './ports.ts';
import type { ClockReport, VerificationTime } from './verification-time.ts';

export interface VerifyProofPorts {
  readonly bundles: BundleReader;
  readonly trust: TrustSource;
  /** How many different trusted keys must have signed; 1 unless given. */
  readonly threshold?: number;
  /** The time of verification, at which certificates are judged unless a timestamp says when they signed; and its origin. */
  readonly at: VerificationTime;
  /** Left out, revocation is not looked at. */
  readonly revocation?: RevocationRequest | null;
}

export interface ProofVerification extends ProofReport {
  /** The path as given. */
  readonly bundle: string;
  /** Of the file itself; null when it could not be read. */
  readonly bundleDigest: Digest | null;
  /** When certificates were judged, unless a timestamp says when they signed. */
  readonly verifiedAt: string;
  /** Null when the time was given. */
  readonly clock: ClockReport | null;
}

/**
 * Never throws for what is wrong with the bundle: the report says it.
 * @throws StellaError INPUT_INVALID for a trust root that cannot be read
 */
export async function verifyProofFile(path: string, ports: VerifyProofPorts): Promise<ProofVerification> {
  const { time, origin, clock } = ports.at;
  const assumed = [`the trust roots: ${ports.trust.origin}`, `the time ${time}: ${origin}`];
  const read = await readBundle(path, ports.bundles);
  if (read instanceof StellaError)
    return { bundle: path, bundleDigest: null, verifiedAt: time, clock, ...unreadableProof(read, assumed) };
  const { packed, files } = read;
  const { threshold = 1, revocation = null } = ports;
  const trust = ports.trust.roots;
  const evidence = await examineBundle(files, { trust, now: time, revocation });
  const report = verifyProof({ files, trust, ...evidence, threshold, at: time, assumed });
  return { bundle: path, bundleDigest: digestOf(packed), verifiedAt: time, clock, ...report };
}

async function readBundle(
  path: string,
  bundles: BundleReader,
): Promise<Awaited<ReturnType<BundleReader['read']>> | StellaError> {
  try {
    return await bundles.read(path);
  } catch (error) {
    if (isStellaError(error)) return error;
    throw error;
  }
}

/** The failure that decided a verification, as an error; null when it succeeded. */
export function verificationError({ verified, code, checks }: ProofVerification): StellaError | null {
  return verified || code === null ? null : decidingError(code, checks);
}

/**
 * Lets timestamps move the time floor. Only those that the store's own trust roots vouch for: whoever can name a trust root on
 * a command line must not be able to set the store's clock.
 */
export function noteSignedTimes(
  verifications: readonly ProofVerification[],
  { clock, floor }: { readonly clock: Clock; readonly floor: TimeFloor },
): void {
  for (const { bundle, proven } of verifications) {
    if (proven?.timestamp == null) continue;
    const { time, authority } = proven.timestamp;
    const source = `the timestamp of ${bundle} by ${authority}`.slice(0, 1000);
    floor.raise({ time, source, recordedAt: clock.now() });
  }
}
