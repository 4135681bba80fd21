/** OSV records as the store keeps them: as they were published, deflated. Their digest is over the canonical text, made again here. */
import { inflateRawSync } from 'node:zlib';
import { type Digest, digestOf } from '../../core/digest/sha256.ts';
import { canonicalJson } from '../../core/json/canonical-json.ts';
import type { JsonValue } from '../../core/json/json-value.ts';
import { parseStrictJson } from '../../core/json/strict-json.ts';
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
    const text = inflateRawSync(deflated, { maxOutputLength: KIT_LIMITS.maxRecordBytes });
    const value = parseStrictJson(text, 'the record');
    const canonicalText = canonicalJson(value);
    return { value, canonicalText, digest: digestOf(canonicalText) };
  } catch {
    return null;
  }
}
