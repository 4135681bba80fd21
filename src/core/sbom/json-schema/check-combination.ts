/** The keywords that combine schemas: all, any or exactly one of them, none, or one depending on another. */
import type { JsonSchema, JsonSchemaObject } from './json-schema.ts';
import { type Check, type Violation, violation } from './violation.ts';

export function combinationChecks(schema: JsonSchemaObject, compile: (schema: JsonSchema) => Check): Check[] {
  const checks: Check[] = [];
  if (schema.allOf !== undefined) checks.push(...schema.allOf.map(compile));
  if (schema.anyOf !== undefined) checks.push(countCheck(schema.anyOf.map(compile), Infinity));
  if (schema.oneOf !== undefined) checks.push(countCheck(schema.oneOf.map(compile), 1));
  if (schema.not !== undefined) checks.push(notCheck(compile(schema.not), schema.not));
  if (schema.if !== undefined) {
    checks.push(ifCheck(compile(schema.if), compile(schema.then ?? true), compile(schema.else ?? true)));
  }
  return checks;
}

function countCheck(alternatives: readonly Check[], atMost: number): Check {
  return (value) => {
    let matching = 0;
    let closest: Violation | null = null;
    for (const alternative of alternatives) {
      const found = alternative(value);
      if (found === null) matching++;
      else if (closest === null || found.path.length > closest.path.length) closest = found;
    }
    if (matching === 0) return closest;
    return matching <= atMost ? null : violation(`matches ${matching} alternatives of which one is allowed`);
  };
}

function notCheck(check: Check, schema: JsonSchema): Check {
  return (value) => (check(value) === null ? violation(`not allowed: ${JSON.stringify(schema)}`) : null);
}

function ifCheck(condition: Check, consequence: Check, alternative: Check): Check {
  return (value) => (condition(value) === null ? consequence(value) : alternative(value));
}
