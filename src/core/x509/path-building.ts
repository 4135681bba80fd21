/**
 * Finding paths from a certificate up to a trust anchor (RFC 4158). Issuers are looked up by name and must have made the
 * signature; the paths come one at a time, likeliest first, and dead ends come too, with the reason, for the report.
 *
 * The pool is hostile: cross-signed certificates make loops, and a number of paths that grows exponentially. No path holds a
 * name and key twice, no path is longer than CHAIN_LENGTH_MAX, and after STEPS_MAX steps the search ends.
 */
import { limit } from '../limits.ts';
import type { Certificate } from './certificate.ts';
import { findSignatureFault } from './certificate-signature.ts';
import { nameKey } from './distinguished-name.ts';

/** Certificates in a path, leaf and anchor included. */
export const CHAIN_LENGTH_MAX = limit('chainCertificates');
/** Issuers tried in one search, over all paths; each costs one signature check at most. */
export const STEPS_MAX = limit('pathSteps');

/** A path from the leaf upwards. It ends in an anchor, or it is a dead end with the reason why it goes no further. */
export interface CandidatePath {
  readonly certificates: readonly Certificate[];
  readonly deadEnd: string | undefined;
}

/** What paths are made of. */
export interface PathPool {
  readonly anchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  /** RFC 3339; issuers valid then are tried first. */
  readonly at: string;
}

/** Every path from `leaf`, lazily. A leaf that is an anchor itself is a path of one. */
export function* candidatePaths(leaf: Certificate, pool: PathPool): Generator<CandidatePath> {
  if (pool.anchors.some(({ fingerprint }) => fingerprint === leaf.fingerprint)) {
    yield { certificates: [leaf], deadEnd: undefined };
    return;
  }
  yield* new PathSearch(pool).extend([leaf]);
}

class PathSearch {
  readonly #issuersByName: ReadonlyMap<string, readonly Certificate[]>;
  readonly #anchors: ReadonlySet<string>;
  readonly #at: string;
  readonly #signatureFaults = new Map<string, string | undefined>();
  #stepsLeft = STEPS_MAX;

  constructor({ anchors, intermediates, at }: PathPool) {
    this.#issuersByName = groupByName([...anchors, ...intermediates]);
    this.#anchors = new Set(anchors.map(({ fingerprint }) => fingerprint));
    this.#at = at;
  }

  /** Every way up from the last certificate of `path`. The recursion is as deep as a path is long. */
  *extend(path: readonly Certificate[]): Generator<CandidatePath> {
    const last = path.at(-1);
    if (last === undefined) return;
    const issuers = this.#issuersOf(last).filter(
      (issuer) => !path.some((seen) => isSameAuthority(seen, issuer)),
    );
    if (issuers.length === 0)
      yield { certificates: path, deadEnd: 'no certificate of its issuer is trusted or was given' };
    if (issuers.length > 0 && path.length >= CHAIN_LENGTH_MAX) {
      yield { certificates: path, deadEnd: `the path is longer than ${CHAIN_LENGTH_MAX} certificates` };
      return;
    }
    for (const issuer of issuers) {
      if (this.#stepsLeft-- <= 0) {
        yield { certificates: path, deadEnd: `no path was found in ${STEPS_MAX} steps` };
        return;
      }
      const fault = this.#signatureFault(last, issuer);
      if (fault !== undefined) yield { certificates: path, deadEnd: fault };
      else if (this.#anchors.has(issuer.fingerprint))
        yield { certificates: [...path, issuer], deadEnd: undefined };
      else yield* this.extend([...path, issuer]);
    }
  }

  /** Certificates with the issuer's name: anchors first, then those whose key identifier fits, then those valid at the time. */
  #issuersOf(certificate: Certificate): readonly Certificate[] {
    const issuers = this.#issuersByName.get(nameKey(certificate.issuerName)) ?? [];
    const rank = (issuer: Certificate): number =>
      (this.#anchors.has(issuer.fingerprint) ? 0 : 4) +
      (isKeyIdMismatch(certificate, issuer) ? 2 : 0) +
      (issuer.notBefore <= this.#at && this.#at <= issuer.notAfter ? 0 : 1);
    return [...issuers].sort((a, b) => rank(a) - rank(b));
  }

  #signatureFault(child: Certificate, issuer: Certificate): string | undefined {
    const edge = `${child.fingerprint} ${issuer.fingerprint}`;
    if (!this.#signatureFaults.has(edge)) this.#signatureFaults.set(edge, checkSignature(child, issuer));
    return this.#signatureFaults.get(edge);
  }
}

function checkSignature(child: Certificate, issuer: Certificate): string | undefined {
  const { publicKey } = issuer;
  if (typeof publicKey === 'string') return `the key of its issuer cannot be used: ${publicKey}`;
  return findSignatureFault(child.signed, publicKey);
}

/** Key identifiers help to choose; RFC 5280 does not let them decide. */
function isKeyIdMismatch(certificate: Certificate, issuer: Certificate): boolean {
  const { authorityKeyId } = certificate.extensions;
  const { subjectKeyId } = issuer.extensions;
  return authorityKeyId !== undefined && subjectKeyId !== undefined && authorityKeyId !== subjectKeyId;
}

/** The same name and key: going through it again proves nothing new (RFC 4158 section 5.2). */
function isSameAuthority(a: Certificate, b: Certificate): boolean {
  if (a.fingerprint === b.fingerprint) return true;
  if (typeof a.publicKey === 'string' || typeof b.publicKey === 'string') return false;
  return a.publicKey.keyid === b.publicKey.keyid && nameKey(a.subjectName) === nameKey(b.subjectName);
}

function groupByName(certificates: readonly Certificate[]): ReadonlyMap<string, readonly Certificate[]> {
  const groups = new Map<string, Certificate[]>();
  const seen = new Set<string>();
  for (const certificate of certificates) {
    if (seen.has(certificate.fingerprint)) continue;
    seen.add(certificate.fingerprint);
    const key = nameKey(certificate.subjectName);
    groups.set(key, [...(groups.get(key) ?? []), certificate]);
  }
  return groups;
}
