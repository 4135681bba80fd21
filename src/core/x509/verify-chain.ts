/**
 * Certificate chains (formats.md section 8, RFC 5280): is this certificate, at that time, issued under one of the anchors, and
 * may its key sign what it signed? Every path is tried; the first valid one is proven, else the nearest miss is told.
 */
import { StellaError } from '../errors.ts';
import type { PublicKey } from '../keys/types.ts';
import { isTimestamp } from '../time/timestamp.ts';
import type { CertificateAnchor } from '../trust/trust-roots.ts';
import { type Certificate, parseCertificate } from './certificate.ts';
import { NAME_COMPARISONS_MAX } from './name-constraints.ts';
import { type CandidatePath, candidatePaths } from './path-building.ts';
import { findPathFaults, type PathFault, type PathRules } from './path-validation.ts';
import type { Purpose } from './purpose.ts';

/** Most intermediates that one chain may bring along. */
export const INTERMEDIATES_MAX = 64;

export interface ChainOptions {
  readonly anchors: readonly CertificateAnchor[];
  /** DER, in any order; those that no path needs do no harm. */
  readonly intermediates: readonly Uint8Array[];
  /** RFC 3339, the time of signing. */
  readonly at: string;
  readonly purpose: Purpose;
}

/** A certificate of a path, for reports. */
export interface ChainCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** Lowercase hex SHA-256 of the DER. */
  readonly fingerprint: string;
}

export interface VerifiedChain {
  /** Leaf first, anchor last; one only when the leaf is an anchor itself. */
  readonly certificates: readonly ChainCertificate[];
  /** Label of the file that the anchor came in with. */
  readonly anchorSource: string;
  /** The leaf's key, which the chain vouches for. */
  readonly publicKey: PublicKey;
}

/**
 * Verifies the chain of the certificate `leafDer`.
 * @throws StellaError CERTIFICATE_UNTRUSTED when no path leads to an anchor or every path breaks a rule; with a path that only
 * fails by the time CERTIFICATE_EXPIRED or CERTIFICATE_NOT_YET_VALID; with one that only fails by the use CERTIFICATE_USAGE.
 * `details` has the path that came nearest, what is wrong with it, and how many paths were tried. INPUT_INVALID for a
 * malformed certificate or time, LIMIT_EXCEEDED for too many intermediates.
 */
export function verifyChain(leafDer: Uint8Array, options: ChainOptions): VerifiedChain {
  const { at, purpose } = options;
  const isTime: boolean = isTimestamp(at);
  if (!isTime) {
    throw new StellaError(
      'INPUT_INVALID',
      `expected a time such as 2025-01-15T00:00:00Z, received ${JSON.stringify(at.slice(0, 40))}`,
    );
  }
  if (options.intermediates.length > INTERMEDIATES_MAX) {
    throw new StellaError(
      'LIMIT_EXCEEDED',
      `${options.intermediates.length} intermediate certificates, at most ${INTERMEDIATES_MAX} are read`,
    );
  }
  const leaf = parseCertificate(leafDer, 'signing certificate');
  const intermediates = options.intermediates.map((der, index) =>
    parseCertificate(der, `intermediate certificate ${index + 1}`),
  );
  const anchors = options.anchors.map(({ der, source }) =>
    parseCertificate(der, `trust anchor in ${source}`),
  );
  const budget = { comparisonsLeft: NAME_COMPARISONS_MAX };
  let nearest: FailedPath = { certificates: [leaf], faults: [], distance: Number.POSITIVE_INFINITY };
  let pathsTried = 0;
  for (const path of candidatePaths(leaf, { anchors, intermediates, at })) {
    pathsTried++;
    const faults = findFaults(path, { at, purpose, budget });
    if (faults.length === 0) return proveChain(path.certificates, options.anchors);
    nearest = nearerPath(nearest, {
      certificates: path.certificates,
      faults,
      distance: distanceOf(path, faults),
    });
  }
  throw chainError(nearest, options, pathsTried);
}

interface FailedPath {
  readonly certificates: readonly Certificate[];
  readonly faults: readonly PathFault[];
  /** How far from valid, by the worst of its faults. */
  readonly distance: number;
}

const HINTS: Readonly<Record<PathFault['code'], string>> = {
  CERTIFICATE_USAGE: 'ask the signer for a signature by a certificate that was issued for this use',
  CERTIFICATE_EXPIRED:
    'ask the signer for a bundle with a timestamp from that time, or signed with a current certificate',
  CERTIFICATE_NOT_YET_VALID: 'check the clock of this host, and that of the signer',
  CERTIFICATE_UNTRUSTED: 'stop, and ask the signer which authority issued the certificate',
};

/** No anchor was reached: further away than a path to one that breaks a rule. */
const DEAD_END_DISTANCE = 4;

const DISTANCES: Readonly<Record<PathFault['code'], number>> = {
  CERTIFICATE_USAGE: 1,
  CERTIFICATE_EXPIRED: 2,
  CERTIFICATE_NOT_YET_VALID: 2,
  CERTIFICATE_UNTRUSTED: 3,
};

function findFaults({ certificates, deadEnd }: CandidatePath, rules: PathRules): readonly PathFault[] {
  if (deadEnd === undefined) return findPathFaults(certificates, rules);
  return [{ code: 'CERTIFICATE_UNTRUSTED', index: certificates.length - 1, reason: deadEnd }];
}

function distanceOf({ deadEnd }: CandidatePath, faults: readonly PathFault[]): number {
  return deadEnd === undefined ? Math.max(...faults.map(({ code }) => DISTANCES[code])) : DEAD_END_DISTANCE;
}

/** The one that is less far from valid; of two dead ends the longer one, whose reason says more. */
function nearerPath(a: FailedPath, b: FailedPath): FailedPath {
  if (a.distance !== b.distance) return a.distance < b.distance ? a : b;
  return a.certificates.length >= b.certificates.length ? a : b;
}

function proveChain(path: readonly Certificate[], anchors: readonly CertificateAnchor[]): VerifiedChain {
  const [publicKey, last] = [path[0]?.publicKey, path.at(-1)];
  const anchor = anchors.find(({ der }) => last !== undefined && Buffer.compare(der, last.der) === 0);
  if (publicKey === undefined || typeof publicKey === 'string' || anchor === undefined) {
    throw new StellaError('INTERNAL', 'a path was accepted that has no usable key or no anchor');
  }
  return { certificates: path.map(describeCertificate), anchorSource: anchor.source, publicKey };
}

function chainError(
  { certificates, faults }: FailedPath,
  { at, purpose }: ChainOptions,
  pathsTried: number,
): StellaError {
  const [worst] = faults.toSorted((a, b) => DISTANCES[b.code] - DISTANCES[a.code]);
  const code = worst?.code ?? 'CERTIFICATE_UNTRUSTED';
  const subject = certificates[worst?.index ?? 0]?.subject ?? '';
  const path = certificates.map((certificate, index) => ({
    ...describeCertificate(certificate),
    faults: faults.filter((fault) => fault.index === index).map(({ code, reason }) => ({ code, reason })),
  }));
  const message = `certificate ${JSON.stringify(subject)}: ${worst?.reason ?? 'no path leads to a trust anchor'}`;
  return new StellaError(code, message, { hint: HINTS[code], details: { at, purpose, path, pathsTried } });
}

function describeCertificate(certificate: Certificate): ChainCertificate {
  const { subject, issuer, serialNumber, notBefore, notAfter, fingerprint } = certificate;
  return { subject, issuer, serialNumber, notBefore, notAfter, fingerprint };
}
