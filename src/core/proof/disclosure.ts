/**
 * A disclosure (`stella.disclosure/v1`, formats.md): one finding of a signed score, with what proves that it is in it, and
 * nothing of the other findings but how many there are. It carries `merkle-proof.json` whole, because the issuer's statement
 * names its digest; the finding's own audit path leads to the root in it.
 */
import * as v from 'valibot';
import {
  CERTIFICATE_FILE,
  ENVELOPE_FILE,
  MERKLE_PROOF_FILE,
  TIMESTAMP_FILE,
} from '../bundle/bundle-layout.ts';
import { formatDigest } from '../digest/sha256.ts';
import { base64Decode, base64Encode } from '../encoding/base64.ts';
import { hexDecode, hexEncode } from '../encoding/hex.ts';
import { utf8Decode, utf8Encode } from '../encoding/utf8.ts';
import { StellaError } from '../errors.ts';
import { canonicalBytes, canonicalDigest, canonicalJson } from '../json/canonical-json.ts';
import { type DocumentFormat, parseCanonicalDocument } from '../json/document.ts';
import { type JsonObject, type JsonValue, textOf } from '../json/json-value.ts';
import { countShape, hashHexShape } from '../json/shapes.ts';
import { parseStrictJson } from '../json/strict-json.ts';
import { limit } from '../limits.ts';
import { rootFromInclusionProof } from '../merkle/inclusion-proof.ts';
import { auditPath } from '../merkle/tree.ts';
import { type Finding, findingShape } from '../score/score-document.ts';
import { type MerkleProof, merkleProofShape, scoreTree } from './merkle-proof.ts';
import { FINDING_PREFIX, isFindingLeaf, type ScoreLeaf, scoreLeafHash } from './score-leaves.ts';

const disclosureShape = v.strictObject({
  schema: v.literal('stella.disclosure/v1'),
  /** PEM, as the bundle has it. */
  certificate: v.exactOptional(v.string()),
  /** As the bundle has it. */
  envelope: v.looseObject({ payload: v.string(), payloadType: v.string() }),
  finding: findingShape,
  merkleProof: merkleProofShape,
  /** Of the finding's leaf. */
  proof: v.strictObject({ auditPath: v.array(hashHexShape), index: countShape, leafHash: hashHexShape }),
  /** Base64 of the bundle's timestamp. */
  timestamp: v.exactOptional(v.string()),
});

export type Disclosure = v.InferOutput<typeof disclosureShape>;

export const DISCLOSURE_FORMAT = {
  schemaName: 'stella.disclosure/v1',
  what: 'the disclosure',
  shape: disclosureShape,
  code: 'BUNDLE_INVALID',
} as const satisfies DocumentFormat<typeof disclosureShape>;

/** The largest disclosure that is read, in bytes. */
export const MAX_DISCLOSURE_BYTES = limit('disclosureBytes');

type Files = ReadonlyMap<string, Uint8Array>;

/**
 * Reads the canonical bytes of a disclosure; nothing in it is verified.
 * @throws StellaError LIMIT_EXCEEDED, INPUT_INVALID, UNSUPPORTED_VERSION or BUNDLE_INVALID
 */
export function parseDisclosure(bytes: Uint8Array): Disclosure {
  if (bytes.length > MAX_DISCLOSURE_BYTES)
    throw new StellaError('LIMIT_EXCEEDED', `the disclosure has ${bytes.length} bytes`, {
      details: { maxBytes: MAX_DISCLOSURE_BYTES },
    });
  return parseCanonicalDocument(DISCLOSURE_FORMAT, bytes);
}

/**
 * The disclosure of one finding of a bundle, canonical.
 * @param leaves those of the bundle's score
 * @param position of the finding among the findings
 */
export function formatDisclosure(
  files: Files,
  proof: MerkleProof,
  leaves: readonly ScoreLeaf[],
  finding: Finding,
  position: number,
): Uint8Array {
  const leaf = leaves.find(({ name }) => name === `${FINDING_PREFIX}${position}`);
  const envelope = files.get(ENVELOPE_FILE);
  if (leaf === undefined || envelope === undefined)
    throw new StellaError('BUNDLE_INVALID', `the bundle has no ${ENVELOPE_FILE}, or no leaf of the finding`);
  const certificate = files.get(CERTIFICATE_FILE);
  const timestamp = files.get(TIMESTAMP_FILE);
  return canonicalBytes({
    schema: DISCLOSURE_FORMAT.schemaName,
    ...(certificate === undefined ? {} : { certificate: utf8Decode(certificate, CERTIFICATE_FILE) }),
    envelope: parseStrictJson(envelope, ENVELOPE_FILE),
    finding,
    merkleProof: proof,
    proof: {
      auditPath: auditPath(scoreTree(leaves), leaf.index).map(hexEncode),
      index: leaf.index,
      leafHash: hexEncode(leaf.leafHash),
    },
    ...(timestamp === undefined ? {} : { timestamp: base64Encode(timestamp) }),
  });
}

