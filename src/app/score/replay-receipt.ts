/** Receipts of replays: a host signs what it recomputed; another adds its signature once its own replay gave the same. */
import type { Digest } from '../../core/digest/sha256.ts';
import { formatEnvelope, parseEnvelope, type UnverifiedEnvelope } from '../../core/dsse/envelope.ts';
import { preAuthenticationEncoding } from '../../core/dsse/pae.ts';
import { signEnvelope } from '../../core/dsse/verify-envelope.ts';
import { StellaError } from '../../core/errors.ts';
import { STATEMENT_PAYLOAD_TYPE } from '../../core/intoto/statement.ts';
import { isSignatureValid } from '../../core/keys/signature.ts';
import type { SigningKey } from '../../core/keys/types.ts';
import type { Manifest } from '../../core/manifest/manifest.ts';
import {
  formatReplayReceipt,
  isSameReplay,
  parseReplayReceipt,
  type ReplayReceipt,
} from '../../core/receipt/replay-receipt.ts';
import type { ReplayReport } from './replay-score.ts';

/** What a replay gave, and where. */
export interface ReceiptSubject {
  readonly report: Pick<
    ReplayReport,
    'scanId' | 'manifestHash' | 'rootHash' | 'score' | 'replayedAt' | 'deterministic'
  >;
  /** What was recorded for the manifest. */
  readonly expectedRootHash: Digest;
  readonly engine: Manifest['engine'];
  readonly tool: ReplayReceipt['tool'];
  readonly environment: ReplayReceipt['environment'];
}

/** The bytes of a receipt, also of a replay that gave another root: it says so. */
export function makeReceipt({ report, ...subject }: ReceiptSubject, key: SigningKey): Uint8Array {
  const { scanId, manifestHash, rootHash, score, replayedAt } = report;
  const { expectedRootHash, engine, tool, environment } = subject;
  const receipt: ReplayReceipt = {
    scanId,
    manifestHash,
    rootHash,
    expectedRootHash,
    deterministic: rootHash === expectedRootHash,
    score,
    replayedAt,
    engine,
    tool,
    environment,
  };
  return formatEnvelope(signEnvelope(STATEMENT_PAYLOAD_TYPE, formatReplayReceipt(receipt), key));
}

/**
 * The receipt with one more signature. What the others' signatures are worth is for those to judge who verify with it.
 * @throws StellaError INPUT_INVALID or UNSUPPORTED_VERSION for what is no receipt; REPLAY_MISMATCH when this replay gave another
 * root, or the receipt tells of another manifest or of a mismatch; OUTPUT_EXISTS when the key has signed it already
 */
export function addToReceipt(
  bytes: Uint8Array,
  { report }: Pick<ReceiptSubject, 'report'>,
  key: SigningKey,
): Uint8Array {
  const envelope = parseEnvelope(bytes, 'the receipt', 'INPUT_INVALID');
  const { payloadType, payload } = envelope;
  const receipt = parseReplayReceipt({ payloadType, payload, signers: [] });
  refuseDisagreement(receipt, report);
  if (hasSignatureBy(envelope, key)) {
    throw new StellaError(
      'OUTPUT_EXISTS',
      `the receipt has a signature by key ${key.publicKey.keyid} already`,
      {
        hint: 'a second signature by the same key is no second replay: sign with the key of another auditor',
      },
    );
  }
  const { signatures } = signEnvelope(payloadType, payload, key);
  return formatEnvelope({ ...envelope, signatures: [...envelope.signatures, ...signatures] });
}

function refuseDisagreement(receipt: ReplayReceipt, report: ReceiptSubject['report']): void {
  if (isSameReplay(receipt, report) && receipt.deterministic && report.deterministic) return;
  const problem =
    receipt.manifestHash !== report.manifestHash
      ? `it is about the manifest ${receipt.manifestHash}, this replay about ${report.manifestHash}`
      : receipt.rootHash !== report.rootHash
        ? `it tells of the root ${receipt.rootHash}, this replay gave ${report.rootHash}`
        : 'it tells of a replay that gave another root than the one recorded';
  throw new StellaError('REPLAY_MISMATCH', `the receipt is not signed: ${problem}`, {
    details: {
      expected: { manifestHash: receipt.manifestHash, rootHash: receipt.rootHash },
      received: { manifestHash: report.manifestHash, rootHash: report.rootHash },
    },
    hint: 'write a receipt of your own with --receipt and another file name: both auditors must see that they disagree',
  });
}

function hasSignatureBy(
  { payloadType, payload, signatures }: UnverifiedEnvelope,
  { publicKey }: SigningKey,
): boolean {
  const message = preAuthenticationEncoding(payloadType, payload);
  return signatures.some(({ signature }) => isSignatureValid(publicKey, message, signature));
}
