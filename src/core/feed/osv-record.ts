/**
 * What the program reads of an OSV record (https://ossf.github.io/osv-schema/, 1.x). Records are hashed whole; only these
 * members are looked at.
 */

export interface OsvEvent {
  readonly introduced?: string;
  readonly fixed?: string;
  readonly last_affected?: string;
  readonly limit?: string;
}

export interface OsvRange {
  readonly type: string;
  readonly events: readonly OsvEvent[];
}

export interface OsvSeverity {
  readonly type: string;
  readonly score: string;
}

export interface OsvAffected {
  readonly package: { readonly ecosystem: string; readonly name: string } | null;
  readonly ranges: readonly OsvRange[];
  readonly versions: readonly string[];
  readonly severity: readonly OsvSeverity[];
}

export interface OsvRecord {
  readonly id: string;
  readonly aliases: readonly string[];
  /** RFC 3339 as in the record, or null. */
  readonly published: string | null;
  readonly modified: string;
  readonly withdrawn: string | null;
  readonly severity: readonly OsvSeverity[];
  readonly affected: readonly OsvAffected[];
  /** `database_specific.severity` of the record (GitHub's: LOW, MODERATE, HIGH, CRITICAL), or null. */
  readonly qualitativeSeverity: string | null;
}
