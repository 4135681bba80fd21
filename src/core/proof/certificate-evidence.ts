/**
 * What is known of a bundle's certificate before the signature is checked. Chains are checked in `core/x509`, which is
 * large and loaded only for bundles that carry a certificate; the verifier takes the outcome as a value.
 */
import type { StellaError } from '../errors.ts';
import type { PublicKey } from '../keys/types.ts';
import type { RevocationSummary } from '../x509/revocation.ts';

export type CertificateEvidence =
  /** The chain leads to a trust anchor and was valid when it had to be. */
  | {
      readonly status: 'trusted';
      readonly leafKey: PublicKey;
      readonly subject: string;
      readonly notAfter: string;
      /** RFC 3339: when it had to be valid: when it signed, where a timestamp proves that, else now. */
      readonly judgedAt: string;
      readonly revocation: RevocationSummary | null;
    }
  /** The certificate can be read, but not relied on. */
  | { readonly status: 'refused'; readonly leafKey: PublicKey; readonly error: StellaError }
  /** The file is not a certificate chain. */
  | { readonly status: 'unreadable'; readonly error: StellaError };
