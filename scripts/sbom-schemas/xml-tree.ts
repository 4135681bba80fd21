/** The elements of an XML schema as a tree, without its annotations. */
import { SaxesParser } from 'saxes';

export interface XmlNode {
  /** Local name. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly children: XmlNode[];
}

export function parseXmlTree(text: string): XmlNode {
  const document: XmlNode = { name: '', attributes: {}, children: [] };
  const open = [document];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', (tag) => {
    const attributes = Object.fromEntries(
      Object.values(tag.attributes).map(({ name, value }) => [name, value]),
    );
    open.push({ name: tag.local, attributes, children: [] });
  });
  parser.on('closetag', () => {
    const node = open.pop() as XmlNode;
    if (node.name !== 'annotation' && node.name !== 'unique') open.at(-1)?.children.push(node);
  });
  parser.write(text).close();
  return document.children[0] as XmlNode;
}
