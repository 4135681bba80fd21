/** The keywords about arrays: their items, their length, that no two items are equal. */
import type { JsonValue } from '../../json/json-value.ts';
import { showBounds } from './check-scalar.ts';
import type { JsonSchema, JsonSchemaObject } from './json-schema.ts';
import { findEqualItem } from './unique-items.ts';
import { type Check, inside, type Violation, violation } from './violation.ts';

type ArrayCheck = (items: readonly JsonValue[]) => Violation | null;

export function arrayChecks(schema: JsonSchemaObject, compile: (schema: JsonSchema) => Check): Check[] {
  const checks: ArrayCheck[] = [];
  const { items, minItems = 0, maxItems = Infinity } = schema;
  if (minItems > 0 || maxItems < Infinity) checks.push(lengthCheck(minItems, maxItems));
  if (isList(items)) checks.push(placesCheck(items.map(compile), schema.additionalItems !== false));
  else if (items !== undefined) checks.push(itemsCheck(compile(items)));
  if (schema.uniqueItems === true) checks.push(uniqueCheck);
  return checks.map((check) => (value) => (Array.isArray(value) ? check(value) : null));
}

function isList(items: JsonSchema | readonly JsonSchema[] | undefined): items is readonly JsonSchema[] {
  return Array.isArray(items);
}

function lengthCheck(minItems: number, maxItems: number): ArrayCheck {
  return ({ length }) =>
    length >= minItems && length <= maxItems
      ? null
      : violation(`an array of ${length} items (${showBounds(minItems, maxItems)})`);
}

function itemsCheck(check: Check): ArrayCheck {
  return (items) => {
    for (let i = 0; i < items.length; i++) {
      const found = check(items[i] as JsonValue);
      if (found !== null) return inside(i, found);
    }
    return null;
  };
}

function placesCheck(checks: readonly Check[], mayHaveMore: boolean): ArrayCheck {
  return (items) => {
    if (items.length > checks.length && !mayHaveMore) {
      return inside(checks.length, violation(`only ${checks.length} items are allowed here`));
    }
    for (const [i, check] of checks.entries()) {
      const item = items[i];
      const found = item === undefined ? null : check(item);
      if (found !== null) return inside(i, found);
    }
    return null;
  };
}

const uniqueCheck: ArrayCheck = (items) => {
  const index = findEqualItem(items);
  return index === null ? null : inside(index, violation('equal to an item before it'));
};
