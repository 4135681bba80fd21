/**
 * Names of distribution points (RFC 5280 sections 4.2.1.13 and 5.2.5): by them a CA splits its revocation list into parts, and
 * a certificate says in which part to look. Only equality of the names matters here; nothing is ever fetched.
 */
import {
  contextTag,
  DER_TAG,
  type DerElement,
  DerFields,
  derChildren,
  derError,
  expectTag,
  parseDer,
  primitiveContextTag,
} from '../encoding/der.ts';
import { derEncode } from '../encoding/der-writer.ts';
import { hexEncode } from '../encoding/hex.ts';
import { isStellaError } from '../errors.ts';
import { type DistinguishedName, nameKey, parseDistinguishedName } from './distinguished-name.ts';
import { type GeneralName, parseGeneralName } from './general-name.ts';
import { ALL_REASONS, parseReasonFlags, type ReasonFlags } from './reason-flags.ts';

/**
 * The names of a DistributionPointName as texts, which are equal for equal names. `issuer` is what a relative name extends.
 * @throws StellaError INPUT_INVALID
 */
export function parseDistributionPointName(
  element: DerElement,
  issuer: DistinguishedName,
): readonly string[] {
  const [name, ...more] = derChildren(element);
  if (name === undefined || more.length > 0)
    throw derError('a distribution point name that is not one choice');
  if (name.tag === contextTag(0)) return derChildren(name).flatMap((child) => keyOf(parseGeneralName(child)));
  const rdn = derEncode(DER_TAG.sequence, derEncode(DER_TAG.set, expectTag(name, contextTag(1)).content));
  const { rdns } = parseDistinguishedName(parseDer(rdn));
  return [directoryKey({ rdns: [...issuer.rdns, ...rdns], emailAddresses: [] })];
}

/** Where a certificate says that a list of its own issuer is to be found, by any of these names, and for which reasons. */
export interface DistributionPoint {
  readonly names: readonly string[];
  readonly reasons: ReasonFlags;
}

/** The certificate's CRL distribution points, but for those with an issuer of their own. Empty where they cannot be read. */
export function distributionPoints(
  crlDistributionPoints: Uint8Array | undefined,
  issuer: DistinguishedName,
): readonly DistributionPoint[] {
  if (crlDistributionPoints === undefined) return [];
  try {
    const points = derChildren(expectTag(parseDer(crlDistributionPoints), DER_TAG.sequence));
    return points.flatMap((point) => readPoint(point, issuer));
  } catch (error) {
    if (isStellaError(error)) return [];
    throw error;
  }
}

function readPoint(point: DerElement, issuer: DistinguishedName): readonly DistributionPoint[] {
  const fields = new DerFields(point);
  const name = fields.takeOptional(contextTag(0));
  const reasons = fields.takeOptional(primitiveContextTag(1));
  const ownIssuer = fields.takeOptional(contextTag(2));
  fields.end();
  if (name === undefined || ownIssuer !== undefined) return [];
  const names = parseDistributionPointName(name, issuer);
  return [{ names, reasons: reasons === undefined ? ALL_REASONS : parseReasonFlags(reasons) }];
}

/** No text for a name of a kind that cannot be compared. */
function keyOf(name: GeneralName): readonly string[] {
  switch (name.kind) {
    case 'directory':
      return [directoryKey(name.name)];
    case 'ip':
      return [`ip ${hexEncode(name.bytes)}`];
    case 'other':
      return [];
    default:
      return [`${name.kind} ${name.text}`];
  }
}

function directoryKey(name: DistinguishedName): string {
  return `directory ${nameKey(name)}`;
}
