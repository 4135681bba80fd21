/** "Every bom-ref must be unique within the BOM" (CycloneDX): a rule that JSON Schema cannot express. */
import type { JsonValue } from '../../json/json-value.ts';
import { inside, type Violation, violation } from '../json-schema/violation.ts';
import { quote } from '../sbom-error.ts';

/**
 * The first `bom-ref` of a valid document that another element has already, or null. Members of this name are always
 * declarations; references are called `ref`, `dependsOn` and so on.
 */
export function findRepeatedBomRef(document: JsonValue): Violation | null {
  return visit(document, new Set());
}

function visit(value: JsonValue, seen: Set<JsonValue>): Violation | null {
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) return visitItems(value, seen);
  const object = value as { readonly [name: string]: JsonValue };
  for (const name in object) {
    const member = object[name] as JsonValue;
    const found = name === 'bom-ref' ? register(member, seen) : visit(member, seen);
    if (found !== null) return inside(name, found);
  }
  return null;
}

function visitItems(items: readonly JsonValue[], seen: Set<JsonValue>): Violation | null {
  for (let i = 0; i < items.length; i++) {
    const found = visit(items[i] as JsonValue, seen);
    if (found !== null) return inside(i, found);
  }
  return null;
}

function register(bomRef: JsonValue, seen: Set<JsonValue>): Violation | null {
  if (seen.has(bomRef)) return violation(`another element has the bom-ref ${quote(String(bomRef))} already`);
  seen.add(bomRef);
  return null;
}
