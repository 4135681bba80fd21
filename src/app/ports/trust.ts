/** Trust roots, given and kept. */
import type { TrustRoots } from '../../core/trust/trust-roots.ts';

/** Trust roots, and in words where they came from. */
export interface TrustSource {
  readonly roots: TrustRoots;
  readonly origin: string;
  /** True for the store's own: what they vouch for may move the time floor. */
  readonly isOwn?: boolean;
}

export interface TrustReader {
  /**
   * The roots in the files and folders given, or the store's own when none is given.
   * @throws StellaError INPUT_MISSING or INPUT_INVALID
   */
  load(paths: readonly string[]): Promise<TrustSource>;
}

export interface TrustRow {
  /** Key id, or SHA-256 of the certificate's DER. */
  readonly fingerprint: string;
  readonly kind: 'key' | 'certificate';
  readonly pem: string;
  readonly origin: string;
  readonly addedAt: string;
}

export interface TrustStore {
  list(): readonly TrustRow[];
  /** @param reason why, for the ledger */
  add(rows: readonly TrustRow[], reason?: string | null): void;
  /** False when there is none of this fingerprint. */
  remove(fingerprint: string, reason?: string | null): boolean;
}
