/** The Merkle spine as a picture: the root at the left, a row for each leaf or folded subtree, a line from each node to its parent. */
import type { SpineNode } from '../../../core/proof/spine.ts';
import { type Html, html } from './html.ts';

const ROW = 22;
const INDENT = 22;
const TEXT_WIDTH = 560;
const SHOWN_HEX = 12;

interface Placed {
  readonly node: SpineNode;
  readonly row: number;
  readonly depth: number;
  readonly parentRow: number | null;
}

export function spinePicture(root: SpineNode): Html {
  const placed = place(root);
  const depth = Math.max(...placed.map((item) => item.depth));
  const [width, height] = [depth * INDENT + TEXT_WIDTH, placed.length * ROW + 8];
  return html`<div class="wide"><svg role="img" aria-label="The Merkle tree from the root down to the named leaves" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
${placed.map(drawNode)}</svg></div>`;
}

/** Every node in the order of a table of contents, with its place. */
function place(root: SpineNode): Placed[] {
  const placed: Placed[] = [];
  const visit = (node: SpineNode, depth: number, parentRow: number | null): void => {
    const row = placed.length;
    placed.push({ node, row, depth, parentRow });
    for (const child of node.children) visit(child, depth + 1, row);
  };
  visit(root, 0, null);
  return placed;
}

function drawNode({ node, row, depth, parentRow }: Placed): Html {
  const [x, y] = [depth * INDENT + 12, row * ROW + 16];
  const line =
    parentRow === null ? html`` : html`<path d="M${x - INDENT} ${parentRow * ROW + 22}V${y - 4}H${x - 4}"/>`;
  const mark = node.recorded === 'different' ? 'different' : 'same';
  return html`${line}<text class="${mark}" x="${x}" y="${y}">${node.hash.slice(0, SHOWN_HEX)}… ${labelOf(node)}</text>
`;
}

function labelOf({ name, firstLeaf, leafCount, children, recorded }: SpineNode): string {
  const warning = recorded === 'different' ? ' DIFFERS FROM THE RECORD' : '';
  if (name !== null) return `${name}${warning}`;
  const last = firstLeaf + leafCount - 1;
  return children.length === 0
    ? `${leafCount} findings${warning}`
    : `leaves ${firstLeaf} to ${last}${warning}`;
}
