/** What a verification establishes, what it does not, and what it takes for granted: in sentences, for people. */
import type { CertificateEvidence } from './certificate-evidence.ts';
import { counted } from './counted.ts';
import type { Check, ProvenScore } from './report.ts';
import { revocationStatements } from './revocation-statements.ts';
import type { TimestampEvidence } from './timestamp-evidence.ts';

export interface ProofStatements {
  readonly established: readonly string[];
  readonly notEstablished: readonly string[];
  readonly assumed: readonly string[];
}

export interface StatementContext {
  readonly certificate: CertificateEvidence | null;
  readonly timestamp: TimestampEvidence | null;
  readonly at: string;
  readonly assumed: readonly string[];
}

/** @param proven null when the bundle is not verified */
export function proofStatements(
  checks: readonly Check[],
  proven: ProvenScore | null,
  context: StatementContext,
): ProofStatements {
  const { assumed } = context;
  if (proven === null) return nothingEstablished('bundle', assumed);
  const passed = new Set(checks.filter(({ status }) => status === 'pass').map(({ name }) => name));
  const signer = signerStatements(passed.has('certificate') ? context.certificate : null);
  const replay = replayStatements(proven);
  const time = timeStatements(passed.has('timestamp') ? context.timestamp : null, context.at);
  return {
    established: [
      `the score ${proven.score.toFixed(1)} (${proven.severity}, verdict ${proven.verdict}) of scan ${proven.scanId} is what the holder of key ${proven.signers.join(', ')} signed`,
      `manifest, score and Merkle tree belong together under the root hash ${proven.rootHash}, and none was altered since`,
      ...replay.established,
      ...signer.established,
      ...time.established,
    ],
    notEstablished: [
      ...replay.notEstablished,
      ...((proven.uncoveredCount ?? 0) === 0
        ? []
        : [
            `anything about the components that the feed does not cover (${proven.uncoveredCount}): no finding there means no data`,
          ]),
      ...time.notEstablished,
      ...signer.notEstablished,
    ],
    assumed: [...assumed, ...replay.assumed, ...time.assumed],
  };
}

/** @param proven null when the disclosure is not verified */
export function disclosureStatements(
  checks: readonly Check[],
  proven: ProvenScore | null,
  context: StatementContext,
): ProofStatements {
  const { assumed } = context;
  if (proven === null || proven.finding === null) return nothingEstablished('disclosure', assumed);
  const passed = new Set(checks.filter(({ status }) => status === 'pass').map(({ name }) => name));
  const signer = signerStatements(passed.has('certificate') ? context.certificate : null);
  const time = timeStatements(passed.has('timestamp') ? context.timestamp : null, context.at);
  const { id, purl, status, score } = proven.finding;
  return {
    established: [
      `the finding ${id} in ${purl} (${status}, score ${score.toFixed(1)}) is in the score of scan ${proven.scanId} that the holder of key ${proven.signers.join(', ')} signed, to the byte`,
      `that score is ${proven.score.toFixed(1)} (verdict ${proven.verdict}), under the root hash ${proven.rootHash}; it has ${proven.findingsCount} findings in all`,
      ...signer.established,
      ...time.established,
    ],
    notEstablished: [
      'anything about the other findings, or about what is not among them: they are not disclosed',
      'which components the feed does not cover: that part of the score is not disclosed',
      'that the score follows from its inputs: only a replayable bundle shows that',
      ...time.notEstablished,
      ...signer.notEstablished,
    ],
    assumed: [...assumed, ...time.assumed],
  };
}

/** What is said of a bundle that failed a check, or of an archive or a disclosure. */
export function nothingEstablished(what: string, assumed: readonly string[]): ProofStatements {
  return {
    established: [],
    notEstablished: [`anything that the ${what} says: it is not verified, and none of it is to be relied on`],
    assumed,
  };
}

function replayStatements({ replay }: ProvenScore): ProofStatements {
  if (replay === null) {
    return {
      established: [],
      notEstablished: ['that the score follows from its inputs: they were not recomputed'],
      assumed: [],
    };
  }
  const { engine, packages, advisories } = replay;
  return {
    established: [
      `the score follows from its inputs: ${engine} computed it again from the SBOM, rules, policy and feed records in the bundle`,
      `no advisory was left out: the feed snapshot had ${counted(advisories, 'record')} of the SBOM's packages, each of which is in the bundle, and nothing of ${counted(packages.absent, 'package')}`,
    ],
    notEstablished: [
      "that the feed snapshot holds what its publishers published: it names its sources' digests, for who has their files",
    ],
    assumed: [
      'that the indexes of the feed snapshot are in the order of their keys, as its issuer must have made them: one who did not could hide an advisory',
    ],
  };
}

type Statements = Pick<ProofStatements, 'established' | 'notEstablished'>;

/** @param certificate null when the signature was accepted by a key that is trusted as it is */
function signerStatements(certificate: CertificateEvidence | null): Statements {
  if (certificate?.status !== 'trusted') {
    return {
      established: [],
      notEstablished: ['that the signing key was not withdrawn since: a bare key carries no revocation'],
    };
  }
  const { subject, judgedAt, revocation } = certificate;
  const { established, notEstablished } = revocationStatements('the certificate', revocation);
  return {
    established: [
      `the signing key belongs to ${subject}, by a certificate that was valid at ${judgedAt}`,
      ...established,
    ],
    notEstablished,
  };
}

/** @param timestamp null when none was verified */
function timeStatements(timestamp: TimestampEvidence | null, at: string): ProofStatements {
  if (timestamp?.status !== 'trusted') {
    return {
      established: [],
      notEstablished: ['when the bundle was signed: it has no verified timestamp'],
      assumed: [],
    };
  }
  const { time, authority, anchorSource, revocation } = timestamp;
  const isFuture = time > at;
  const { established, notEstablished } = revocationStatements(`the timestamp's certificate`, revocation);
  return {
    established: [
      `the signature existed at ${time}, by the clock of the time-stamping authority ${authority}`,
      ...established,
    ],
    notEstablished: [
      ...(isFuture
        ? [`that the time of this verification is right: the timestamp is later, of ${time}`]
        : []),
      ...notEstablished,
    ],
    assumed: [`the clock of ${authority}: the trust root ${anchorSource} vouches for that authority`],
  };
}
