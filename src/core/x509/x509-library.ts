/**
 * The one door to @peculiar/x509. It must not be opened before tsyringe finds its `Reflect` functions, and it takes longer to
 * load than everything else, so reach what needs it (certificate.ts, verify-chain.ts) by a dynamic import: then a
 * bundle without a certificate never pays for it.
 */
import './reflect-metadata.ts';
import { derError } from '../encoding/der.ts';

export {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  SubjectKeyIdentifierExtension,
  X509Certificate,
} from '@peculiar/x509';

/**
 * What `call` returns, which must do nothing but call the library: whatever that throws is the certificate's fault.
 * @throws StellaError INPUT_INVALID
 */
export function fromLibrary<T>(call: () => T): T {
  try {
    return call();
  } catch {
    throw derError('its structure is not that of a certificate');
  }
}
