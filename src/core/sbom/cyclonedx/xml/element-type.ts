/** The types of a grammar, made ready for checking when an element first has them. */
import { SPDX_LICENSE_IDS } from '../schemas.ts';
import { type ContentState, compileContent } from './content-model.ts';
import type { ComplexType, SimpleType, TypeRef, XmlGrammar } from './grammar.ts';
import { builtInTextType, compileTextType, type TextType } from './text-type.ts';

/** What an element of a type may hold. */
export interface ElementType {
  readonly attributes: ReadonlyMap<string, TextType>;
  readonly required: readonly string[];
  readonly anyAttribute: 'other' | 'any' | null;
  /** The type of its text; null where only white space between elements is allowed. */
  readonly text: TextType | null;
  /** Its child elements; null where there are none. */
  readonly content: ContentState | null;
}

/** Anything (`xs:anyType`), or what a type says. */
export type KnownType = ElementType | 'anything';

/** @throws RangeError for a name that the grammar does not define: a defect of the grammar, not of the input */
export function createTypeFinder(grammar: XmlGrammar): (type: TypeRef) => KnownType {
  const known = new Map<TypeRef, KnownType>();
  const textTypes = new Map<string, TextType>();

  const findText = (name: string): TextType => {
    const type = textTypes.get(name) ?? builtInTextType(name) ?? compileTextType(definition(name), findText);
    textTypes.set(name, type);
    return type;
  };
  const definition = (name: string): SimpleType => {
    if (name === 'spdx:licenseId') return { base: 'xs:string', enum: SPDX_LICENSE_IDS };
    const type = grammar.types[name];
    if (type === undefined || !isSimple(type)) throw new RangeError(`no simple type ${name}`);
    return type;
  };
  const textTypeOf = (type: TypeRef): TextType => {
    if (typeof type === 'string') return findText(type);
    return compileTextType(type as SimpleType, findText);
  };
  const compile = (type: TypeRef): KnownType => {
    if (type === 'xs:anyType') return 'anything';
    const defined = typeof type === 'string' ? (grammar.types[type] ?? null) : type;
    return defined === null || isSimple(defined)
      ? { ...EMPTY, text: textTypeOf(type) }
      : compileElementType(defined, textTypeOf);
  };
  return (type) => {
    let found = known.get(type);
    if (found === undefined) {
      found = compile(type);
      known.set(type, found);
    }
    return found;
  };
}

const EMPTY: ElementType = {
  attributes: new Map(),
  required: [],
  anyAttribute: null,
  text: null,
  content: null,
};

function compileElementType(type: ComplexType, textTypeOf: (type: TypeRef) => TextType): ElementType {
  const attributes = Object.entries(type.attributes ?? {});
  const text = type.mixed === true ? 'xs:string' : type.text;
  return {
    attributes: new Map(attributes.map(([name, use]) => [name, textTypeOf(use.type)])),
    required: attributes.filter(([, use]) => use.required === true).map(([name]) => name),
    anyAttribute: type.anyAttribute ?? null,
    text: text === undefined ? null : textTypeOf(text),
    content: type.content === undefined ? null : compileContent(type.content),
  };
}

function isSimple(type: SimpleType | ComplexType): type is SimpleType {
  return 'base' in type || 'union' in type;
}
