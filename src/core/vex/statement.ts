/** What every VEX format says, in one form: this vulnerability, in these products, has this status. */
import type { Digest } from '../digest/sha256.ts';
import type { ProductIdentity } from './product-identity.ts';

/** The four statuses of VEX, by OpenVEX's names. */
export type VexStatus = 'not_affected' | 'affected' | 'fixed' | 'under_investigation';

/** A version, or a range of versions, that a statement is narrowed to. */
export interface VexVersion {
  /** A version as the ecosystem writes it, or a VERS range, `vers:npm/>=1.0|<2.0`. */
  readonly text: string;
  /** CycloneDX's word on this version beside the statement's status; null where there is none. */
  readonly isAffected: boolean | null;
}

/** What a statement is about. */
export interface VexProduct {
  readonly product: ProductIdentity;
  /**
   * The product that it is a part of, which then must be what was scanned or be in it; null where the statement names
   * none.
   */
  readonly within: ProductIdentity | null;
  /** Null: every version that `product` allows. */
  readonly versions: readonly VexVersion[] | null;
}

export interface VexStatement {
  /** Ids and aliases of the one vulnerability. */
  readonly vulnerabilities: readonly string[];
  readonly products: readonly VexProduct[];
  /** The products, as the document calls them, that it names by nothing that can be recognised (a CPE, a plain name). */
  readonly unrecognised: readonly string[];
  readonly status: VexStatus;
  /** The issuer's own words, or the status where there are none. */
  readonly reason: string;
  /** Milliseconds since 1970; null where the document has no time at all, which is before every other time. */
  readonly timestampMs: number | null;
  readonly document: Digest;
  /** The document's digest and where in it the statement stands, an RFC 6901 pointer: `sha256:…#/statements/0`. */
  readonly ref: string;
}

/** True for the statuses that take a finding out of the score. */
export function isSuppressing(status: VexStatus): boolean {
  return status === 'not_affected' || status === 'fixed';
}

/** One text of what an issuer gives as reason: `vulnerable_code_not_present: the class is removed`. */
export function joinReason(parts: readonly (string | undefined)[], fallback: string): string {
  return parts.filter((part) => part !== undefined && part.trim() !== '').join(': ') || fallback;
}
