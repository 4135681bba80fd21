/** What counts as given in an SBOM. */

/** The text, or null where nothing is written: many tools write an empty version or purl for an unknown one. */
export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A SHA-256 hash as 64 lowercase hex digits, or null for anything else. */
export function sha256OrNull(value: unknown): string | null {
  return typeof value === 'string' && /^[0-9a-fA-F]{64}$/.test(value) ? value.toLowerCase() : null;
}
