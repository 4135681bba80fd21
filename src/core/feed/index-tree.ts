/**
 * The RFC 9162 tree over one of the snapshot's indexes (formats.md section 3), from a stream of leaves in the order of their
 * keys: the size of a feed costs no memory. A proof for one leaf needs all leaf hashes: `buildTree` over the same leaves has the
 * same root.
 */
import { type Digest, formatDigest } from '../digest/sha256.ts';
import { RunningRoot } from '../merkle/running-root.ts';

/** What the snapshot's descriptor says of an index. */
export interface FeedIndex {
  readonly treeSize: number;
  readonly rootHash: Digest;
}

/**
 * Size and root of the tree whose leaf i has the UTF-8 bytes of `leafText(leaves[i])` as its data.
 * @param leaves sorted by key, keys unique: not looked at here
 */
export function feedIndexOf<Leaf>(leaves: Iterable<Leaf>, leafText: (leaf: Leaf) => string): FeedIndex {
  const root = new RunningRoot();
  for (const leaf of leaves) root.add(leafText(leaf));
  return { treeSize: root.treeSize, rootHash: formatDigest(root.end()) };
}
