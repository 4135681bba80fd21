/** Key usage (RFC 5280 section 4.2.1.3) as a sum of the `KeyUsageFlags` of @peculiar/x509. */

/** True when `keyUsage` allows one of `uses`. A certificate without the extension allows every use. */
export function hasKeyUsage(keyUsage: number | undefined, uses: number): boolean {
  return keyUsage === undefined || (keyUsage & uses) !== 0;
}
