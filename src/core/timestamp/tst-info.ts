/** What a time-stamping authority signs: an imprint and a time (RFC 3161 section 2.4.2, TSTInfo). */

import {
  contextTag,
  DER_TAG,
  type DerElement,
  DerFields,
  derChildren,
  derError,
  parseDer,
  primitiveContextTag,
} from '../encoding/der.ts';
import { assertStrictDer, derBoolean, derCount, derOid, derUnsigned } from '../encoding/der-values.ts';
import { hexEncode } from '../encoding/hex.ts';
import { limit } from '../limits.ts';
import { formatTimestamp, parseRfc3339 } from '../time/timestamp.ts';
import { readExtensionList } from '../x509/extensions.ts';
import { type GeneralName, parseGeneralName } from '../x509/general-name.ts';
import { type PreciseTime, parseGeneralizedTime } from './generalized-time.ts';
import { type MessageImprint, parseMessageImprint } from './message-imprint.ts';

/** A clock that is not known to the day says nothing about a certificate. */
export const ACCURACY_SECONDS_MAX = limit('timestampAccuracySeconds');

const NANOSECONDS = 1_000_000_000;

/** What the authority attests: that the hashed bytes existed at the time. */
export interface TstInfo {
  /** Object identifier of the authority's policy. */
  readonly policy: string;
  readonly imprint: MessageImprint;
  /** Lowercase hex of its magnitude. */
  readonly serialNumber: string;
  /** genTime as RFC 3339 in whole seconds; a fraction is cut off. */
  readonly time: string;
  /** RFC 3339: the latest moment that genTime can mean, with its fraction and its accuracy, rounded up to a second. */
  readonly latest: string;
  /** Magnitude of the query's nonce; null when the query had none. */
  readonly nonce: Uint8Array | null;
  /** What the authority calls itself; the certificate decides who it is. */
  readonly authorityName: GeneralName | undefined;
}

/**
 * Reads the DER of a TSTInfo.
 * @throws StellaError INPUT_INVALID for one that is not strict DER of version 1 or has a critical extension
 */
export function parseTstInfo(der: Uint8Array): TstInfo {
  assertStrictDer(der);
  const fields = new DerFields(parseDer(der));
  const version = derCount(fields.take(DER_TAG.integer));
  if (version !== 1) throw derError(`version ${version}, expected 1`);
  const policy = derOid(fields.take(DER_TAG.oid));
  const imprint = parseMessageImprint(fields.take(DER_TAG.sequence));
  const serialNumber = hexEncode(derUnsigned(fields.take(DER_TAG.integer)));
  const genTime = parseGeneralizedTime(fields.take(DER_TAG.generalizedTime));
  const accuracy = fields.takeOptional(DER_TAG.sequence);
  const ordering = fields.takeOptional(DER_TAG.boolean);
  const nonce = fields.takeOptional(DER_TAG.integer);
  const name = fields.takeOptional(contextTag(0));
  checkExtensions(fields.takeOptional(contextTag(1)));
  fields.end();
  if (ordering !== undefined && !derBoolean(ordering))
    throw derError('an ordering that spells out its default');
  return {
    policy,
    imprint,
    serialNumber,
    time: genTime.time,
    latest: latestTime(genTime, accuracy === undefined ? 0 : parseAccuracy(accuracy)),
    nonce: nonce === undefined ? null : derUnsigned(nonce),
    authorityName: name === undefined ? undefined : parseAuthorityName(name),
  };
}

/** Accuracy in nanoseconds; millis and micros are 1 to 999. */
function parseAccuracy(element: DerElement): number {
  const fields = new DerFields(element);
  const seconds = fields.takeOptional(DER_TAG.integer);
  const millis = fields.takeOptional(primitiveContextTag(0));
  const micros = fields.takeOptional(primitiveContextTag(1));
  fields.end();
  const whole = seconds === undefined ? 0 : derCount(seconds);
  if (whole > ACCURACY_SECONDS_MAX)
    throw derError(`an accuracy of ${whole} seconds, at most ${ACCURACY_SECONDS_MAX} are taken`);
  return whole * NANOSECONDS + thousandths(millis) * 1_000_000 + thousandths(micros) * 1000;
}

function thousandths(element: DerElement | undefined): number {
  if (element === undefined) return 0;
  const value = derCount(element, element.tag);
  if (value < 1 || value > 999) throw derError(`an accuracy of ${value} thousandths`);
  return value;
}

function latestTime({ time, nanoseconds }: PreciseTime, accuracy: number): string {
  const seconds = Math.ceil((nanoseconds + accuracy) / NANOSECONDS);
  const latest = formatTimestamp((parseRfc3339(time) ?? Number.NaN) + seconds * 1000);
  if (latest === null) throw derError('a time after the year 9999');
  return latest;
}

function parseAuthorityName(tagged: DerElement): GeneralName {
  const [name, ...more] = derChildren(tagged);
  if (name === undefined || more.length > 0) throw derError('a name of the authority that is not one name');
  return parseGeneralName(name);
}

/** [1] IMPLICIT Extensions. We know none, so none may be critical. */
function checkExtensions(tagged: DerElement | undefined): void {
  if (tagged === undefined) return;
  for (const [oid, { isCritical }] of readExtensionList({ ...tagged, tag: DER_TAG.sequence }))
    if (isCritical) throw derError(`extension ${oid} is critical and not supported`);
}
