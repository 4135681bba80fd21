/**
 * What is known of a bundle's certificate before the signature is checked. Chains are checked in `core/x509`, which is
 * large and loaded only for bundles that carry a certificate; the verifier takes the outcome as a value.
 */
import type { StellaError } from '../errors.ts';
import type { PublicKey } from '../keys/types.ts';

export type CertificateEvidence =
  /** The chain leads to a trust anchor and is valid at the verification time. */
  | {
      readonly status: 'trusted';
      readonly leafKey: PublicKey;
      readonly subject: string;
      readonly notAfter: string;
    }
  /** The certificate can be read, but not relied on. */
  | { readonly status: 'refused'; readonly leafKey: PublicKey; readonly error: StellaError }
  /** The file is not a certificate chain. */
  | { readonly status: 'unreadable'; readonly error: StellaError };
