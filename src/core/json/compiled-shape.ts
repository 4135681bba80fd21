/**
 * A predicate made from a valibot schema, for documents with hundreds of thousands of values: it copies nothing and explains
 * nothing, and says yes several times faster than valibot. Its no means only that valibot is to be asked: it accepts a part of
 * what the schema accepts, which a property test holds it to.
 */
import * as v from 'valibot';

type AnySchema = v.GenericSchema<unknown, unknown>;
type Predicate = (value: unknown) => boolean;

const compiled = new WeakMap<AnySchema, Predicate>();

/** The predicate of `schema`, made once. */
export function compileShape(schema: AnySchema): Predicate {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const predicate = compile(schema);
  compiled.set(schema, predicate);
  return predicate;
}

function compile(schema: AnySchema): Predicate {
  if ('pipe' in schema) return compilePipe(schema);
  switch (schema.type) {
    case 'string':
      return (value) => typeof value === 'string';
    case 'number':
      return (value) => typeof value === 'number' && !Number.isNaN(value);
    case 'boolean':
      return (value) => typeof value === 'boolean';
    case 'literal': {
      const { literal } = schema as v.LiteralSchema<string, undefined>;
      return (value) => value === literal;
    }
    case 'picklist': {
      const options = new Set<unknown>((schema as v.PicklistSchema<string[], undefined>).options);
      return (value) => options.has(value);
    }
    case 'nullable': {
      const inner = compileShape((schema as v.NullableSchema<AnySchema, undefined>).wrapped);
      return (value) => value === null || inner(value);
    }
    case 'union': {
      const options = (schema as v.UnionSchema<AnySchema[], undefined>).options.map(compileShape);
      return (value) => options.some((accepts) => accepts(value));
    }
    case 'array': {
      const accepts = compileShape((schema as v.ArraySchema<AnySchema, undefined>).item);
      return (value) => Array.isArray(value) && value.every(accepts);
    }
    case 'unknown':
      return () => true;
    case 'optional':
    case 'exact_optional': {
      const inner = compileShape((schema as v.OptionalSchema<AnySchema, undefined>).wrapped);
      return schema.type === 'optional' ? (value) => value === undefined || inner(value) : inner;
    }
    case 'object':
      return compileObject((schema as v.ObjectSchema<v.ObjectEntries, undefined>).entries, true);
    case 'strict_object':
      return compileObject((schema as v.StrictObjectSchema<v.ObjectEntries, undefined>).entries, false);
    default:
      return (value) => v.is(schema, value);
  }
}

/** A schema, and what its values must be besides. */
function compilePipe(schema: AnySchema): Predicate {
  const [inner, ...actions] = (schema as unknown as { pipe: [AnySchema, ...PipeAction[]] }).pipe;
  const tests = actions.map(compileAction);
  if (tests.includes(null)) return (value) => v.is(schema, value);
  const accepts = compileShape(inner);
  return (value) => accepts(value) && tests.every((test) => test?.(value));
}

interface PipeAction {
  readonly type: string;
  readonly requirement?: unknown;
}

function compileAction({ type, requirement }: PipeAction): Predicate | null {
  switch (type) {
    case 'regex':
      return (value) => (requirement as RegExp).test(value as string);
    case 'check':
      return requirement as Predicate;
    case 'safe_integer':
      return Number.isSafeInteger;
    case 'min_value':
      return (value) => (value as number) >= (requirement as number);
    case 'non_empty':
      return (value) => (value as string | unknown[]).length > 0;
    case 'max_value':
      return (value) => (value as number) <= (requirement as number);
    default:
      return null;
  }
}

function compileObject(entries: v.ObjectEntries, mayHaveMore: boolean): Predicate {
  const members = Object.entries(entries).map(([name, schema]) => ({
    name,
    isOptional: schema.type === 'optional' || schema.type === 'exact_optional',
    accepts: compileShape(schema as AnySchema),
  }));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    let known = 0;
    for (const { name, isOptional, accepts } of members) {
      if (Object.hasOwn(value, name)) {
        if (!accepts((value as Record<string, unknown>)[name])) return false;
        known++;
      } else if (!isOptional) return false;
    }
    return mayHaveMore || Object.keys(value).length === known;
  };
}
