/** Rules and policies that the store keeps. */
import type { Digest } from '../../core/digest/sha256.ts';

export type DocumentKind = 'rules' | 'policy';

export interface DocumentRow {
  readonly kind: DocumentKind;
  readonly name: string;
  readonly version: string;
  /** The blob of its canonical JSON. */
  readonly digest: Digest;
  readonly size: number;
  /** `built-in`, or the id of the kit that brought it. */
  readonly origin: string;
  readonly addedAt: string;
}

export interface DocumentStore {
  /** Those that kits brought, but for kits that were rolled back. */
  list(kind: DocumentKind): readonly DocumentRow[];
}
