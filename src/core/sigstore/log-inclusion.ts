/**
 * That an entry stands in a transparency log, by what the log signed (Rekor; client-spec.md section 4.4):
 *
 * - an inclusion promise, also called signed entry timestamp (SET): the log's signature over the entry, its index and the time
 *   at which it was taken in. Only this vouches for that time.
 * - an inclusion proof (RFC 9162 section 2.1.3) up to the root that a checkpoint of the log signs.
 *
 * Whatever of the two is there must hold. What the entry says is another question (log-body.ts).
 */
import { parseCheckpoint } from '../checkpoint/checkpoint.ts';
import { base64Encode } from '../encoding/base64.ts';
import { hexEncode } from '../encoding/hex.ts';
import { isStellaError, StellaError } from '../errors.ts';
import { canonicalBytes } from '../json/canonical-json.ts';
import { isSignatureValid } from '../keys/signature.ts';
import { rootFromInclusionProof } from '../merkle/inclusion-proof.ts';
import { leafHash } from '../merkle/tree.ts';
import { unusableKey, verifyCheckpoint } from './checkpoint.ts';
import { isWithin } from './proto-json.ts';
import type { LogEntry } from './sigstore-bundle.ts';
import type { TrustedLog } from './trusted-root.ts';

/** What a log established about one entry. */
export interface LoggedEntry {
  /** Name of the log. */
  readonly log: string;
  readonly logIndex: number;
  /** When the log took the entry in, in milliseconds since 1970; null where no promise vouches for it. */
  readonly integratedAt: number | null;
  readonly hasInclusionProof: boolean;
}

/**
 * Verifies that a trusted log has the entry.
 * @param times moments at which the signature is known to have existed, in milliseconds since 1970: where the entry has no promise
 * the log must have been in force then
 * @throws StellaError KEY_UNKNOWN for a log that is not trusted, or was not in force; SIGNATURE_INVALID for a promise or a
 * checkpoint that the log did not sign; MERKLE_MISMATCH for a proof that does not hold; INPUT_INVALID, LIMIT_EXCEEDED
 */
export function verifyLogInclusion(
  entry: LogEntry,
  logs: readonly TrustedLog[],
  times: readonly number[],
): LoggedEntry {
  const known = logs.filter((log) => isLogOf(entry, log));
  if (known.length === 0) {
    throw new StellaError('KEY_UNKNOWN', 'the log of an entry is not among those of the trusted root', {
      details: {
        received: hexEncode(entry.logId.keyId),
        expected: logs.map(({ logId }) => hexEncode(logId)),
      },
      hint: 'check that the trusted root is that of the Sigstore instance which the signer used, and not older than the signature',
    });
  }
  const hasProof = entry.inclusionProof?.checkpoint != null;
  if (entry.inclusionPromise === null && !hasProof)
    throw new StellaError('SIGNATURE_INVALID', 'a log entry has neither an inclusion promise nor a proof');
  const isTimed = entry.inclusionPromise !== null && entry.integratedTime > 0;
  const integratedAt = isTimed ? 1000 * entry.integratedTime : null;
  const inForce = known.filter(({ validFor }) =>
    (integratedAt === null ? times : [integratedAt]).every((time) => isWithin(validFor, time)),
  );
  if (inForce.length === 0) {
    throw new StellaError('KEY_UNKNOWN', 'the key of the log was not in force at the time of the entry', {
      details: { log: known[0]?.name },
    });
  }
  const log = firstThatHolds(inForce, (candidate) => {
    verifyPromise(entry, candidate);
    verifyProof(entry, candidate);
  });
  return { log: log.name, logIndex: entry.logIndex, integratedAt, hasInclusionProof: hasProof };
}

/** A trusted root may list one log under several keys: the first that holds decides, else the last error. */
function firstThatHolds(logs: readonly TrustedLog[], verify: (log: TrustedLog) => void): TrustedLog {
  let lastError: unknown;
  for (const log of logs) {
    try {
      verify(log);
      return log;
    } catch (error) {
      if (!isStellaError(error)) throw error;
      lastError = error;
    }
  }
  throw lastError;
}

function isLogOf({ logId }: LogEntry, log: TrustedLog): boolean {
  return [log.logId, log.checkpointKeyId].some(
    (keyId) => keyId !== null && keyId.length > 0 && Buffer.compare(keyId, logId.keyId) === 0,
  );
}

/** The SET is over the canonical JSON of entry, time, log id and index (Rekor 1, pkg/api/entries.go). */
function verifyPromise({ inclusionPromise, ...entry }: LogEntry, log: TrustedLog): void {
  if (inclusionPromise === null) return;
  if (typeof log.key === 'string') throw unusableKey(log, log.key);
  const signed = canonicalBytes({
    body: base64Encode(entry.canonicalizedBody),
    integratedTime: entry.integratedTime,
    logID: hexEncode(entry.logId.keyId),
    logIndex: entry.logIndex,
  });
  if (isSignatureValid(log.key, signed, inclusionPromise.signedEntryTimestamp)) return;
  throw new StellaError('SIGNATURE_INVALID', 'the signed entry timestamp of a log entry does not verify', {
    details: { log: log.name },
  });
}

/** A proof without a checkpoint, as in old bundles, rests on nobody's signature and proves nothing. */
function verifyProof({ inclusionProof, canonicalizedBody }: LogEntry, log: TrustedLog): void {
  if (inclusionProof?.checkpoint == null) return;
  const { logIndex, treeSize, hashes, rootHash } = inclusionProof;
  const checkpoint = verifyCheckpoint(parseCheckpoint(inclusionProof.checkpoint.envelope), log);
  const proof = { leafIndex: logIndex, treeSize, leafHash: leafHash(canonicalizedBody), auditPath: hashes };
  const root = rootFromInclusionProof(proof);
  const expected = hexEncode(checkpoint.rootHash);
  const isSameTree = treeSize === checkpoint.treeSize && hexEncode(rootHash) === expected;
  if (isSameTree && root !== null && hexEncode(root) === expected) return;
  throw new StellaError(
    'MERKLE_MISMATCH',
    'an inclusion proof does not lead to the root that the log signed',
    {
      details: {
        log: log.name,
        expected: { rootHash: expected, treeSize: checkpoint.treeSize },
        actual: { rootHash: root === null ? null : hexEncode(root), treeSize },
      },
    },
  );
}
