/** What certificates and timestamps are judged by. */
import type { TrustRoots } from '../../core/trust/trust-roots.ts';
import type { RevocationOptions } from '../../core/x509/revocation.ts';

/** The revocation lists that were given, and whether every certificate must be covered by one. */
export type RevocationRequest = Pick<RevocationOptions, 'lists' | 'isRequired'>;

export interface EvidenceContext {
  readonly trust: TrustRoots;
  /** RFC 3339: the time of verification. */
  readonly now: string;
  readonly revocation: RevocationRequest | null;
}
