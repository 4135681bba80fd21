/**
 * The one door to @peculiar/x509. It must not be opened before tsyringe finds its `Reflect` functions, and it takes longer to
 * load than everything else, so reach what needs it (certificate.ts, verify-chain.ts) by a dynamic import: then a
 * bundle without a certificate never pays for it.
 */
import './reflect-metadata.ts';

export {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
} from '@peculiar/x509';
