/** Key usage bits (RFC 5280 section 4.2.1.3), as @peculiar/x509 numbers them. */
import { KeyUsageFlags } from '@peculiar/x509';

export { KeyUsageFlags };

/** True when `keyUsage` allows one of `uses`. A certificate without the extension allows every use. */
export function hasKeyUsage(keyUsage: number | undefined, uses: number): boolean {
  return keyUsage === undefined || (keyUsage & uses) !== 0;
}
