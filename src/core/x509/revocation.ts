/**
 * Whether the certificates of a path were revoked, by the lists that were given (RFC 5280 section 6.3). A list that should
 * tell of a certificate but cannot be used (stale, of an unsupported kind, not signed by its issuer) leaves its state
 * unknown, and the path is refused; a certificate that no list is about is reported as not covered.
 */
import { limit } from '../limits.ts';
import type { Certificate } from './certificate.ts';
import { findSignatureFault } from './certificate-signature.ts';
import { isSameName } from './distinguished-name.ts';
import { hasKeyUsage } from './key-usage.ts';
import {
  type CurrentList,
  covers,
  currentAsOf,
  findEntry,
  findTimeFault,
  reasonsAbout,
  withDeltas,
} from './list-coverage.ts';
import type { PathFault } from './path-validation.ts';
import { ALL_REASONS, NO_REASONS } from './reason-flags.ts';
import type { RevocationList } from './revocation-list.ts';
import { type RevokedEntry, revokedSince } from './revoked-entry.ts';
import { KeyUsageFlags } from './x509-library.ts';

/** Certificates other than the issuer's that may have signed its list: so many are looked at. */
export const LIST_SIGNERS_MAX = limit('listSigners');

/** The lists, and what a chain is asked of them. */
export interface RevocationOptions {
  readonly lists: readonly RevocationList[];
  /** RFC 3339, the time of verification: a list from after it is not believed. */
  readonly now: string;
  /** RFC 3339: a trusted timestamp says that the signature existed then. Null where nothing says so. */
  readonly signedBy: string | null;
  /** Refuse a path with a certificate that no list covers. */
  readonly isRequired: boolean;
}

/** What is known of a chain that was accepted. */
export interface RevocationSummary {
  /** RFC 3339: no certificate below the anchor was on its list then. Null when one of them is not covered. */
  readonly asOf: string | null;
  /** Subjects of the certificates that no list covers. */
  readonly uncovered: readonly string[];
  /** Revoked, but after the signature was made. */
  readonly revokedLater: readonly (RevokedEntry & { readonly subject: string })[];
}

/** What the check needs of the one who verifies the chain. */
export interface RevocationContext extends RevocationOptions {
  /** RFC 3339: when the chain must be valid. A list whose successor was due before is stale. */
  readonly at: string;
  /** The certificates of the chain date their own signature (revoked-entry.ts). */
  readonly isOwnClock: boolean;
  /** Where signers of lists are looked for, besides the path. */
  readonly pool: readonly Certificate[];
  /** True when a path leads from `signer` to `anchor`, all of it valid and, as far as is known, not revoked. */
  readonly isTrusted: (signer: Certificate, anchor: Certificate) => boolean;
}

type State =
  | { readonly status: 'good'; readonly asOf: string; readonly revokedLater?: RevokedEntry }
  | { readonly status: 'revoked'; readonly entry: RevokedEntry }
  | { readonly status: 'unknown'; readonly reason: string }
  | { readonly status: 'uncovered' };

interface Link {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly anchor: Certificate;
}

/** Holds paths against the lists. The state of a certificate is found once, however many paths it is in. */
export class RevocationCheck {
  readonly #context: RevocationContext;
  readonly #states = new Map<string, State>();

  constructor(context: RevocationContext) {
    this.#context = context;
  }

  /** What the lists have against `path`, leaf first and anchor last. `isPlain`: lists by the issuers' own keys only. */
  faultsOf(path: readonly Certificate[], isPlain = false): readonly PathFault[] {
    return linksOf(path).flatMap((link, index): readonly PathFault[] => {
      const state = this.#stateOf(link, isPlain);
      const fault = { code: 'CERTIFICATE_UNTRUSTED', index } as const;
      if (state.status === 'revoked')
        return [{ ...fault, reason: describeRevocation(state.entry), revoked: state.entry }];
      if (state.status === 'unknown') return [{ ...fault, reason: state.reason }];
      const isMissing = state.status === 'uncovered' && this.#context.isRequired && !isPlain;
      return isMissing ? [{ ...fault, reason: 'no revocation list that was given covers it' }] : [];
    });
  }

  /** What is known of a path that has no fault. */
  summaryOf(path: readonly Certificate[]): RevocationSummary {
    const states = linksOf(path).map((link) => ({
      subject: link.certificate.subject,
      state: this.#stateOf(link, false),
    }));
    const uncovered = states.filter(({ state }) => state.status !== 'good').map(({ subject }) => subject);
    const times = states.flatMap(({ state }) => (state.status === 'good' ? [state.asOf] : []));
    return {
      asOf: uncovered.length === 0 ? (times.sort()[0] ?? null) : null,
      uncovered,
      revokedLater: states.flatMap(({ subject, state }) =>
        state.status === 'good' && state.revokedLater !== undefined
          ? [{ subject, ...state.revokedLater }]
          : [],
      ),
    };
  }

