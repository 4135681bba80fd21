/**
 * Finds equal items in time that grows with the size of the array, not with its square: an SBOM may have 100,000
 * components, and whoever wrote it may want the reader to hang.
 */
import { canonicalJson } from '../../json/canonical-json.ts';
import type { JsonValue } from '../../json/json-value.ts';

/**
 * Index of the first item that equals one before it (JSON Schema: the order of members does not matter), or null.
 * A quick fingerprint separates nearly all items; only those that share one are compared, by their canonical text.
 */
export function findEqualItem(items: readonly JsonValue[]): number | null {
  if (items.length < 2) return null;
  const firstWith = new Map<number, number>();
  const textsWith = new Map<number, Set<string>>();
  for (const [i, item] of items.entries()) {
    const key = fingerprint(item);
    const first = firstWith.get(key);
    if (first === undefined) {
      firstWith.set(key, i);
      continue;
    }
    const texts = textsWith.get(key) ?? new Set([canonicalJson(items[first] as JsonValue)]);
    textsWith.set(key, texts);
    const text = canonicalJson(item);
    if (texts.has(text)) return i;
    texts.add(text);
  }
  return null;
}

/** 32 bits that are the same for equal values, whatever the order of their members. */
function fingerprint(value: JsonValue): number {
  if (typeof value === 'string') return hashText(value, 1);
  if (Array.isArray(value)) return value.reduce((hash: number, item) => mix(hash, fingerprint(item)), 2);
  if (typeof value !== 'object' || value === null) return hashText(String(value), 3);
  let sum = 4;
  for (const [name, member] of Object.entries(value)) sum = (sum + hashText(name, fingerprint(member))) | 0;
  return sum;
}

/** FNV-1a over the code units. */
function hashText(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = mix(hash, text.charCodeAt(i));
  return hash;
}

function mix(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x01000193);
}
