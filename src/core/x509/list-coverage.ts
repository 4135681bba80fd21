/** Which certificates a revocation list is about, when it holds, and what lists say of a certificate (RFC 5280 section 6.3). */
import type { Certificate } from './certificate.ts';
import { isSameName } from './distinguished-name.ts';
import { distributionPoints } from './distribution-point.ts';
import { NO_REASONS, type ReasonFlags } from './reason-flags.ts';
import type { RevocationList } from './revocation-list.ts';
import { findRevokedEntry, type RevokedEntry } from './revoked-entry.ts';

/**
 * For which reasons of revocation the list is about the certificate: none when it is not by its issuer, or about other kinds
 * of certificates, or in another part.
 */
export function reasonsAbout({ issuerName, scope }: RevocationList, certificate: Certificate): ReasonFlags {
  if (!isSameName(issuerName, certificate.issuerName)) return NO_REASONS;
  const kind = certificate.extensions.basicConstraints?.isCa === true ? 'ca' : 'end-entity';
  if (scope.kinds !== 'all' && scope.kinds !== kind) return NO_REASONS;
  const { distributionPoint, reasons } = scope;
  if (distributionPoint === undefined) return reasons;
  const points = distributionPoints(certificate.extensions.crlDistributionPoints, certificate.issuerName);
  return points
    .filter(({ names }) => distributionPoint.some((name) => names.includes(name)))
    .reduce((flags, point) => flags | (reasons & point.reasons), NO_REASONS);
}

/** A complete list with the newest delta list that changes it (section 5.2.4), where one was given. */
export interface CurrentList {
  readonly list: RevocationList;
  readonly delta: RevocationList | undefined;
}

/**
 * Puts delta lists to the complete lists that they change: of the same issuer and scope, not older than the delta's base, and
 * older than the delta itself. `unmatched` are deltas for which there is none: what they say cannot be told from them alone.
 */
export function withDeltas(lists: readonly RevocationList[]): {
  readonly current: readonly CurrentList[];
  readonly unmatched: readonly RevocationList[];
} {
  const deltas = lists.filter(({ deltaBase }) => deltaBase !== undefined);
  const complete = lists.filter(({ deltaBase }) => deltaBase === undefined);
  const current = complete.map((list) => ({
    list,
    delta: deltas
      .filter((delta) => isDeltaOf(delta, list))
      .reduce<RevocationList | undefined>(
        (newest, delta) =>
          newest === undefined || (delta.number ?? 0n) > (newest.number ?? 0n) ? delta : newest,
        undefined,
      ),
  }));
  const newest = complete.reduce<bigint>(
    (number, list) => ((list.number ?? 0n) > number ? (list.number ?? 0n) : number),
    0n,
  );
  const isNeeded = (delta: RevocationList): boolean => delta.number === undefined || delta.number > newest;
  const unmatched = deltas.filter(
    (delta) => isNeeded(delta) && !complete.some((list) => isDeltaOf(delta, list)),
  );
  return { current, unmatched };
}

function isDeltaOf(delta: RevocationList, { number, scope }: RevocationList): boolean {
  if (number === undefined || delta.number === undefined || delta.deltaBase === undefined) return false;
  return delta.scope.derHex === scope.derHex && delta.deltaBase <= number && number < delta.number;
}

/** RFC 3339: up to when the list, with its delta, tells of certificates. */
export function currentAsOf({ list, delta }: CurrentList): string {
  return delta === undefined || delta.thisUpdate < list.thisUpdate ? list.thisUpdate : delta.thisUpdate;
}

/** What the list says of a serial number, as its delta has changed it. */
function currentEntry({ list, delta }: CurrentList, serialNumber: string): RevokedEntry | undefined {
  const change = delta === undefined ? undefined : findRevokedEntry(delta.entries, serialNumber);
  if (change?.reason === 'removeFromCRL') return undefined;
  return change ?? findRevokedEntry(list.entries, serialNumber);
}

/**
 * True when the list says whether the certificate was revoked. A CA takes certificates off its list some time after they
 * expired (section 3.3), so a later list is silent about them.
 */
export function covers(
  current: CurrentList,
  { notAfter }: Certificate,
  entry: RevokedEntry | undefined,
): boolean {
  const { keepsExpiredSince } = current.list;
  const keepsExpired = keepsExpiredSince !== undefined && keepsExpiredSince <= notAfter;
  return entry !== undefined || currentAsOf(current) <= notAfter || keepsExpired;
}

/** What the newest of the lists says of the certificate; an older one still counts unless what it said could be taken back. */
export function findEntry(
  lists: readonly CurrentList[],
  { serialNumber }: Certificate,
): RevokedEntry | undefined {
  const newestFirst = lists.toSorted((a, b) => (currentAsOf(a) < currentAsOf(b) ? 1 : -1));
  return newestFirst
    .map((current) => currentEntry(current, serialNumber))
    .find((entry, index) => entry !== undefined && (index === 0 || entry.reason !== 'certificateHold'));
}

/** Why the list does not hold when it is needed: at `at`, and known by `now` (both RFC 3339); or undefined. */
export function findTimeFault(
  { thisUpdate, nextUpdate }: RevocationList,
  { now, at }: { readonly now: string; readonly at: string },
): string | undefined {
  if (thisUpdate > now) return `it is of ${thisUpdate}, after the verification at ${now}`;
  if (nextUpdate === undefined) return 'it does not say until when it holds';
  return nextUpdate < at ? `it held until ${nextUpdate}, no longer at ${at}` : undefined;
}