/** The files of the bundle that the disclosure repeats, as the checks of a bundle take them. */
export function disclosedFiles({ certificate, envelope, merkleProof, timestamp }: Disclosure): Files {
  return new Map<string, Uint8Array>([
    [ENVELOPE_FILE, canonicalBytes(envelope as JsonObject)],
    [MERKLE_PROOF_FILE, canonicalBytes(merkleProof)],
    ...(certificate === undefined ? [] : [[CERTIFICATE_FILE, utf8Encode(certificate)] as const]),
    ...(timestamp === undefined ? [] : [[TIMESTAMP_FILE, decodeTimestamp(timestamp)] as const]),
  ]);
}

function decodeTimestamp(text: string): Uint8Array {
  try {
    return base64Decode(text);
  } catch (cause) {
    throw new StellaError('BUNDLE_INVALID', 'the disclosure has a timestamp that is not strict base64', {
      cause,
    });
  }
}

/** What the tree of a disclosure shows, once it is verified. */
export interface DisclosedTree {
  /** `sha256:…` of the leaf `manifest`. */
  readonly manifestHash: string;
  /** How many findings the score has in all. */
  readonly findingsCount: number;
  /** Which of them this one is, from 0. */
  readonly position: number;
}

/**
 * Checks that the finding and every named leaf stand in the tree at their places, and that the places are those that a score's
 * leaves have: manifest, sbom, rules, policy, feed, vex/0 …, evidence, the findings, score.
 * @throws StellaError MERKLE_MISMATCH
 */
export function verifyDisclosedTree({ finding, merkleProof, proof }: Disclosure): DisclosedTree {
  const { leaves, proofs, treeSize } = merkleProof;
  const findingsCount = treeSize - leaves.length;
  const first = leaves.length - 1;
  const position = proof.index - first;
  if (findingsCount < 1 || position < 0 || position >= findingsCount)
    throw mismatch('the place of the finding', `${first} to ${treeSize - 2}`, proof.index);
  expectEqual('the number of proofs', leaves.length, proofs.length);
  verifyNames(leaves.map(({ name }) => name));
  for (const [i, leaf] of leaves.entries()) {
    expectEqual(`the place of ${leaf.name}`, i < first ? i : treeSize - 1, leaf.index);
    verifyLeaf(
      leaf.name,
      leaf.digest,
      { ...proofs[i], index: leaf.index, proofIndex: proofs[i]?.index },
      merkleProof,
    );
    expectEqual(`the leaf hash of ${leaf.name}`, proofs[i]?.leafHash, leaf.leafHash);
  }
  const name = `${FINDING_PREFIX}${position}`;
  verifyLeaf(name, canonicalDigest(finding), { ...proof, proofIndex: proof.index }, merkleProof);
  return { manifestHash: leaves[0]?.digest ?? '', findingsCount, position };
}

interface LeafProof {
  readonly index: number;
  readonly proofIndex: number | undefined;
  readonly leafHash?: string;
  readonly auditPath?: readonly string[];
}

function verifyLeaf(
  name: string,
  digest: string,
  { index, proofIndex, leafHash: received, auditPath: path = [] }: LeafProof,
  { treeSize, rootHash }: MerkleProof,
): void {
  const hash = scoreLeafHash(name, digest);
  expectEqual(`the leaf hash of ${name}`, hexEncode(hash), received);
  expectEqual(`the place of the proof of ${name}`, index, proofIndex);
  const root = rootFromInclusionProof({
    leafIndex: index,
    treeSize,
    leafHash: hash,
    auditPath: path.map(hexDecode),
  });
  expectEqual(
    `the root that the audit path of ${name} leads to`,
    rootHash,
    root === null ? 'none: it has the wrong length' : formatDigest(root),
  );
}

const LEADING = ['manifest', 'sbom', 'rules', 'policy', 'feed'];

/** The named leaves are those of a score, in their order. */
function verifyNames(names: readonly string[]): void {
  const rest = names.slice(LEADING.length, -1);
  const isEvidenceLast = rest.at(-1) === 'evidence';
  const vex = isEvidenceLast ? rest.slice(0, -1) : rest;
  const expected = [
    ...LEADING,
    ...vex.map((_, i) => `vex/${i}`),
    ...(isEvidenceLast ? ['evidence'] : []),
    'score',
  ];
  expectEqual('the names of the leaves', canonicalJson(expected), canonicalJson(names));
  if (names.some((name) => isFindingLeaf({ name })))
    throw mismatch('the names of the leaves', 'no finding', 'one');
}

function expectEqual(
  what: string,
  expected: string | number | undefined,
  received: string | number | undefined,
): void {
  if (expected !== received) throw mismatch(what, expected, received);
}

function mismatch(
  what: string,
  expected: JsonValue | undefined,
  received: JsonValue | undefined,
): StellaError {
  return new StellaError(
    'MERKLE_MISMATCH',
    `${what} is ${textOf(received ?? 'missing').slice(0, 200)}, expected ${textOf(expected ?? 'none').slice(0, 200)}`,
    {
      details: { expected: expected ?? null, received: received ?? null },
      hint: 'the disclosure was altered, or its parts belong to several scores: ask whoever made it for another',
    },
  );
}
