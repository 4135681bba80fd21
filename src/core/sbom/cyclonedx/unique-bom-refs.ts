/**
 * "Every bom-ref must be unique within the BOM" (CycloneDX): a rule that JSON Schema cannot express. It is held to where a
 * reference decides something: a VEX statement about a bom-ref must not be able to mean two different components
 * or services. The same one listed twice is harmless and occurs; the specification's own examples repeat workflow refs.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.ts';
import { inside, type Violation, violation } from '../json-schema/violation.ts';
import { quote } from '../sbom-error.ts';

const CONTAINERS = ['metadata', 'component', 'components', 'services'];
const IDENTITY = ['type', 'group', 'name', 'version', 'purl'];

/** The first `bom-ref` of a document of valid structure that already means something else, or null. */
export function findAmbiguousBomRef(document: JsonObject): Violation | null {
  return visitMembers(document, new Map());
}

function visitMembers(element: JsonObject, meanings: Map<JsonValue, string>): Violation | null {
  for (const name of CONTAINERS) {
    const found = visit(element[name], meanings);
    if (found !== null) return inside(name, found);
  }
  return null;
}

function visit(value: JsonValue | undefined, meanings: Map<JsonValue, string>): Violation | null {
  if (Array.isArray(value)) return visitItems(value, meanings);
  if (!isJsonObject(value)) return null;
  return register(value, meanings) ?? visitMembers(value, meanings);
}

function visitItems(items: readonly JsonValue[], meanings: Map<JsonValue, string>): Violation | null {
  for (let i = 0; i < items.length; i++) {
    const found = visit(items[i], meanings);
    if (found !== null) return inside(i, found);
  }
  return null;
}

function register(element: JsonObject, meanings: Map<JsonValue, string>): Violation | null {
  const bomRef = element['bom-ref'];
  if (bomRef === undefined) return null;
  const meaning = JSON.stringify(IDENTITY.map((name) => element[name]));
  const earlier = meanings.get(bomRef) ?? meaning;
  meanings.set(bomRef, meaning);
  if (earlier === meaning) return null;
  return inside('bom-ref', violation(`another element has the bom-ref ${quote(String(bomRef))} already`));
}
