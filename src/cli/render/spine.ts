/** The Merkle tree of a bundle, drawn as a tree. */
import type { SpineReport } from '../../app/proof/show-spine.ts';
import type { SpineNode } from '../../core/proof/spine.ts';
import type { Style } from '../terminal.ts';
import { widthOf } from './fit-table.ts';
import { renderPairs } from './layout.ts';

export function renderSpine(report: SpineReport, style: Style): string {
  const marks = report.verified === null ? () => '' : (node: SpineNode) => ` ${mark(node, style)}`;
  return [
    drawNode(report.spine, '', '', marks, style).join('\n'),
    '\n',
    verdictLine(report, style),
    report.finding === null ? '' : renderFinding(report, style),
    `\nThe signature is not checked here: stella proof verify --bundle FILE does that.\n`,
  ].join('');
}

function verdictLine({ verified, treeSize }: SpineReport, { chalk }: Style): string {
  if (verified === null) return '';
  return verified
    ? `\n${chalk.green(`Every recorded hash of the ${treeSize} leaves' tree holds.`)}\n`
    : `\n${chalk.red('The recorded hashes do not follow from the documents.')}\n`;
}

function drawNode(
  node: SpineNode,
  lead: string,
  below: string,
  marks: (node: SpineNode) => string,
  style: Style,
): string[] {
  const hash = style.chalk.cyan(node.hash);
  const name = `${label(node, lead === '')}${marks(node)}`;
  const line = `${lead}${hash} ${name}`;
  const under = `${below}${node.children.length === 0 ? '  ' : '│ '}`;
  return [
    ...(widthOf(line) > style.width ? [`${lead}${name}`, `${under}${hash}`] : [line]),
    ...node.children.flatMap((child, i) => {
      const isLast = i === node.children.length - 1;
      return drawNode(
        child,
        `${below}${isLast ? '└─ ' : '├─ '}`,
        `${below}${isLast ? '   ' : '│  '}`,
        marks,
        style,
      );
    }),
  ];
}

function label(node: SpineNode, isRoot: boolean): string {
  if (node.name !== null) return node.name;
  if (isRoot) return `root of ${node.leafCount} leaves`;
  return node.children.length === 0
    ? `${node.leafCount} findings`
    : `leaves ${node.firstLeaf} to ${node.firstLeaf + node.leafCount - 1}`;
}

function mark({ recorded }: SpineNode, { chalk }: Style): string {
  if (recorded === 'same') return chalk.green('ok');
  return recorded === 'different' ? chalk.red('MISMATCH') : chalk.dim('recomputed');
}

function renderFinding({ finding, rootHash, treeSize }: SpineReport, style: Style): string {
  if (finding === null) return '';
  return `\n${renderPairs(
    [
      ['finding', `${finding.id} in ${finding.purl}`],
      ['leaf', `${finding.index} of ${treeSize}`],
      ['leaf hash', finding.leafHash],
      ...finding.auditPath.map((hash, i): [string, string] => [`path ${i}`, hash]),
      ['root hash', rootHash],
    ],
    style,
  )}`;
}
