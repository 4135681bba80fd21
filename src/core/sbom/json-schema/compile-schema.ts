/**
 * JSON Schema draft-07 as closures: each schema becomes one function from a value to the first violation or null.
 *
 * Why not a library: a general validator generates code, which for the CycloneDX 1.6 schema takes longer than everything
 * else a scan does, and its `uniqueItems` compares every pair of components. This one is ready in a millisecond or
 * two and is compared with the library in the tests.
 */
import { arrayChecks } from './check-array.ts';
import { combinationChecks } from './check-combination.ts';
import { objectChecks } from './check-object.ts';
import { scalarChecks } from './check-scalar.ts';
import type { JsonSchema, JsonSchemaObject } from './json-schema.ts';
import { type Check, violation } from './violation.ts';

/** Schema documents by the name that a `$ref` between them uses: `spdx`, `jsf-0.82#/definitions/signature`. */
export type SchemaDocuments = { readonly [name: string]: JsonSchemaObject };

const DEFINITION = '/definitions/';

/**
 * The check of a whole schema document. Definitions are compiled when a value first needs them.
 * @throws RangeError, when checking, for a `$ref` to nothing: a defect of the schemas, not of the input
 */
export function compileSchema(documents: SchemaDocuments, name: string): Check {
  const definitions = new Map<string, Check>();

  const compileReference = (reference: string, document: string): Check => {
    const [target = '', fragment = ''] = reference.split('#');
    const key = `${target === '' ? document : target}#${fragment}`;
    return (value) => {
      let check = definitions.get(key);
      if (check === undefined) {
        const [owner = '', pointer = ''] = key.split('#');
        check = compile(findSchema(documents, owner, pointer), owner);
        definitions.set(key, check);
      }
      return check(value);
    };
  };

  const compile = (schema: JsonSchema, document: string): Check => {
    if (typeof schema === 'boolean') return schema ? () => null : () => violation('nothing is allowed here');
    if (schema.$ref !== undefined) return compileReference(schema.$ref, document);
    const compileInner = (inner: JsonSchema): Check => compile(inner, document);
    return allOf([
      ...scalarChecks(schema),
      ...arrayChecks(schema, compileInner),
      ...objectChecks(schema, compileInner),
      ...combinationChecks(schema, compileInner),
    ]);
  };

  return compile(findSchema(documents, name, ''), name);
}

function findSchema(documents: SchemaDocuments, document: string, pointer: string): JsonSchema {
  const root = documents[document];
  const schema = pointer === '' ? root : root?.definitions?.[pointer.slice(DEFINITION.length)];
  if (schema === undefined) throw new RangeError(`no schema ${document}#${pointer}`);
  return schema;
}

/** One function for all: the first violation is the answer. */
function allOf(checks: readonly Check[]): Check {
  const [first, ...more] = checks;
  if (first === undefined) return () => null;
  if (more.length === 0) return first;
  return (value) => {
    for (const check of checks) {
      const found = check(value);
      if (found !== null) return found;
    }
    return null;
  };
}