  #stateOf(link: Link, isPlain: boolean): State {
    const key = `${link.certificate.fingerprint} ${link.issuer.fingerprint} ${link.anchor.fingerprint} ${isPlain}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const state = this.#findState(link, isPlain);
    this.#states.set(key, state);
    return state;
  }

  #findState(link: Link, isPlain: boolean): State {
    const { certificate } = link;
    const applicable = this.#context.lists.filter((list) => reasonsAbout(list, certificate) !== NO_REASONS);
    const faults = applicable.map((list) => this.#findListFault(list, link, isPlain));
    const usable = applicable.filter((_, index) => faults[index] === undefined);
    const { current, unmatched } = withDeltas(usable);
    const entry = findEntry(current, certificate);
    if (entry !== undefined && this.#isUndoing(entry)) return { status: 'revoked', entry };
    const obstacle = findObstacle(applicable, unmatched);
    if (obstacle !== undefined) return { status: 'unknown', reason: obstacle };
    const covering = current.filter((list) => covers(list, certificate, entry));
    const reasons = covering.reduce((flags, { list }) => flags | reasonsAbout(list, certificate), NO_REASONS);
    if (reasons === ALL_REASONS) {
      const asOf = coveredAsOf(covering, certificate);
      return { status: 'good', asOf, ...(entry === undefined ? {} : { revokedLater: entry }) };
    }
    const reason = faults.find((fault) => fault !== undefined) ?? (covering.length > 0 ? PARTLY : undefined);
    return reason === undefined ? { status: 'uncovered' } : { status: 'unknown', reason };
  }

  /** Why a list that is about the certificate tells nothing of it, or undefined. */
  #findListFault(list: RevocationList, link: Link, isPlain: boolean): string | undefined {
    const fault =
      list.unsupported ?? findTimeFault(list, this.#context) ?? this.#findSignerFault(list, link, isPlain);
    return fault === undefined ? undefined : unusable(list, fault);
  }

  /** Section 6.3.3 (f) and (g): by the issuer's key, or by another key of the same name that leads to the same anchor. */
  #findSignerFault(list: RevocationList, { issuer, anchor }: Link, isPlain: boolean): string | undefined {
    if (Buffer.compare(list.signed.innerAlgorithm.bytes, list.signed.algorithm.bytes) !== 0)
      return 'the signature algorithm within it is not the one beside its signature';
    const fault = findKeyFault(list, issuer);
    if (fault === undefined) {
      return hasKeyUsage(issuer.extensions.keyUsage, KeyUsageFlags.cRLSign)
        ? undefined
        : 'the key usage of its issuer does not allow to sign it';
    }
    const others = isPlain ? [] : this.#context.pool.filter((other) => maySign(list, other, issuer));
    const isSigned = others
      .slice(0, LIST_SIGNERS_MAX)
      .some((other) => findKeyFault(list, other) === undefined && this.#context.isTrusted(other, anchor));
    return isSigned ? undefined : fault;
  }

  #isUndoing(entry: RevokedEntry): boolean {
    const { signedBy, isOwnClock } = this.#context;
    const since = revokedSince(entry, isOwnClock);
    return signedBy === null || since === null || since <= signedBy;
  }
}

const PARTLY = 'the revocation lists that were given are about some reasons only';

/**
 * A list that is about the certificate and not understood may say that it was revoked, and so may a delta list whose base was
 * not given: other lists beside them do not help.
 */
function findObstacle(
  applicable: readonly RevocationList[],
  unmatched: readonly RevocationList[],
): string | undefined {
  const unsupported = applicable.find((list) => list.unsupported !== undefined);
  if (unsupported !== undefined) return unusable(unsupported, unsupported.unsupported ?? '');
  const [delta] = unmatched;
  return delta === undefined
    ? undefined
    : unusable(delta, 'it is a delta list, and no complete list was given that it changes');
}

function unusable({ source }: RevocationList, reason: string): string {
  return `its revocation list (${source}) cannot be used: ${reason}`;
}

/** The newest list about all reasons; where there is none, what all of them together say is as old as the oldest. */
function coveredAsOf(covering: readonly CurrentList[], certificate: Certificate): string {
  const whole = covering.filter(({ list }) => reasonsAbout(list, certificate) === ALL_REASONS);
  const times = (whole.length > 0 ? whole : covering).map(currentAsOf).sort();
  return (whole.length > 0 ? times.at(-1) : times[0]) ?? '';
}

/** The certificates below the anchor, which is trusted by configuration, each with the one that issued it. */
function linksOf(path: readonly Certificate[]): readonly Link[] {
  const anchor = path.at(-1);
  return path.flatMap((certificate, index) => {
    const issuer = path[index + 1];
    return issuer === undefined || anchor === undefined ? [] : [{ certificate, issuer, anchor }];
  });
}

function findKeyFault(list: RevocationList, { publicKey }: Certificate): string | undefined {
  if (typeof publicKey === 'string') return `the key of its issuer cannot be used: ${publicKey}`;
  return findSignatureFault(list.signed, publicKey);
}

/** Another key of the list's issuer must be marked for lists: without key usage it could be any certificate of that name. */
function maySign(list: RevocationList, other: Certificate, issuer: Certificate): boolean {
  const { keyUsage } = other.extensions;
  return (
    other.fingerprint !== issuer.fingerprint &&
    keyUsage !== undefined &&
    hasKeyUsage(keyUsage, KeyUsageFlags.cRLSign) &&
    isSameName(other.subjectName, list.issuerName)
  );
}

function describeRevocation({ revokedAt, reason, invalidSince }: RevokedEntry): string {
  const since = invalidSince === null ? '' : `, invalid since ${invalidSince}`;
  return `it was revoked at ${revokedAt} (${reason ?? 'no reason given'}${since})`;
}
