/** merkle-proof.json: the root over a score and the audit paths of its named leaves (formats.md section 5). */
import * as v from 'valibot';
import { type Digest, formatDigest } from '../digest/sha256.ts';
import { hexDecode, hexEncode } from '../encoding/hex.ts';
import { StellaError } from '../errors.ts';
import { type DocumentFormat, parseCanonicalDocument } from '../json/document.ts';
import { countShape, digestShape, hashHexShape } from '../json/shapes.ts';
import { rootFromInclusionProof } from '../merkle/inclusion-proof.ts';
import { auditPath, buildTree, type MerkleTree } from '../merkle/tree.ts';
import { isFindingLeaf, type ScoreLeaf } from './score-leaves.ts';

export const merkleProofShape = v.strictObject({
  schema: v.literal('stella.merkle-proof/v1'),
  hashAlgorithm: v.literal('sha-256'),
  treeSize: countShape,
  rootHash: digestShape,
  leaves: v.array(
    v.strictObject({ index: countShape, name: v.string(), digest: digestShape, leafHash: hashHexShape }),
  ),
  proofs: v.array(
    v.strictObject({ index: countShape, leafHash: hashHexShape, auditPath: v.array(hashHexShape) }),
  ),
});

export type MerkleProof = v.InferOutput<typeof merkleProofShape>;

export const MERKLE_PROOF_FORMAT = {
  schemaName: 'stella.merkle-proof/v1',
  what: 'merkle-proof.json',
  shape: merkleProofShape,
  code: 'BUNDLE_INVALID',
} as const satisfies DocumentFormat<typeof merkleProofShape>;

/**
 * Reads the canonical bytes of a Merkle proof.
 * @throws StellaError INPUT_INVALID, UNSUPPORTED_VERSION or BUNDLE_INVALID
 */
export function parseMerkleProof(bytes: Uint8Array): MerkleProof {
  return parseCanonicalDocument(MERKLE_PROOF_FORMAT, bytes);
}

/** The tree over a score's leaves. */
export function scoreTree(leaves: readonly ScoreLeaf[]): MerkleTree {
  return buildTree(leaves.map((leaf) => leaf.leafHash));
}

/** The root hash over a score's leaves, in text form. */
export function rootHashOf(leaves: readonly ScoreLeaf[]): Digest {
  return formatDigest(scoreTree(leaves).rootHash);
}

/** The proof document over a score's leaves. */
export function proveScore(leaves: readonly ScoreLeaf[]): MerkleProof {
  const tree = scoreTree(leaves);
  const named = leaves.filter((leaf) => !isFindingLeaf(leaf));
  return {
    schema: 'stella.merkle-proof/v1',
    hashAlgorithm: 'sha-256',
    treeSize: tree.treeSize,
    rootHash: formatDigest(tree.rootHash),
    leaves: named.map(({ index, name, digest, leafHash }) => ({
      index,
      name,
      digest,
      leafHash: hexEncode(leafHash),
    })),
    proofs: named.map(({ index, leafHash }) => ({
      index,
      leafHash: hexEncode(leafHash),
      auditPath: auditPath(tree, index).map(hexEncode),
    })),
  };
}

/**
 * Checks a proof document against the leaves that were recomputed from manifest and score: root hash, leaf count, every
 * named leaf, and that each audit path leads from its leaf to the root.
 * @returns the proven root hash
 * @throws StellaError MERKLE_MISMATCH with `expected` (recomputed) and `received` (in the document)
 */
export function verifyMerkleProof(proof: MerkleProof, leaves: readonly ScoreLeaf[]): Digest {
  const named = leaves.filter((leaf) => !isFindingLeaf(leaf));
  const rootHash = rootHashOf(leaves);
  expectEqual('treeSize', leaves.length, proof.treeSize);
  expectEqual('the number of named leaves', named.length, proof.leaves.length);
  expectEqual('the number of proofs', named.length, proof.proofs.length);
  named.forEach((leaf, i) => {
    verifyNamedLeaf(leaf, proof.leaves[i]);
  });
  expectEqual('rootHash', rootHash, proof.rootHash);
  named.forEach((leaf, i) => {
    verifyAuditPath(leaf, proof, i);
  });
  return rootHash;
}

function verifyNamedLeaf(leaf: ScoreLeaf, received: MerkleProof['leaves'][number] | undefined): void {
  expectEqual(`the name of leaf ${leaf.index}`, leaf.name, received?.name);
  expectEqual(`the index of leaf ${leaf.name}`, leaf.index, received?.index);
  expectEqual(`the digest of leaf ${leaf.name}`, leaf.digest, received?.digest);
  expectEqual(`the hash of leaf ${leaf.name}`, hexEncode(leaf.leafHash), received?.leafHash);
}

function verifyAuditPath(
  leaf: ScoreLeaf,
  { proofs, treeSize, rootHash }: MerkleProof,
  position: number,
): void {
  const proof = proofs[position];
  expectEqual(`the index of the proof of ${leaf.name}`, leaf.index, proof?.index);
  expectEqual(`the leaf hash of the proof of ${leaf.name}`, hexEncode(leaf.leafHash), proof?.leafHash);
  const implied = rootFromInclusionProof({
    leafIndex: leaf.index,
    treeSize,
    leafHash: leaf.leafHash,
    auditPath: (proof?.auditPath ?? []).map(hexDecode),
  });
  const impliedRoot = implied === null ? 'no root: it has the wrong length' : formatDigest(implied);
  expectEqual(`the root that the audit path of ${leaf.name} leads to`, rootHash, impliedRoot);
}

function expectEqual(what: string, expected: string | number, received: string | number | undefined): void {
  if (expected === received) return;
  throw new StellaError('MERKLE_MISMATCH', `${what} is ${cut(received)}, recomputed ${cut(expected)}`, {
    details: { expected, received: received ?? null },
    hint: 'a document of the bundle was altered, or belongs to another score; ask the issuer for the original',
  });
}

function cut(value: string | number | undefined): string {
  return typeof value === 'string' && value.length > 100
    ? `${value.slice(0, 100)}…`
    : String(value ?? 'missing');
}
