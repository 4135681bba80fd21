/**
 * A receipt: the in-toto statement by which a host says that it recomputed a manifest and which root hash it got
 * (docs/formats.md, section 14). Its one subject is the manifest. A second signature on the same statement says: I replayed the
 * same manifest and got the same root; when and where is the first one's.
 */
import * as v from 'valibot';
import { type Digest, digestHex } from '../digest/sha256.ts';
import type { VerifiedPayload } from '../dsse/verify-envelope.ts';
import { StellaError } from '../errors.ts';
import { formatStatement, parseStatement } from '../intoto/statement.ts';
import { checkShape } from '../json/document.ts';
import { digestShape, scanIdShape, scoreShape, timestampShape } from '../json/shapes.ts';

export const REPLAY_RECEIPT_PREDICATE_TYPE = 'https://stella-ops.org/attestation/score-replay/v1';

const SUBJECT = 'manifest.json';

const namedVersionShape = v.strictObject({ name: v.string(), version: v.string() });

export const replayReceiptShape = v.strictObject({
  scanId: scanIdShape,
  manifestHash: digestShape,
  /** What the replay gave. */
  rootHash: digestShape,
  /** What was recorded for the manifest. */
  expectedRootHash: digestShape,
  /** Whether the two are the same. */
  deterministic: v.boolean(),
  score: scoreShape,
  replayedAt: timestampShape,
  /** The scoring semantics, as in the manifest. */
  engine: namedVersionShape,
  /** The program that computed. */
  tool: namedVersionShape,
  environment: v.strictObject({ node: v.string(), platform: v.string(), arch: v.string() }),
});

export type ReplayReceipt = v.InferOutput<typeof replayReceiptShape>;

/** Canonical bytes of the statement: the payload to sign. */
export function formatReplayReceipt(receipt: ReplayReceipt): Uint8Array {
  return formatStatement({
    subject: [{ name: SUBJECT, digest: { sha256: digestHex(receipt.manifestHash) } }],
    predicateType: REPLAY_RECEIPT_PREDICATE_TYPE,
    predicate: receipt,
  });
}

/**
 * Reads the receipt in a payload.
 * @throws StellaError INPUT_INVALID when it is malformed or contradicts itself, UNSUPPORTED_VERSION when it is another statement
 */
export function parseReplayReceipt(verified: VerifiedPayload): ReplayReceipt {
  const { subject, predicate } = parseStatement(verified, REPLAY_RECEIPT_PREDICATE_TYPE, 'INPUT_INVALID');
  const receipt = checkShape(replayReceiptShape, predicate, 'the receipt', 'INPUT_INVALID');
  const [manifest, ...others] = subject;
  if (
    others.length > 0 ||
    manifest?.name !== SUBJECT ||
    manifest.digest.sha256 !== digestHex(receipt.manifestHash)
  )
    throw contradiction('its subject is another manifest than the one that it tells of');
  if (receipt.deterministic !== (receipt.rootHash === receipt.expectedRootHash))
    throw contradiction('its root hashes are not what it says of them');
  return receipt;
}

/** True when a replay that gave this root for this manifest is what the receipt says. */
export function isSameReplay(
  receipt: Pick<ReplayReceipt, 'manifestHash' | 'rootHash'>,
  { manifestHash, rootHash }: { readonly manifestHash: Digest; readonly rootHash: Digest },
): boolean {
  return receipt.manifestHash === manifestHash && receipt.rootHash === rootHash;
}

function contradiction(problem: string): StellaError {
  return new StellaError('INPUT_INVALID', `the receipt contradicts itself: ${problem}`);
}
