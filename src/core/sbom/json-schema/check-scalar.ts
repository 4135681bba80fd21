/** The keywords about one value itself: its type, its value, the bounds of a number, the form of a text. */
import type { JsonValue } from '../../json/json-value.ts';
import { quote } from '../sbom-error.ts';
import { isInFormat } from './formats.ts';
import type { JsonSchemaObject, JsonType } from './json-schema.ts';
import { type Check, violation } from './violation.ts';

export function scalarChecks(schema: JsonSchemaObject): Check[] {
  const checks: Check[] = [];
  if (schema.type !== undefined) checks.push(typeCheck(schema.type));
  if (schema.enum !== undefined) checks.push(enumCheck(schema.enum));
  if (schema.const !== undefined) checks.push(enumCheck([schema.const]));
  if (schema.minimum !== undefined || schema.maximum !== undefined) checks.push(rangeCheck(schema));
  if (schema.minLength !== undefined || schema.maxLength !== undefined) checks.push(lengthCheck(schema));
  if (schema.pattern !== undefined) checks.push(patternCheck(schema.pattern));
  if (schema.format !== undefined) checks.push(formatCheck(schema.format));
  return checks;
}

function typeCheck(type: JsonType): Check {
  return (value) => {
    const received = typeOfJson(value);
    if (received === type || (type === 'integer' && Number.isInteger(value))) return null;
    return violation(`expected ${withArticle(type)}, received ${withArticle(received)}`);
  };
}

function typeOfJson(value: JsonValue): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as 'object' | 'string' | 'number' | 'boolean';
}

function withArticle(type: JsonType): string {
  if (type === 'null') return 'null';
  return /^[aio]/.test(type) ? `an ${type}` : `a ${type}`;
}

/** The generator lets only scalars into an enum, so that identity is equality. */
function enumCheck(values: readonly JsonValue[]): Check {
  const allowed = new Set(values);
  const expected = values.length <= 20 ? values.map((value) => JSON.stringify(value)).join(', ') : null;
  return (value) =>
    allowed.has(value)
      ? null
      : violation(`${show(value)} is not one of ${expected ?? `the ${values.length} values allowed`}`);
}

function rangeCheck({ minimum = -Infinity, maximum = Infinity }: JsonSchemaObject): Check {
  return (value) =>
    typeof value !== 'number' || (value >= minimum && value <= maximum)
      ? null
      : violation(`${value} is out of bounds (${showBounds(minimum, maximum)})`);
}

function lengthCheck({ minLength = 0, maxLength = Infinity }: JsonSchemaObject): Check {
  return (value) => {
    if (typeof value !== 'string') return null;
    const length = countCodePoints(value);
    if (length >= minLength && length <= maxLength) return null;
    return violation(`a text of ${length} characters (${showBounds(minLength, maxLength)})`);
  };
}

function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function patternCheck(pattern: string): Check {
  const expression = new RegExp(pattern, 'u');
  return (value) =>
    typeof value !== 'string' || expression.test(value)
      ? null
      : violation(`${show(value)} does not match the pattern ${pattern}`);
}

function formatCheck(format: string): Check {
  return (value) =>
    typeof value !== 'string' || isInFormat(format, value)
      ? null
      : violation(`${show(value)} is not a ${format}`);
}

/** For a message: `at least 1`, `at most 10`, or both. */
export function showBounds(minimum: number, maximum: number): string {
  const bounds = [minimum > -Infinity && `at least ${minimum}`, maximum < Infinity && `at most ${maximum}`];
  return bounds.filter((bound) => bound !== false).join(', ');
}

function show(value: JsonValue): string {
  if (typeof value === 'string') return quote(value);
  return typeof value === 'object' && value !== null ? withArticle(typeOfJson(value)) : JSON.stringify(value);
}
