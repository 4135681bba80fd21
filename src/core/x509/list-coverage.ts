/** Which certificates a revocation list is about, when it holds, and what lists say of a certificate (RFC 5280 section 6.3). */
import type { Certificate } from './certificate.ts';
import { isSameName } from './distinguished-name.ts';
import { distributionPointNames } from './distribution-point.ts';
import type { RevocationList } from './revocation-list.ts';
import { findRevokedEntry, type RevokedEntry } from './revoked-entry.ts';

/** True when the list is by the certificate's issuer, and not only about other kinds of certificates or in another part. */
export function isAbout({ issuerName, scope }: RevocationList, certificate: Certificate): boolean {
  if (!isSameName(issuerName, certificate.issuerName)) return false;
  const kind = certificate.extensions.basicConstraints?.isCa === true ? 'ca' : 'end-entity';
  if (scope.kinds !== 'all' && scope.kinds !== kind) return false;
  if (scope.distributionPoint === undefined) return true;
  const names = distributionPointNames(certificate.extensions.crlDistributionPoints, certificate.issuerName);
  return scope.distributionPoint.some((name) => names.includes(name));
}

/**
 * True when the list says whether the certificate was revoked. A CA takes certificates off its list some time after they
 * expired (section 3.3), so a later list is silent about them.
 */
export function covers(
  list: RevocationList,
  { notAfter }: Certificate,
  entry: RevokedEntry | undefined,
): boolean {
  const keepsExpired = list.keepsExpiredSince !== undefined && list.keepsExpiredSince <= notAfter;
  return entry !== undefined || list.thisUpdate <= notAfter || keepsExpired;
}

/** What the newest of the lists says of the certificate; an older one still counts unless what it said could be taken back. */
export function findEntry(
  lists: readonly RevocationList[],
  { serialNumber }: Certificate,
): RevokedEntry | undefined {
  const newestFirst = lists.toSorted((a, b) => (a.thisUpdate < b.thisUpdate ? 1 : -1));
  return newestFirst
    .map(({ entries }) => findRevokedEntry(entries, serialNumber))
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
