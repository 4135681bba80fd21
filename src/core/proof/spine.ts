/**
 * The Merkle tree of a bundle as a picture: the root, the inner nodes, down to the named leaves. Subtrees that hold nothing
 * but findings are one line, whatever their size. Every hash is recomputed from manifest and score; where merkle-proof.json
 * records one for the same place, the two are compared.
 */
import { hexEncode } from '../encoding/hex.ts';
import { auditPath, type MerkleTree } from '../merkle/tree.ts';
import type { MerkleProof } from './merkle-proof.ts';
import { scoreTree } from './merkle-proof.ts';
import { isFindingLeaf, type ScoreLeaf } from './score-leaves.ts';

export interface SpineNode {
  /** First leaf below, and how many. */
  readonly firstLeaf: number;
  readonly leafCount: number;
  /** Recomputed, lowercase hex. */
  readonly hash: string;
  /** The leaf's name; null for an inner node. */
  readonly name: string | null;
  /** What merkle-proof.json records at this place: nothing, the same hash, or another. */
  readonly recorded: 'none' | 'same' | 'different';
  readonly children: readonly SpineNode[];
}

/** A finding's place in the tree: what proves that it is in the signed score. */
export interface FindingProof {
  readonly id: string;
  readonly purl: string;
  readonly index: number;
  readonly leafHash: string;
  /** Bottom up. */
  readonly auditPath: readonly string[];
}

/** The tree over `leaves`, held against the proof document's hashes. */
export function proofSpine(leaves: readonly ScoreLeaf[], proof: MerkleProof): SpineNode {
  const tree = scoreTree(leaves);
  const recorded = recordedHashes(tree, proof);
  return spineNode(tree, leaves, recorded, tree.levels.length - 1, 0);
}

/** True when every recorded hash of the tree is the recomputed one. */
export function isSpineIntact(node: SpineNode): boolean {
  return node.recorded !== 'different' && node.children.every(isSpineIntact);
}

/** The inclusion proof of the leaf at `index`, bottom up, in hex. */
export function leafAuditPath(leaves: readonly ScoreLeaf[], index: number): string[] {
  return auditPath(scoreTree(leaves), index).map(hexEncode);
}

/** Hashes that the document records, by `level/position`. */
type RecordedHashes = ReadonlyMap<string, string>;

function recordedHashes(tree: MerkleTree, proof: MerkleProof): RecordedHashes {
  const recorded = new Map<string, string>();
  const top = tree.levels.length - 1;
  for (const { index, auditPath } of proof.proofs) recordPath(tree, index, auditPath, recorded);
  for (const { index, leafHash } of proof.leaves) recorded.set(`0/${index}`, leafHash);
  recorded.set(`${top}/0`, proof.rootHash.slice('sha256:'.length));
  return recorded;
}

function recordPath(
  tree: MerkleTree,
  index: number,
  path: readonly string[],
  recorded: Map<string, string>,
): void {
  let position = index;
  let used = 0;
  for (const [level, hashes] of tree.levels.slice(0, -1).entries()) {
    const sibling = position ^ 1;
    const hash = path[used];
    if (sibling < hashes.length && hash !== undefined) {
      recorded.set(`${level}/${sibling}`, hash);
      used++;
    }
    position >>= 1;
  }
}

function spineNode(
  tree: MerkleTree,
  leaves: readonly ScoreLeaf[],
  recorded: RecordedHashes,
  level: number,
  position: number,
): SpineNode {
  const firstLeaf = position * 2 ** level;
  const leafCount = Math.min(2 ** level, leaves.length - firstLeaf);
  // A node without a sibling rises through the levels unchanged: it is drawn once, where it stands on its own.
  if (level > 0 && leafCount <= 2 ** (level - 1))
    return spineNode(tree, leaves, recorded, level - 1, position * 2);
  const hash = hexEncode(tree.levels[level]?.[position] as Uint8Array);
  const below = leaves.slice(firstLeaf, firstLeaf + leafCount);
  const isCollapsed = level > 0 && below.every(isFindingLeaf);
  return {
    firstLeaf,
    leafCount,
    hash,
    name: level === 0 ? (leaves[firstLeaf]?.name ?? null) : null,
    recorded: compareRecorded(recorded.get(`${level}/${position}`), hash),
    children:
      level === 0 || isCollapsed
        ? []
        : [position * 2, position * 2 + 1].map((child) =>
            spineNode(tree, leaves, recorded, level - 1, child),
          ),
  };
}

function compareRecorded(recorded: string | undefined, recomputed: string): SpineNode['recorded'] {
  if (recorded === undefined) return 'none';
  return recorded === recomputed ? 'same' : 'different';
}
