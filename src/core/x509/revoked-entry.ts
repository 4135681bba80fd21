/** Entries of a revocation list (RFC 5280 section 5.3): which certificate was revoked, when, and from when on that counts. */
import { DER_TAG, type DerElement, DerFields, derError, derMembers, parseDer } from '../encoding/der.ts';
import { derCount, derInteger } from '../encoding/der-values.ts';
import { hexEncode } from '../encoding/hex.ts';
import { parseCertificateTime } from './certificate-time.ts';
import { type RawExtension, readExtensionList } from './extensions.ts';

const OID = {
  reasonCode: '2.5.29.21',
  invalidityDate: '2.5.29.24',
  certificateIssuer: '2.5.29.29',
} as const;

const PROCESSED: ReadonlySet<string> = new Set([OID.reasonCode, OID.invalidityDate]);

/** CRLReason by its number (section 5.3.1); 7 is not used. */
const REASONS = {
  0: 'unspecified',
  1: 'keyCompromise',
  2: 'cACompromise',
  3: 'affiliationChanged',
  4: 'superseded',
  5: 'cessationOfOperation',
  6: 'certificateHold',
  /** In a delta list: it is no longer revoked. */
  8: 'removeFromCRL',
  9: 'privilegeWithdrawn',
  10: 'aACompromise',
} as const;

/** CRLReason by its name. */
export type RevocationReason = (typeof REASONS)[keyof typeof REASONS];

/** Nothing is wrong with the key, says the CA, so what was signed before the revocation stays signed (RFC 3161 section 4). */
const HARMLESS_REASONS: ReadonlySet<RevocationReason | null> = new Set([
  'unspecified',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'privilegeWithdrawn',
] as const);

/** A revoked certificate. */
export interface RevokedEntry {
  /** Lowercase hex of the serial number's octets. */
  readonly serialNumber: string;
  /** RFC 3339. */
  readonly revokedAt: string;
  /** Null when the CA gives none. */
  readonly reason: RevocationReason | null;
  /** RFC 3339: since when the CA holds the key for stolen, or the certificate for wrong; null when it does not say. */
  readonly invalidSince: string | null;
}

/**
 * From when on the entry undoes a signature that a trusted timestamp dates, RFC 3339; null for always. A CA that gives no
 * reason, or says that the key was stolen, leaves nothing to rely on unless it says since when. `isOwnClock`: the time is
 * itself the word of the revoked certificate, as in a timestamp's own chain; who has stolen that key writes any time.
 */
export function revokedSince(entry: RevokedEntry, isOwnClock: boolean): string | null {
  const { revokedAt, reason, invalidSince } = entry;
  const isHarmless = HARMLESS_REASONS.has(reason);
  if (reason === 'certificateHold' || (!isHarmless && (invalidSince === null || isOwnClock))) return null;
  return invalidSince !== null && invalidSince < revokedAt ? invalidSince : revokedAt;
}

/**
 * The entry of a serial number (its octets in lowercase hex), or undefined.
 * @throws StellaError INPUT_INVALID
 */
export function findRevokedEntry(
  entries: DerElement | undefined,
  serialNumber: string,
): RevokedEntry | undefined {
  if (entries === undefined) return undefined;
  const serial = Buffer.from(serialNumber, 'hex');
  for (const entry of derMembers(entries)) {
    const [first] = derMembers(entry);
    if (first !== undefined && Buffer.compare(first.content, serial) === 0) return readEntry(entry).entry;
  }
  return undefined;
}

/**
 * Why no entry of the list may be used, or undefined: section 5.3 wants it so when one of them has a critical extension that
 * is not processed, such as the certificateIssuer of indirect lists.
 * @throws StellaError INPUT_INVALID for an entry that is not of its form
 */
export function findUnsupportedEntry(entries: DerElement | undefined, isDelta: boolean): string | undefined {
  if (entries === undefined) return undefined;
  for (const element of derMembers(entries)) {
    const { entry, extensions } = readEntry(element);
    if (entry.reason === 'removeFromCRL' && !isDelta)
      return 'it takes back an entry, though it is no delta list';
    if (extensions.has(OID.certificateIssuer))
      return 'it has entries of other issuers, which is not supported';
    for (const [oid, { isCritical }] of extensions) {
      if (isCritical && !PROCESSED.has(oid))
        return `the extension ${oid} of an entry is critical and not supported`;
    }
  }
  return undefined;
}

function readEntry(element: DerElement): {
  readonly entry: RevokedEntry;
  readonly extensions: ReadonlyMap<string, RawExtension>;
} {
  const fields = new DerFields(element);
  const serialNumber = hexEncode(derInteger(fields.take(DER_TAG.integer)));
  const revokedAt = parseCertificateTime(fields.take());
  const extensions = readExtensionList(fields.takeOptional(DER_TAG.sequence));
  fields.end();
  const reason = extensions.get(OID.reasonCode);
  const invalidityDate = extensions.get(OID.invalidityDate);
  const entry = {
    serialNumber,
    revokedAt,
    reason: reason === undefined ? null : readReason(reason.value),
    invalidSince: invalidityDate === undefined ? null : parseCertificateTime(parseDer(invalidityDate.value)),
  };
  return { entry, extensions };
}

function readReason(value: Uint8Array): RevocationReason {
  const code = derCount(parseDer(value), DER_TAG.enumerated);
  const reason = (REASONS as Readonly<Record<number, RevocationReason>>)[code];
  if (reason === undefined) throw derError(`the revocation reason ${code}`);
  return reason;
}
