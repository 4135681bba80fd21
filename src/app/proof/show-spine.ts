/** The Merkle tree of a bundle, and the place of one finding in it. Looks at no signature. */
import { MANIFEST_FILE, MERKLE_PROOF_FILE, SCORE_FILE } from '../../core/bundle/bundle-layout.ts';
import type { Digest } from '../../core/digest/sha256.ts';
import { hexEncode } from '../../core/encoding/hex.ts';
import { isStellaError, StellaError } from '../../core/errors.ts';
import { parseManifest } from '../../core/manifest/manifest.ts';
import {
  type MerkleProof,
  parseMerkleProof,
  rootHashOf,
  verifyMerkleProof,
} from '../../core/proof/merkle-proof.ts';
import { type ScoreLeaf, scoreLeaves } from '../../core/proof/score-leaves.ts';
import {
  type FindingProof,
  isSpineIntact,
  leafAuditPath,
  proofSpine,
  type SpineNode,
} from '../../core/proof/spine.ts';
import { parseScoreDocument, type ScoreDocument } from '../../core/score/score-document.ts';
import type { BundleReader } from '../ports/bundle-files.ts';

export interface BundleSpine {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly score: ScoreDocument;
  readonly leaves: readonly ScoreLeaf[];
  readonly proof: MerkleProof;
  /** Recomputed from the documents. */
  readonly rootHash: Digest;
}

export interface SpineReport {
  readonly bundle: string;
  readonly treeSize: number;
  /** Recomputed from manifest and score. */
  readonly rootHash: Digest;
  /** As merkle-proof.json has it. */
  readonly recordedRootHash: Digest;
  /** With `--verify`: whether every hash and audit path of merkle-proof.json holds. Null when it was not asked for. */
  readonly verified: boolean | null;
  readonly spine: SpineNode;
  readonly finding: FindingProof | null;
  /** Said in every answer: a tree is not a signature. */
  readonly signature: 'not checked';
}

export interface SpineRequest {
  readonly bundle: string;
  readonly verify: boolean;
  /** A finding's id or alias; null for none. */
  readonly finding: string | null;
}

export async function showSpine(
  { bundle, verify, finding }: SpineRequest,
  bundles: BundleReader,
): Promise<{ readonly report: SpineReport; readonly error: StellaError | null }> {
  const { score, leaves, proof, rootHash } = await readSpine(bundle, bundles);
  const spine = proofSpine(leaves, proof);
  const error = verify ? spineError(proof, leaves) : null;
  return {
    error,
    report: {
      bundle,
      treeSize: leaves.length,
      rootHash,
      recordedRootHash: proof.rootHash,
      verified: verify ? error === null && isSpineIntact(spine) : null,
      spine,
      finding: finding === null ? null : findingProof(finding, score, leaves),
      signature: 'not checked',
    },
  };
}

/** Reads what the tree is made of. @throws StellaError MANIFEST_MISSING, BUNDLE_INVALID, … */
export async function readSpine(path: string, bundles: BundleReader): Promise<BundleSpine> {
  const { files } = await bundles.read(path);
  const score = parseScoreDocument(requiredFile(files, SCORE_FILE));
  const proof = parseMerkleProof(requiredFile(files, MERKLE_PROOF_FILE));
  const leaves = scoreLeaves(parseManifest(requiredFile(files, MANIFEST_FILE)), score);
  return { files, score, leaves, proof, rootHash: rootHashOf(leaves) };
}

function requiredFile(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes !== undefined) return bytes;
  throw new StellaError(
    name === MANIFEST_FILE ? 'MANIFEST_MISSING' : 'BUNDLE_INVALID',
    `the bundle has no ${name}`,
  );
}

function spineError(proof: MerkleProof, leaves: readonly ScoreLeaf[]): StellaError | null {
  try {
    verifyMerkleProof(proof, leaves);
    return null;
  } catch (error) {
    if (isStellaError(error)) return error;
    throw error;
  }
}

function findingProof(id: string, score: ScoreDocument, leaves: readonly ScoreLeaf[]): FindingProof {
  const position = score.findings.findIndex((finding) => finding.id === id || finding.aliases.includes(id));
  const finding = score.findings[position];
  const leaf = leaves.find(({ name }) => name === `finding/${position}`);
  if (finding === undefined || leaf === undefined) {
    throw new StellaError('INPUT_MISSING', `the bundle has no finding ${JSON.stringify(id.slice(0, 100))}`, {
      hint: 'list the findings with: tar -xzOf BUNDLE bundle/score.json | jq -r ".findings[].id"',
    });
  }
  return {
    id: finding.id,
    purl: finding.purl,
    index: leaf.index,
    leafHash: hexEncode(leaf.leafHash),
    auditPath: leafAuditPath(leaves, leaf.index),
  };
}
