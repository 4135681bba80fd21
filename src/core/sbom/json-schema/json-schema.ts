/**
 * The part of JSON Schema draft-07 that the SBOM schemas use. `scripts/generate-sbom-schemas.ts` refuses a schema with
 * any other keyword, so that none is ever silently ignored here.
 */
import type { JsonValue } from '../../json/json-value.ts';

export type JsonType = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null';

export type JsonSchema = boolean | JsonSchemaObject;

export interface JsonSchemaObject {
  /** Alone in its object: draft-07 ignores whatever stands beside it. */
  readonly $ref?: string;
  readonly definitions?: { readonly [name: string]: JsonSchema };
  readonly type?: JsonType;
  readonly enum?: readonly JsonValue[];
  readonly const?: JsonValue;
  readonly required?: readonly string[];
  readonly properties?: { readonly [name: string]: JsonSchema };
  readonly additionalProperties?: boolean;
  /** One schema for every item, or one for each place. */
  readonly items?: JsonSchema | readonly JsonSchema[];
  /** Only beside an array of `items`. */
  readonly additionalItems?: false;
  readonly uniqueItems?: boolean;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly if?: JsonSchema;
  readonly then?: JsonSchema;
  readonly else?: JsonSchema;
}
