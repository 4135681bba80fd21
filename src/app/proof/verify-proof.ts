/** Verifies a proof bundle, or a disclosure of one finding, from a file: the auditor's use case. Opens no store. */
import { DISCLOSURE_FILE } from '../../core/bundle/bundle-layout.ts';
import { type Digest, digestOf } from '../../core/digest/sha256.ts';
import { attempt, StellaError } from '../../core/errors.ts';
import type { ReplayEvidence } from '../../core/proof/replay-evidence.ts';
import { decidingError, type ProofReport } from '../../core/proof/report.ts';
import { unreadableProof, verifyProof } from '../../core/proof/verify-proof.ts';
import type { BundleReader, ReadBundle } from '../ports/bundle-files.ts';
import type { Clock, TimeFloor } from '../ports/clock.ts';
import type { TrustSource } from '../ports/trust.ts';
import { assumptions } from './assumptions.ts';
import { examineBundle } from './bundle-evidence.ts';
import type { RevocationRequest } from './evidence-context.ts';
import type { ClockReport, VerificationTime } from './verification-time.ts';

type Files = ReadonlyMap<string, Uint8Array>;

export interface VerifyProofPorts {
  readonly bundles: Pick<BundleReader, 'read'>;
  readonly trust: TrustSource;
  /** How many different trusted keys must have signed; 1 unless given. */
  readonly threshold?: number;
  /** The time of verification, at which certificates are judged unless a timestamp says when they signed; and its origin. */
  readonly at: VerificationTime;
  /** Left out, revocation is not looked at. */
  readonly revocation?: RevocationRequest | null;
  /** Left out, nothing is recomputed. */
  readonly replay?: ReplayRequest | null;
}

/** Asks for the score to be recomputed from the inputs that the bundle carries. */
export interface ReplayRequest {
  /** Takes a line for each step, for `--verbose`. */
  readonly explain: (line: string) => void;
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
  const read = await attempt(() => ports.bundles.read(path));
  return read instanceof StellaError
    ? unreadVerification(path, read, ports)
    : await verifyReadProof(path, read, ports);
}

/** What is said of a bundle that nothing could be found out about. */
export function unreadVerification(
  path: string,
  error: StellaError,
  ports: Pick<VerifyProofPorts, 'at' | 'trust'>,
): ProofVerification {
  const { time: verifiedAt, clock } = ports.at;
  return {
    bundle: path,
    bundleDigest: null,
    verifiedAt,
    clock,
    ...unreadableProof(error, assumptions(ports)),
  };
}

/** The same for a bundle that was read already: who goes on to use it must use the bytes that were verified. */
export async function verifyReadProof(
  path: string,
  { packed, files }: ReadBundle,
  ports: Omit<VerifyProofPorts, 'bundles'>,
): Promise<ProofVerification> {
  const report = await reportOn(files, ports, assumptions(ports));
  const { time: verifiedAt, clock } = ports.at;
  return { bundle: path, bundleDigest: digestOf(packed), verifiedAt, clock, ...report };
}

async function reportOn(
  files: Files,
  {
    trust: { roots: trust },
    threshold = 1,
    at: { time: at },
    revocation = null,
    replay = null,
  }: Omit<VerifyProofPorts, 'bundles'>,
  assumed: readonly string[],
): Promise<ProofReport> {
  const context = { trust, now: at, revocation };
  const common = { trust, threshold, at, assumed };
  const bytes = files.get(DISCLOSURE_FILE);
  if (bytes === undefined) {
    const evidence = await examineBundle(files, context);
    return verifyProof({ files, ...evidence, ...common, replay: await replayEvidence(files, replay) });
  }
  const { disclosedFiles, parseDisclosure } = await import('../../core/proof/disclosure.ts');
  const { verifyDisclosure } = await import('../../core/proof/verify-disclosure.ts');
  const read = await attempt(() => {
    const disclosure = parseDisclosure(bytes);
    return { disclosure, disclosed: disclosedFiles(disclosure) };
  });
  if (read instanceof StellaError) return unreadableProof(read, assumed);
  const { disclosure, disclosed } = read;
  const evidence = await examineBundle(disclosed, context);
  return verifyDisclosure({
    disclosure,
    files: disclosed,
    ...evidence,
    ...common,
    isReplayAsked: replay !== null,
  });
}

/** The engine is large, and loaded only when it is needed. */
async function replayEvidence(files: Files, request: ReplayRequest | null): Promise<ReplayEvidence | null> {
  if (request === null) return null;
  const { replayBundle } = await import('./replay-bundle.ts');
  return replayBundle(files, request.explain);
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
