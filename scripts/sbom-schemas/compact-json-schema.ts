/** Leaves out of a JSON schema what decides nothing, and refuses what the reader's validator does not know. */
import type { JsonSchema, JsonSchemaObject } from '../../src/core/sbom/json-schema/json-schema.ts';

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

const ANNOTATIONS = new Set([
  ...['$schema', '$id', '$comment', 'title', 'description', 'examples', 'default', 'deprecated', 'meta:enum'],
]);
const VALUES = new Set([
  ...['type', 'enum', 'const', 'required', 'additionalProperties', 'uniqueItems', 'minItems', 'maxItems'],
  ...['minimum', 'maximum', 'minLength', 'maxLength', 'pattern', 'format'],
]);
const SCHEMAS = new Set(['not', 'if', 'then', 'else']);
const SCHEMA_LISTS = new Set(['allOf', 'anyOf', 'oneOf']);
const SCHEMA_TABLES = new Set(['properties', 'definitions']);

/** The same schema in the form of `JsonSchemaObject`. */
export function compactJsonSchema(schema: Json): JsonSchemaObject {
  return compact(schema) as JsonSchemaObject;
}

function compact(schema: Json): JsonSchema {
  if (typeof schema === 'boolean') return schema;
  if (!isTable(schema)) throw new Error(`not a schema: ${JSON.stringify(schema)}`);
  if (typeof schema['$ref'] === 'string')
    return { $ref: schema['$ref'].replace('.SNAPSHOT.schema.json', '') };
  const members = Object.entries(schema)
    .filter(([name]) => !ANNOTATIONS.has(name))
    .map(([name, value]) => [name, compactKeyword(name, value)] as const)
    .filter(([name]) => name !== 'additionalItems' || Array.isArray(schema['items']));
  return Object.fromEntries(members) as JsonSchemaObject;
}

function compactKeyword(name: string, value: Json): unknown {
  if (name === 'additionalProperties' && typeof value !== 'boolean') throw new Error('additionalProperties');
  if (name === 'enum' && (value as Json[]).some((item) => typeof item === 'object')) throw new Error('enum');
  if (VALUES.has(name)) return value;
  if (name === 'additionalItems' && value === false) return false;
  if (SCHEMAS.has(name) || (name === 'items' && !Array.isArray(value))) return compact(value);
  if (SCHEMA_LISTS.has(name) || name === 'items') return (value as Json[]).map(compact);
  if (SCHEMA_TABLES.has(name) && isTable(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, compact(member)]));
  }
  throw new Error(`keyword not known to the validator: ${name}: ${JSON.stringify(value)}`);
}

function isTable(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
