/** The simple types of XML Schema (W3C XML Schema part 2) that the CycloneDX schemas use. */
import { parseRfc3339 } from '../../../time/timestamp.ts';
import { showBounds } from '../../json-schema/check-scalar.ts';
import { quote } from '../../sbom-error.ts';
import type { RestrictedType, SimpleType } from './grammar.ts';

/** A type of text: brings a text as written to its value, and says what is wrong with a value, or null. */
export interface TextType {
  normalize(text: string): string;
  problem(value: string): string | null;
}

const ZONE = '(Z|[+-]\\d{2}:\\d{2})?';
const DATE_TIME = new RegExp(`^(\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,20})?)${ZONE}$`);
const DATE = new RegExp(`^(\\d{4}-\\d{2}-\\d{2})${ZONE}$`);

const BUILT_IN: ReadonlyMap<string, TextType> = new Map([
  ['xs:string', textType(preserve, () => true, 'text')],
  ['xs:normalizedString', textType(replace, () => true, 'text')],
  ['xs:token', textType(collapse, () => true, 'text')],
  ['xs:anyURI', textType(collapse, () => true, 'URI')],
  ['xs:boolean', textType(collapse, (value) => /^(?:true|false|1|0)$/.test(value), 'boolean')],
  ['xs:integer', textType(collapse, (value) => /^[+-]?\d+$/.test(value), 'integer')],
  ['xs:nonNegativeInteger', textType(collapse, (value) => /^(?:\+?\d+|-0+)$/.test(value), 'integer from 0')],
  ['xs:positiveInteger', textType(collapse, (value) => /^\+?0*[1-9]\d*$/.test(value), 'integer from 1')],
  [
    'xs:decimal',
    textType(collapse, (value) => /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(value), 'decimal number'),
  ],
  ['xs:dateTime', textType(collapse, isDateTime, 'date and time')],
  ['xs:date', textType(collapse, isDate, 'date')],
]);

/** The built-in type of this name, or undefined. */
export function builtInTextType(name: string): TextType | undefined {
  return BUILT_IN.get(name);
}

/** A type derived by restriction or union; `find` gives the types that it builds on. */
export function compileTextType(type: SimpleType, find: (name: string) => TextType): TextType {
  if ('union' in type) return unionType(type.union.map((member) => find(String(member))));
  return restrictedType(type, find(String(type.base)));
}

/** XML Schema compares the value of each member type, so each brings the text to its own form. */
function unionType(members: readonly TextType[]): TextType {
  return {
    normalize: preserve,
    problem: (text) => {
      const problems = members.map((member) => member.problem(member.normalize(text)));
      return problems.includes(null) ? null : (problems[0] ?? null);
    },
  };
}

function restrictedType(type: RestrictedType, base: TextType): TextType {
  const allowed = type.enum && new Set(type.enum);
  const pattern = type.pattern === undefined ? null : new RegExp(type.pattern, 'u');
  const { minLength = 0, maxLength = Infinity, minimum = -Infinity, maximum = Infinity } = type;
  const shown = (type.pattern ?? '').length > 160 ? 'that the schema demands' : type.pattern;
  const isBoundedLength = minLength > 0 || maxLength < Infinity;
  const isBounded = minimum > -Infinity || maximum < Infinity;
  return {
    normalize: base.normalize,
    problem: (value) => {
      const problem = base.problem(value);
      if (problem !== null) return problem;
      if (allowed !== undefined && !allowed.has(value)) return `${quote(value)} is not ${oneOf(allowed)}`;
      if (pattern?.test(value) === false) return `${quote(value)} does not have the form ${shown}`;
      if (isBoundedLength && !isWithin([...value].length, minLength, maxLength)) {
        return `a text of ${[...value].length} characters (${showBounds(minLength, maxLength)})`;
      }
      if (isBounded && !isWithin(Number(value), minimum, maximum)) {
        return `${quote(value)} is out of bounds (${showBounds(minimum, maximum)})`;
      }
      return null;
    },
  };
}

function isWithin(value: number, minimum: number, maximum: number): boolean {
  return value >= minimum && value <= maximum;
}

function oneOf(allowed: ReadonlySet<string>): string {
  return allowed.size > 20
    ? `one of the ${allowed.size} values allowed`
    : `one of ${[...allowed].join(', ')}`;
}

function textType(
  normalize: (text: string) => string,
  isValue: (value: string) => boolean,
  name: string,
): TextType {
  return {
    normalize,
    problem: (value) => (isValue(value) ? null : `${quote(value)} is not a valid ${name}`),
  };
}

function preserve(text: string): string {
  return text;
}

function replace(text: string): string {
  return text.replaceAll(/[\t\n\r]/g, ' ');
}

function collapse(text: string): string {
  return text.replaceAll(/[ \t\n\r]+/g, ' ').replaceAll(/^ | $/g, '');
}

/** The time zone is optional in XML Schema; the years beyond 9999 are not read. */
function isDateTime(value: string): boolean {
  const [, time, zone = 'Z'] = DATE_TIME.exec(value) ?? [];
  return parseRfc3339(`${time}${zone}`) !== null;
}

function isDate(value: string): boolean {
  const [, date, zone = 'Z'] = DATE.exec(value) ?? [];
  return parseRfc3339(`${date}T00:00:00${zone}`) !== null;
}
