/** The Merkle spine as a picture: the root at the top, a row for each node down to the named leaves, and a line from each to its parent. */
import type { SpineNode } from '../../../core/proof/spine.ts';
import { type Html, html } from './html.ts';

const ROW = 24;
const INDENT = 20;
/** Of a monospaced letter of the picture's text. */
const LETTER = 7.3;
const SHOWN_HEX = 8;

interface Placed {
  readonly node: SpineNode;
  readonly row: number;
  readonly depth: number;
  readonly parentRow: number | null;
}

/** The picture, and below it the whole hashes, for who cannot see it and who wants to compare. */
export function spinePicture(root: SpineNode): Html {
  const placed = place(root);
  const width = Math.ceil(
    Math.max(
      ...placed.map((item) => item.depth * INDENT + 20 + (labelOf(item).length + SHOWN_HEX + 2) * LETTER),
    ),
  );
  const height = placed.length * ROW;
  const leaves = placed.filter(({ node }) => node.children.length === 0);
  return html`<svg class="tree" role="img" aria-label="The tree from the root hash down to its leaves; the table below has the same" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
${placed.map(drawNode)}</svg>
<table><caption>The leaves with their whole hashes, which lead to the root hash <code>${root.hash}</code></caption><thead><tr><th scope="col">leaf</th><th scope="col">what it stands for</th><th scope="col">hash</th></tr></thead><tbody>
${leaves.map(
  (item) =>
    html`<tr><th scope="row" data-is="leaf">${numbersOf(item.node)}</th><td>${labelOf(item)}</td><td><code>${item.node.hash}</code></td></tr>
`,
)}</tbody></table>`;
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

function drawNode(item: Placed): Html {
  const { node, row, depth, parentRow } = item;
  const [x, y] = [depth * INDENT + 8, row * ROW + ROW / 2];
  const line =
    parentRow === null
      ? html``
      : html`<path d="M${x - INDENT} ${parentRow * ROW + ROW / 2 + 5}V${y}H${x - 5}"/>`;
  const kind = node.recorded === 'different' ? 'different' : node.children.length === 0 ? 'leaf' : 'inner';
  return html`${line}<circle class="${kind}" cx="${x}" cy="${y}" r="4.5"/><text x="${x + 12}" y="${y + 4}">${labelOf(item)} <tspan class="hash">${node.hash.slice(0, SHOWN_HEX)}…</tspan></text>
`;
}

function labelOf({ node, depth }: Pick<Placed, 'node' | 'depth'>): string {
  const { name, children, leafCount, recorded } = node;
  const warning = recorded === 'different' ? ' DIFFERS FROM THE RECORD' : '';
  if (depth === 0) return `root hash${warning}`;
  if (name !== null) return `${name}${warning}`;
  return `${children.length === 0 ? `${leafCount} findings` : `leaves ${numbersOf(node)}`}${warning}`;
}

/** `0 to 7`, or one number. */
function numbersOf({ firstLeaf, leafCount }: SpineNode): string {
  return leafCount === 1 ? `${firstLeaf}` : `${firstLeaf} to ${firstLeaf + leafCount - 1}`;
}
