/**
 * How large the proof of 2,000 packages is, as one proof for all and as an audit path a leaf, over indexes of several sizes:
 * `node scripts/bench/feed-proof-size.ts`. Where docs/decisions/0005 has its numbers from.
 */
import { gzipSync } from 'fflate';
import { hexEncode } from '../../src/core/encoding/hex.ts';
import { compareUtf8 } from '../../src/core/encoding/order.ts';
import { leafText, proveIndex } from '../../src/core/feed/feed-proof.ts';
import type { PackageLeaf } from '../../src/core/feed/index-leaf.ts';
import { canonicalDigest, canonicalJson } from '../../src/core/json/canonical-json.ts';
import { auditPath, buildTree, leafHash } from '../../src/core/merkle/tree.ts';

const ASKED = 2000;

/** A name without order: the digits of a digest. */
const nameOf = (i: number): string => `npm:${canonicalDigest(i).slice(7, 27)}`;

for (const treeSize of [2_000, 20_000, 300_000]) {
  const leaves = Array.from({ length: treeSize }, (_, i): PackageLeaf => {
    const advisories = Array.from({ length: 1 + (i % 3) }, (_, j) => canonicalDigest([i, j])).sort();
    return { advisories, key: nameOf(i) };
  }).sort((a, b) => compareUtf8(a.key, b.key));
  // One package of eight has advisories.
  const asked = Array.from({ length: ASKED }, (_, i) => nameOf(i % 8 === 0 ? i : treeSize + i));
  const { proof } = proveIndex(leaves, asked);
  const tree = buildTree(leaves.map((leaf) => leafHash(leafText(leaf))));
  const paths = proof.leaves.map(({ index, leaf }) => ({
    auditPath: auditPath(tree, index).map(hexEncode),
    index,
    leaf,
  }));
  report(`${treeSize} leaves, ${proof.leaves.length} shown, one proof`, canonicalJson({ ...proof }));
  report(`${treeSize} leaves, ${proof.leaves.length} shown, a path each`, canonicalJson(paths));
}

function report(what: string, text: string): void {
  const packed = gzipSync(new TextEncoder().encode(text), { level: 6 });
  console.log(`${what.padEnd(48)} ${kib(text.length)} ${kib(packed.length)} packed`);
}

function kib(bytes: number): string {
  return `${Math.round(bytes / 1024)} KiB`.padStart(10);
}
