/** Edits of DER element by element, whose lengths fit afterwards: damage that gets past the outermost reader. */
import type { Random } from '../random.ts';
import { damaged, joined } from './bytes.ts';

interface Node {
  tag: number;
  /** Null for a primitive element. */
  children: Node[] | null;
  content: Uint8Array;
}

/** DER with one to three edits; bytes that are no DER are damaged as bytes. */
export function mutatedDer(bytes: Uint8Array, random: Random): Uint8Array {
  const nodes = random.oneIn(4) ? null : parseNodes(bytes, 0);
  if (nodes === null) return damaged(bytes, random);
  edit(nodes, random);
  // One edit may have made it large; another one would make it larger still.
  for (let left = random.below(3); left > 0 && countNodes(nodes) < NODES_MAX; left--) edit(nodes, random);
  return joined(...nodes.map((node) => encode(node, random)));
}

const NODES_MAX = 1000;

function countNodes(nodes: readonly Node[]): number {
  return nodes.reduce((count, { children }) => count + 1 + (children === null ? 0 : countNodes(children)), 0);
}

function parseNodes(bytes: Uint8Array, depth: number): Node[] | null {
  const nodes: Node[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at]!;
    const header = readLength(bytes, at + 1);
    if (header === null || (tag & 0x1f) === 0x1f) return null;
    const content = bytes.subarray(header.next, header.next + header.length);
    if (content.length !== header.length) return null;
    nodes.push({ tag, content, children: childrenOf(tag, content, depth) });
    at = header.next + header.length;
  }
  return nodes;
}

/** Constructed elements, and strings of octets that hold DER, as extensions do. */
function childrenOf(tag: number, content: Uint8Array, depth: number): Node[] | null {
  if (depth > 24) return null;
  if ((tag & 0x20) !== 0) return parseNodes(content, depth + 1);
  return tag === 0x04 && content.length > 1 ? parseNodes(content, depth + 1) : null;
}

function readLength(
  bytes: Uint8Array,
  at: number,
): { readonly length: number; readonly next: number } | null {
  const first = bytes[at];
  if (first === undefined) return null;
  if (first < 0x80) return { length: first, next: at + 1 };
  const count = first & 0x7f;
  if (count === 0 || count > 3 || at + count >= bytes.length) return null;
  let length = 0;
  for (const octet of bytes.subarray(at + 1, at + 1 + count)) length = length * 256 + octet;
  return { length, next: at + 1 + count };
}

function edit(nodes: Node[], random: Random): void {
  const all: Node[] = [];
  const collect = (list: readonly Node[]): void => {
    for (const node of list) {
      all.push(node);
      if (node.children !== null) collect(node.children);
    }
  };
  collect(nodes);
  if (all.length === 0) return;
  const node = random.pick(all);
  const { children } = node;
  switch (random.below(children === null ? 4 : 9)) {
    case 0:
      node.tag = random.pick([node.tag ^ 0x20, random.below(256), 0x30, 0x02, 0x04, 0x05, 0xa0, 0x80, 0x1e]);
      break;
    case 1:
      Object.assign(node, structuredClone(random.pick(all)));
      break;
    case 2:
      if (children === null) node.content = damaged(node.content, random);
      else children.reverse();
      break;
    case 3:
      if (children === null) node.content = extreme(node, random);
      else node.children = [];
      break;
    case 4:
      children?.splice(random.below(children.length + 1), 1);
      break;
    case 5:
      children?.splice(random.below(children.length + 1), 0, structuredClone(random.pick(all)));
      break;
    case 6: {
      const [repeated] = children ?? [];
      if (repeated !== undefined)
        children?.push(...Array.from({ length: random.pick([1, 70, 700]) }, () => repeated));
      break;
    }
    case 7:
      for (let depth = random.pick([1, 40, 400]); depth > 0; depth--)
        node.children = [{ tag: 0x30, content: new Uint8Array(), children: node.children }];
      break;
    default:
      children?.sort(() => random.below(3) - 1);
  }
}

function extreme({ content }: Node, random: Random): Uint8Array {
  return random.pick([
    () => new Uint8Array(),
    () => Uint8Array.of(0),
    () => Uint8Array.of(0xff),
    () => new Uint8Array(content.length).fill(0xff),
    () => joined(Uint8Array.of(0), content),
    () => joined(Uint8Array.of(0x80), content),
    () => new Uint8Array(random.pick([9, 65, 5000])).fill(0x41),
    () => Buffer.from('99991231235959Z'),
    () => Buffer.from('500101000000Z'),
  ])();
}

/** Its shortest length, now and then another that stands for the same. */
function encode(node: Node, random: Random): Uint8Array {
  const content =
    node.children === null ? node.content : joined(...node.children.map((child) => encode(child, random)));
  return joined(Uint8Array.of(node.tag), encodeLength(content.length, random.oneIn(400)), content);
}

function encodeLength(length: number, isLong: boolean): Uint8Array {
  if (isLong) return Uint8Array.of(0x83, length >> 16, (length >> 8) & 0xff, length & 0xff);
  if (length < 0x80) return Uint8Array.of(length);
  if (length < 0x100) return Uint8Array.of(0x81, length);
  if (length < 0x10000) return Uint8Array.of(0x82, length >> 8, length & 0xff);
  return Uint8Array.of(0x83, length >> 16, (length >> 8) & 0xff, length & 0xff);
}
