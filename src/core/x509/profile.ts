/**
 * Rules of the profile (RFC 5280 section 4) that any reader of a certificate can hold it to, whatever path it stands in: a
 * certificate that breaks one contradicts itself or leaves a name unsaid. What section 4 asks of the issuing CA for others'
 * convenience (key identifiers, a positive serial number, a critical basicConstraints) is not asked for here: section 6 does
 * not ask for it, and certificates made by hand with common tools lack it.
 */
import { limit } from '../limits.ts';
import type { Certificate } from './certificate.ts';
import { isCritical } from './extensions.ts';
import { hasKeyUsage } from './key-usage.ts';
import { KeyUsageFlags } from './x509-library.ts';

/** Longest serial number in octets (section 4.1.2.2). */
export const SERIAL_BYTES_MAX = limit('serialBytes');

/** What is wrong with the certificate on its own; empty when nothing is. */
export function findProfileFaults(certificate: Certificate): readonly string[] {
  const { extensions, publicKey, serialNumber, signed } = certificate;
  const isCa = extensions.basicConstraints?.isCa === true;
  const faults: string[] = [];
  if (typeof publicKey === 'string') faults.push(`its key cannot be used: ${publicKey}`);
  for (const oid of extensions.unprocessedCritical)
    faults.push(`its extension ${oid} is critical and not one that is supported as such`);
  if (Buffer.compare(signed.innerAlgorithm.bytes, signed.algorithm.bytes) !== 0) {
    faults.push('the signature algorithm within it is not the one beside its signature');
  }
  // A leading zero octet only says that the number is positive.
  if (serialNumber.replace(/^00/, '').length > 2 * SERIAL_BYTES_MAX) {
    faults.push(`its serial number is longer than ${SERIAL_BYTES_MAX} octets`);
  }
  if (
    !isCa &&
    extensions.keyUsage !== undefined &&
    hasKeyUsage(extensions.keyUsage, KeyUsageFlags.keyCertSign)
  ) {
    faults.push('its key usage allows to sign certificates, though it is not a CA');
  }
  return [...faults, ...nameFaults(certificate, isCa)];
}

/** Sections 4.1.2.4, 4.1.2.6 and 4.2.1.10. */
function nameFaults({ subjectName, issuerName, extensions }: Certificate, isCa: boolean): readonly string[] {
  const faults: string[] = [];
  const hasCriticalAltName =
    extensions.subjectAltNames !== undefined && isCritical(extensions, 'subjectAltName');
  if (issuerName.rdns.length === 0) faults.push('its issuer has no name');
  if (subjectName.rdns.length === 0 && (isCa || !hasCriticalAltName)) {
    faults.push('its subject has neither a name nor a critical alternative one');
  }
  if (extensions.nameConstraints !== undefined && !(isCa && isCritical(extensions, 'nameConstraints'))) {
    faults.push('its name constraints are not critical, or it is not a CA');
  }
  return faults;
}
