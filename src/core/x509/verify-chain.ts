/**
 * Certificate chains (formats.md section 8, RFC 5280): is this certificate, at that time, issued under one of the anchors, and
 * may its key sign what it signed? Every path is tried; the first valid one is proven, else the nearest miss is told.
 */

import { StellaError } from '../errors.ts';
import type { PublicKey } from '../keys/types.ts';
import { limit } from '../limits.ts';
import { isTimestamp } from '../time/timestamp.ts';
import type { CertificateAnchor } from '../trust/trust-roots.ts';
import { type Certificate, parseCertificate } from './certificate.ts';
import {
  type ChainCertificate,
  chainError,
  describeCertificate,
  type FailedPath,
  nearerPath,
} from './chain-failure.ts';
import { NAME_COMPARISONS_MAX } from './name-constraints.ts';
import { type CandidatePath, candidatePaths, type PathPool } from './path-building.ts';
import { findPathFaults, type PathFault, type PathRules } from './path-validation.ts';
import type { Purpose } from './purpose.ts';
import { RevocationCheck, type RevocationOptions, type RevocationSummary } from './revocation.ts';
import { parseTrustAnchor } from './trust-anchor.ts';

/** Most intermediates that one chain may bring along. */
export const INTERMEDIATES_MAX = limit('chainIntermediates');

export interface ChainOptions {
  readonly anchors: readonly CertificateAnchor[];
  /** DER, in any order; those that no path needs do no harm. */
  readonly intermediates: readonly Uint8Array[];
  /** RFC 3339, the time of signing. */
  readonly at: string;
  readonly purpose: Purpose;
  /** Without it nothing is said of revocation. */
  readonly revocation?: RevocationOptions;
}

export interface VerifiedChain {
  /** Leaf first, anchor last; one only when the leaf is an anchor itself. */
  readonly certificates: readonly ChainCertificate[];
  /** Label of the file that the anchor came in with. */
  readonly anchorSource: string;
  /** The leaf's key, which the chain vouches for. */
  readonly publicKey: PublicKey;
  /** Null when no revocation list was given. */
  readonly revocation: RevocationSummary | null;
}

/**
 * Verifies the chain of the certificate `leafDer`.
 * @throws StellaError CERTIFICATE_UNTRUSTED when no path leads to an anchor or every path breaks a rule; with a path that only
 * fails by the time CERTIFICATE_EXPIRED or CERTIFICATE_NOT_YET_VALID; with one that only fails by the use CERTIFICATE_USAGE.
 * `details` has the path that came nearest, what is wrong with it, and how many paths were tried. INPUT_INVALID for a
 * malformed certificate or time, LIMIT_EXCEEDED for too many intermediates.
 */
export function verifyChain(leafDer: Uint8Array, options: ChainOptions): VerifiedChain {
  checkOptions(options);
  const { at, purpose } = options;
  const leaf = parseCertificate(leafDer, 'signing certificate');
  const pool = {
    at,
    intermediates: options.intermediates.map((der, index) =>
      parseCertificate(der, `intermediate certificate ${index + 1}`),
    ),
    anchors: options.anchors.map(parseTrustAnchor),
  };
  const rules = { at, purpose, budget: { comparisonsLeft: NAME_COMPARISONS_MAX } };
  const revocation =
    options.revocation === undefined ? null : revocationCheck(options.revocation, pool, rules);
  let nearest: FailedPath | undefined;
  let pathsTried = 0;
  for (const path of candidatePaths(leaf, pool)) {
    pathsTried++;
    const faults = [...findFaults(path, rules), ...(revocation?.faultsOf(path.certificates) ?? [])];
    if (faults.length === 0) return proveChain(path.certificates, options.anchors, revocation);
    nearest = nearerPath(nearest, { ...path, faults });
  }
  throw chainError(nearest ?? { certificates: [leaf], deadEnd: undefined, faults: [] }, {
    at,
    purpose,
    pathsTried,
  });
}

function checkOptions({ at, intermediates }: ChainOptions): void {
  if (!isTimestamp(at)) {
    const received = JSON.stringify(String(at).slice(0, 40));
    throw new StellaError(
      'INPUT_INVALID',
      `expected a time such as 2025-01-15T00:00:00Z, received ${received}`,
    );
  }
  if (intermediates.length > INTERMEDIATES_MAX) {
    throw new StellaError(
      'LIMIT_EXCEEDED',
      `${intermediates.length} intermediate certificates, at most ${INTERMEDIATES_MAX} are read`,
    );
  }
}

function findFaults({ certificates, deadEnd }: CandidatePath, rules: PathRules): readonly PathFault[] {
  if (deadEnd === undefined) return findPathFaults(certificates, rules);
  return [{ code: 'CERTIFICATE_UNTRUSTED', index: certificates.length - 1, reason: deadEnd }];
}

/** Who signs a list with a key of its own must have a valid path to the same anchor (RFC 5280 section 6.3.3 (f)). */
function revocationCheck(options: RevocationOptions, pool: PathPool, rules: PathRules): RevocationCheck {
  const isTrusted = (signer: Certificate, anchor: Certificate): boolean => {
    for (const { certificates, deadEnd } of candidatePaths(signer, pool)) {
      if (deadEnd !== undefined || certificates.at(-1)?.fingerprint !== anchor.fingerprint) continue;
      const faults = findPathFaults(certificates, { ...rules, purpose: 'any' });
      if (faults.length === 0 && check.faultsOf(certificates, true).length === 0) return true;
    }
    return false;
  };
  const check = new RevocationCheck({
    ...options,
    at: rules.at,
    isOwnClock: rules.purpose === 'time-stamping',
    pool: [...pool.anchors, ...pool.intermediates],
    isTrusted,
  });
  return check;
}

function proveChain(
  path: readonly Certificate[],
  anchors: readonly CertificateAnchor[],
  revocation: RevocationCheck | null,
): VerifiedChain {
  const [publicKey, last] = [path[0]?.publicKey, path.at(-1)];
  const anchor = anchors.find(({ der }) => last !== undefined && Buffer.compare(der, last.der) === 0);
  if (publicKey === undefined || typeof publicKey === 'string' || anchor === undefined) {
    throw new StellaError('INTERNAL', 'a path was accepted that has no usable key or no anchor');
  }
  return {
    certificates: path.map(describeCertificate),
    anchorSource: anchor.source,
    publicKey,
    revocation: revocation?.summaryOf(path) ?? null,
  };
}
