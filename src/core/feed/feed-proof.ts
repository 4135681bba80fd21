/**
 * `feed-proof.json` (formats.md section 6): of each index of a snapshot, the leaves that a scan asked for, and those between
 * which the others would stand, with one proof that all of them are in the tree. Nothing binds this file but the roots in
 * `feed.json`, which the signed manifest names by digest; so nothing in it is believed before the roots were recomputed.
 *
 *     {"index":{"hashes":["…"],"leaves":[{"index":7,"leaf":{"advisories":["sha256:…"],"key":"npm:lodash"}}]},
 *      "schema":"stella.feed-proof/v1"}
 */
import * as v from 'valibot';
import { formatDigest } from '../digest/sha256.ts';
import { hexEncode } from '../encoding/hex.ts';
import { compareUtf8, sortedByKey } from '../encoding/order.ts';
import { canonicalJson } from '../json/canonical-json.ts';
import { type DocumentFormat, parseCanonicalDocument } from '../json/document.ts';
import { countShape, digestShape, hashHexShape } from '../json/shapes.ts';
import { proveLeaves } from '../merkle/multi-proof.ts';
import { buildTree, leafHash } from '../merkle/tree.ts';
import type { IndexLeaf } from './index-leaf.ts';
import type { FeedIndex } from './index-tree.ts';
import { isProbability } from './probability.ts';

const keyShape = v.pipe(
  v.string(),
  v.check((key) => key !== '', 'expected a key that is not empty'),
);

const advisoriesShape = v.pipe(
  v.array(digestShape),
  v.check(
    (digests) =>
      digests.length > 0 && digests.every((digest, i) => i === 0 || (digests[i - 1] ?? '') < digest),
    'expected digests in order, each once, at least one',
  ),
);

const probabilityShape = v.pipe(v.string(), v.check(isProbability, 'expected a decimal from 0 to 1'));

const packageLeafShape = v.strictObject({ advisories: advisoriesShape, key: keyShape });

export const epssLeafShape = v.strictObject({
  key: keyShape,
  percentile: probabilityShape,
  probability: probabilityShape,
});

export const kevLeafShape = v.strictObject({
  dateAdded: v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/)),
  key: keyShape,
});

const packagesShape = v.strictObject({
  hashes: v.array(hashHexShape),
  leaves: v.array(v.strictObject({ index: countShape, leaf: packageLeafShape })),
});

const epssShape = v.strictObject({
  hashes: v.array(hashHexShape),
  leaves: v.array(v.strictObject({ index: countShape, leaf: epssLeafShape })),
});

const kevShape = v.strictObject({
  hashes: v.array(hashHexShape),
  leaves: v.array(v.strictObject({ index: countShape, leaf: kevLeafShape })),
});

const feedProofShape = v.strictObject({
  schema: v.literal('stella.feed-proof/v1'),
  index: packagesShape,
  epssIndex: v.exactOptional(epssShape),
  kevIndex: v.exactOptional(kevShape),
});

export type FeedProof = v.InferOutput<typeof feedProofShape>;

export const FEED_PROOF_FORMAT = {
  schemaName: 'stella.feed-proof/v1',
  what: 'inputs/feed-proof.json',
  shape: feedProofShape,
  code: 'BUNDLE_INVALID',
} as const satisfies DocumentFormat<typeof feedProofShape>;

/**
 * Reads the canonical bytes of a feed proof. What it proves is not looked at here.
 * @throws StellaError INPUT_INVALID, UNSUPPORTED_VERSION or BUNDLE_INVALID
 */
export function parseFeedProof(bytes: Uint8Array): FeedProof {
  return parseCanonicalDocument(FEED_PROOF_FORMAT, bytes);
}

/** Some leaves of an index, with their places, and the hashes beside them (`core/merkle/multi-proof.ts`). */
export interface IndexProof<Leaf extends IndexLeaf> {
  readonly hashes: string[];
  readonly leaves: { readonly index: number; readonly leaf: Leaf }[];
}

/** The leaf's data: its canonical JSON. */
export function leafText<Leaf extends IndexLeaf>(leaf: Leaf): string {
  return canonicalJson(leaf);
}

/**
 * Proves of each asked key that it is in the index, or that it is not: by its own leaf, or by the two between which it would
 * stand, the first or the last where it would stand outside.
 * @param leaves all of the index, in the order of the tree
 * @param asked in any order
 * @returns the proof, and the index that it is of: the caller compares it with the descriptor's
 */
export function proveIndex<Leaf extends IndexLeaf>(
  leaves: Iterable<Leaf>,
  asked: Iterable<string>,
): { readonly proof: IndexProof<Leaf>; readonly index: FeedIndex } {
  const wanted = wantedLeaves<Leaf>(sortedByKey(new Set(asked), (key) => key));
  const hashes: Uint8Array[] = [];
  for (const leaf of leaves) {
    wanted.pass(hashes.length, leaf);
    hashes.push(leafHash(leafText(leaf)));
  }
  const tree = buildTree(hashes);
  const placed = wanted.end();
  const proofHashes = proveLeaves(
    tree,
    placed.map(({ index }) => index),
  );
  return {
    proof: { hashes: proofHashes.map(hexEncode), leaves: placed },
    index: { treeSize: tree.treeSize, rootHash: formatDigest(tree.rootHash) },
  };
}

/** Picks, of leaves that pass in their order, those that answer for the keys. */
function wantedLeaves<Leaf extends IndexLeaf>(keys: readonly string[]) {
  const picked = new Map<number, Leaf>();
  let next = 0;
  let previous: { readonly index: number; readonly leaf: Leaf } | null = null;
  const pickPrevious = (): void => {
    if (previous !== null) picked.set(previous.index, previous.leaf);
  };
  return {
    pass(index: number, leaf: Leaf): void {
      for (let key = keys[next]; key !== undefined; key = keys[++next]) {
        const order = compareUtf8(key, leaf.key);
        if (order > 0) break;
        picked.set(index, leaf);
        if (order < 0) pickPrevious();
      }
      previous = { index, leaf };
    },
    end(): { index: number; leaf: Leaf }[] {
      if (next < keys.length) pickPrevious();
      return [...picked].sort(([a], [b]) => a - b).map(([index, leaf]) => ({ index, leaf }));
    },
  };
}
