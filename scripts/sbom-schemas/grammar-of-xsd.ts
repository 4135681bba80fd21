/** Turns an XML schema into the form of `XmlGrammar`, and refuses every construct that has no place there. */
import type {
  AttributeUse,
  ComplexType,
  Particle,
  RestrictedType,
  SimpleType,
  TypeRef,
  XmlGrammar,
} from '../../src/core/sbom/cyclonedx/xml/grammar.ts';
import { parseXmlTree, type XmlNode } from './xml-tree.ts';

/** The grammar of a schema with one global element. */
export function grammarOfXsd(text: string): XmlGrammar {
  const schema = parseXmlTree(text);
  const [root, ...more] = children(schema, 'element');
  if (root === undefined || more.length > 0) throw new Error('one global element expected');
  const types = [...children(schema, 'simpleType'), ...children(schema, 'complexType')];
  return {
    namespace: attribute(schema, 'targetNamespace'),
    root: { name: attribute(root, 'name'), type: typeOf(root, schema) },
    types: Object.fromEntries(types.map((type) => [attribute(type, 'name'), typeDefinition(type, schema)])),
  };
}

function typeDefinition(node: XmlNode, schema: XmlNode): SimpleType | ComplexType {
  return node.name === 'simpleType' ? simpleType(node) : complexType(node, schema);
}

/** The type of an element or attribute: named, or defined inside it. */
function typeOf(node: XmlNode, schema: XmlNode): TypeRef {
  const named = node.attributes['type'];
  if (named !== undefined) return reference(named);
  const inner = [...children(node, 'simpleType'), ...children(node, 'complexType')][0];
  return inner === undefined ? 'xs:anyType' : typeDefinition(inner, schema);
}

/** `bom:component` is `component` in its own grammar; `xs:` and `spdx:` stay. */
function reference(qualifiedName: string): string {
  return qualifiedName.replace(/^bom:/, '');
}

function simpleType(node: XmlNode): SimpleType {
  const union = children(node, 'union')[0];
  if (union !== undefined) return { union: attribute(union, 'memberTypes').split(/\s+/).map(reference) };
  const restriction = only(children(node, 'restriction'), 'restriction');
  const facets: Record<string, number | string> = {};
  const values: string[] = [];
  for (const facet of restriction.children) {
    const value = facet.attributes['value'] ?? '';
    if (facet.name === 'enumeration') values.push(value);
    else if (facet.name === 'pattern' && facets['pattern'] === undefined) facets['pattern'] = pattern(value);
    else if (facet.name === 'minLength' || facet.name === 'maxLength') facets[facet.name] = Number(value);
    else if (facet.name === 'minInclusive') facets['minimum'] = Number(value);
    else if (facet.name === 'maxInclusive') facets['maximum'] = Number(value);
    else throw new Error(`facet ${facet.name}`);
  }
  const base = reference(attribute(restriction, 'base'));
  return { base, ...facets, ...(values.length > 0 && { enum: values }) } as RestrictedType;
}

/**
 * The pattern for ECMAScript. In the CPE pattern `(\?*|\*?)` can match nothing in two ways, which makes the time that a
 * backtracking matcher needs exponential in the number of such groups; `(\?*|\*)` matches the same.
 */
function pattern(xsdPattern: string): string {
  return `^(?:${xsdPattern.replaceAll('(\\?*|\\*?)', '(\\?*|\\*)')})$`;
}

function complexType(node: XmlNode, schema: XmlNode): ComplexType {
  const parts: Record<string, unknown> = node.attributes['mixed'] === 'true' ? { mixed: true } : {};
  const attributes: Record<string, AttributeUse> = {};
  for (const child of node.children) {
    if (child.name === 'simpleContent') {
      const extension = only(child.children, 'extension');
      const inner = complexType(extension, schema);
      Object.assign(parts, inner, { text: reference(attribute(extension, 'base')) });
    } else if (child.name === 'sequence' || child.name === 'choice')
      parts['content'] = particle(child, schema);
    else if (child.name === 'anyAttribute') parts['anyAttribute'] = wildcard(child);
    else Object.assign(attributes, attributeUses(child, schema));
  }
  return { ...(Object.keys(attributes).length > 0 && { attributes }), ...parts } as ComplexType;
}

function attributeUses(node: XmlNode, schema: XmlNode): Record<string, AttributeUse> {
  if (node.name === 'attributeGroup') {
    const name = reference(attribute(node, 'ref'));
    const group = children(schema, 'attributeGroup').find((child) => child.attributes['name'] === name);
    if (group === undefined) throw new Error(`no attribute group ${name}`);
    return Object.assign({}, ...group.children.map((child) => attributeUses(child, schema)));
  }
  if (node.name !== 'attribute') throw new Error(`${node.name} in a type`);
  const isRequired = node.attributes['use'] === 'required';
  const use: AttributeUse = { type: typeOf(node, schema), ...(isRequired && { required: true }) };
  return { [attribute(node, 'name')]: use };
}

function particle(node: XmlNode, schema: XmlNode): Particle {
  return { ...occurrence(node), ...particleTerm(node, schema) } as Particle;
}

function particleTerm(node: XmlNode, schema: XmlNode): object {
  if (node.name === 'any') {
    if (wildcard(node) !== 'other') throw new Error('any of the own namespace');
    return { anyOther: true };
  }
  if (node.name === 'element') {
    const mayBeEmpty = node.attributes['default'] !== undefined && { mayBeEmpty: true };
    return { element: attribute(node, 'name'), type: typeOf(node, schema), ...mayBeEmpty };
  }
  if (node.name !== 'sequence' && node.name !== 'choice') throw new Error(`particle ${node.name}`);
  return { [node.name]: node.children.map((child) => particle(child, schema)) };
}

function occurrence(node: XmlNode): object {
  const { minOccurs = '1', maxOccurs = '1' } = node.attributes;
  if (!['0', '1'].includes(minOccurs) || !['1', 'unbounded'].includes(maxOccurs)) throw new Error('occurs');
  return { ...(minOccurs === '0' && { min: 0 }), ...(maxOccurs === 'unbounded' && { max: maxOccurs }) };
}

function wildcard(node: XmlNode): 'other' | 'any' {
  const { namespace, processContents } = node.attributes;
  if (processContents !== 'lax') throw new Error(`processContents ${processContents}`);
  if (namespace === '##other') return 'other';
  if (namespace === '##any') return 'any';
  throw new Error(`namespace ${namespace}`);
}

function children(node: XmlNode, name: string): XmlNode[] {
  return node.children.filter((child) => child.name === name);
}

function only(nodes: XmlNode[], name: string): XmlNode {
  const [node, ...more] = nodes;
  if (node?.name !== name || more.length > 0) throw new Error(`one ${name} expected`);
  return node;
}

function attribute(node: XmlNode, name: string): string {
  const value = node.attributes[name];
  if (value === undefined) throw new Error(`${node.name} without ${name}`);
  return value;
}
