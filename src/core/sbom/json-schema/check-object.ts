/** The keywords about objects: the members that must, may and may not be there, and what each may be. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.ts';
import { quote } from '../sbom-error.ts';
import type { JsonSchema, JsonSchemaObject } from './json-schema.ts';
import { type Check, inside, type Violation, violation } from './violation.ts';

type ObjectCheck = (value: JsonObject) => Violation | null;

export function objectChecks(schema: JsonSchemaObject, compile: (schema: JsonSchema) => Check): Check[] {
  const checks: ObjectCheck[] = [];
  if (schema.required !== undefined) checks.push(requiredCheck(schema.required));
  if (schema.properties !== undefined || schema.additionalProperties === false) {
    const members = Object.entries(schema.properties ?? {});
    const memberChecks = new Map(members.map(([name, member]) => [name, compile(member)]));
    checks.push(membersCheck(memberChecks, schema.additionalProperties !== false));
  }
  return checks.map((check) => (value) => (isJsonObject(value) ? check(value) : null));
}

function requiredCheck(names: readonly string[]): ObjectCheck {
  return (value) => {
    for (const name of names) {
      if (!Object.hasOwn(value, name)) return violation(`the member ${quote(name)} is missing`);
    }
    return null;
  };
}

function membersCheck(checks: ReadonlyMap<string, Check>, mayHaveMore: boolean): ObjectCheck {
  return (value) => {
    for (const name in value) {
      const check = checks.get(name);
      if (check !== undefined) {
        const found = check(value[name] as JsonValue);
        if (found !== null) return inside(name, found);
      } else if (!mayHaveMore) {
        return inside(name, violation('no member of this name is allowed here'));
      }
    }
    return null;
  };
}
