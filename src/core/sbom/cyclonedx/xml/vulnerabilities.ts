/** The `vulnerabilities` of an XML document in the form that the JSON format gives them. */

export interface XmlNode {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Null where the element has elements only. */
  text: string | null;
  readonly children: XmlNode[];
}

/** JSON has an array where XML has one of these elements around repeated ones of the second name. */
const LISTS: ReadonlyMap<string, string> = new Map([
  ['references', 'reference'],
  ['ratings', 'rating'],
  ['cwes', 'cwe'],
  ['advisories', 'advisory'],
  ['organizations', 'organization'],
  ['individuals', 'individual'],
  ['tools', 'tool'],
  ['hashes', 'hash'],
  ['externalReferences', 'reference'],
  ['responses', 'response'],
  ['affects', 'target'],
  ['versions', 'version'],
  ['properties', 'property'],
  ['vulnerabilities', 'vulnerability'],
]);
/** Elements that JSON gives another name. */
const RENAMED: ReadonlyMap<string, string> = new Map([['responses', 'response']]);
const NUMBERS = new Set(['score', 'cwe']);

/** The items of a `vulnerabilities` element. */
export function vulnerabilitiesOf(vulnerabilities: XmlNode): unknown[] {
  return vulnerabilities.children.map(jsonOf);
}

function jsonOf(node: XmlNode): unknown {
  const { name, attributes, children, text } = node;
  const itemName = LISTS.get(name);
  if (itemName !== undefined && children.every((child) => child.name === itemName))
    return children.map(jsonOf);
  if (name === 'property') return { name: attributes.get('name'), value: text };
  if (text !== null && attributes.size === 0) return NUMBERS.has(name) ? Number(text) : text;
  const members = children.map((child) => [RENAMED.get(child.name) ?? child.name, jsonOf(child)] as const);
  const content = text === null ? [] : [['content', text] as const];
  return Object.fromEntries([...attributes, ...members, ...content]);
}
