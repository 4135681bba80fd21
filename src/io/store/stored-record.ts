/** OSV records as the store keeps them: as they were published, deflated. Their digest is over the canonical text, made again here. */
import { inflateRawSync } from 'node:zlib';
import { type Digest, digestOf } from '../../core/digest/sha256.ts';
import { parseCanonically } from '../../core/json/canonical-document.ts';
import type { JsonValue } from '../../core/json/json-value.ts';
import { KIT_LIMITS } from '../../core/kit/kit-layout.ts';

export interface StoredRecord {
  readonly value: JsonValue;
  readonly canonicalText: string;
  /** Of the canonical text, for the caller to compare. */
  readonly digest: Digest;
}

/** Null for bytes that are no record: then the store was edited or damaged. */
export function readStoredRecord(deflated: Uint8Array): StoredRecord | null {
  try {
    const bytes = inflateRawSync(deflated, { maxOutputLength: KIT_LIMITS.maxRecordBytes });
    const { value, canonicalText } = parseCanonically(bytes, 'the record');
    return { value, canonicalText, digest: digestOf(canonicalText) };
  } catch {
    return null;
  }
}
