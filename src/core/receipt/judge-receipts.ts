/** Whose receipts hold, what they say, and whether enough of them agree with a bundle. */
import { parseEnvelope, type UnverifiedEnvelope } from '../dsse/envelope.ts';
import { verifyEnvelope } from '../dsse/verify-envelope.ts';
import { type ErrorCode, isStellaError } from '../errors.ts';
import { keyIdentity } from '../keys/distinct-keys.ts';
import type { PublicKey } from '../keys/types.ts';
import type { CheckStatements } from '../proof/append-check.ts';
import type { Check, ProvenScore } from '../proof/report.ts';
import { isSameReplay, parseReplayReceipt, type ReplayReceipt } from './replay-receipt.ts';

export interface ReceiptFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface Signer {
  readonly keyid: string;
  /** Text that two encodings of one key share. */
  readonly identity: string;
}

export type JudgedReceipt =
  | {
      readonly name: string;
      readonly receipt: ReplayReceipt;
      /** Trusted keys of which a signature verifies. */
      readonly signers: readonly Signer[];
      /** Trusted keys that are named, and of which none does. */
      readonly broken: readonly string[];
    }
  | { readonly name: string; readonly code: ErrorCode; readonly problem: string };

/** Reads each receipt as far as it can be relied on. Never throws for what is in it. */
export function judgeReceipts(files: readonly ReceiptFile[], keys: readonly PublicKey[]): JudgedReceipt[] {
  return files.map((file) => {
    try {
      return judgeReceipt(file, keys);
    } catch (error) {
      if (!isStellaError(error)) throw error;
      return { name: file.name, code: error.code, problem: error.message };
    }
  });
}

function judgeReceipt({ name, bytes }: ReceiptFile, keys: readonly PublicKey[]): JudgedReceipt {
  const envelope = parseEnvelope(bytes, 'the receipt', 'INPUT_INVALID');
  const verified = verifyEnvelope(envelope, keys);
  const signers = verified.signers.map((key) => ({ keyid: key.keyid, identity: keyIdentity(key) }));
  return {
    name,
    receipt: parseReplayReceipt(verified),
    signers,
    broken: brokenSignatures(envelope, keys, new Set(signers.map(({ keyid }) => keyid))),
  };
}

function brokenSignatures(
  { signatures }: UnverifiedEnvelope,
  keys: readonly PublicKey[],
  signers: ReadonlySet<string>,
): string[] {
  const named = new Set(signatures.map(({ keyidHint }) => keyidHint));
  return keys.map(({ keyid }) => keyid).filter((keyid) => named.has(keyid) && !signers.has(keyid));
}

export interface ReceiptsVerdict {
  readonly check: Check;
  readonly statements: CheckStatements;
}

/** So many receipts that do not count are named one by one. */
const NAMED_MAX = 20;

/**
 * Whether replays by at least `threshold` different trusted keys agree with what a bundle proves.
 * @param proven null when the bundle itself is not verified
 */
export function checkReceipts(
  judged: readonly JudgedReceipt[],
  threshold: number,
  proven: ProvenScore | null,
): ReceiptsVerdict {
  if (proven === null) {
    const reason = 'the bundle itself is not verified: there is nothing that a replay could agree with';
    return { check: { name: 'receipts', status: 'skipped', reason }, statements: {} };
  }
  const { agreeing, uncounted, elsewhere, isContradicted } = countReceipts(judged, proven);
  const keyids = [...agreeing.values()];
  const shown = uncounted.slice(0, NAMED_MAX).map(({ name, why }) => `${name}: ${why}`);
  const more = [
    ...(uncounted.length > NAMED_MAX ? [`${uncounted.length - NAMED_MAX} more`] : []),
    ...(elsewhere > 0 ? [`${elsewhere} about other manifests`] : []),
  ];
  const aside = shown.length + more.length === 0 ? '' : `; not counted: ${[...shown, ...more].join('; ')}`;
  const replays = threshold === 1 ? 'replay' : 'replays';
  if (keyids.length < threshold) {
    const code = failureCode(judged, isContradicted);
    return {
      check: {
        name: 'receipts',
        status: 'fail',
        code,
        reason: `${keyids.length} of ${threshold} independent ${replays} agree${aside}`,
        hint: 'have another auditor replay the scan on a host of their own: stella score replay --scan SCAN --receipt FILE --key PEM',
        details: { expected: threshold, received: keyids },
      },
      statements: {},
    };
  }
  return {
    check: {
      name: 'receipts',
      status: 'pass',
      reason: `${keyids.length} independent ${replays} agree, ${threshold} asked for: ${keyids.join(', ')}${aside}`,
    },
    statements: {
      established: keyids.map(
        (keyid) =>
          `the holder of key ${keyid} replayed the manifest, by a signed receipt, and got the same root`,
      ),
      notEstablished: isContradicted
        ? [
            'that every replay agrees: a receipt by a trusted key tells of another root (see the check receipts)',
          ]
        : [],
    },
  };
}

interface ReceiptCount {
  /** Key ids by the identity of their key. */
  readonly agreeing: ReadonlyMap<string, string>;
  readonly uncounted: readonly { readonly name: string; readonly why: string }[];
  /** How many are about other manifests, where there are too many to name each: the receipts of a whole archive. */
  readonly elsewhere: number;
  /** A trusted key says that this manifest gives another root. */
  readonly isContradicted: boolean;
}

function countReceipts(judged: readonly JudgedReceipt[], proven: ProvenScore): ReceiptCount {
  const agreeing = new Map<string, string>();
  const uncounted: { name: string; why: string }[] = [];
  const isFew = judged.length <= NAMED_MAX;
  let elsewhere = 0;
  let isContradicted = false;
  for (const candidate of judged) {
    const { name } = candidate;
    const pass = (why: string): void => void uncounted.push({ name, why });
    if ('problem' in candidate) {
      pass(`${candidate.code}: ${candidate.problem}`);
      continue;
    }
    const { receipt, signers, broken } = candidate;
    for (const keyid of broken) pass(`the signature that names key ${keyid} does not verify`);
    if (receipt.manifestHash !== proven.manifestHash) {
      if (isFew) pass(`it is about the manifest ${receipt.manifestHash}`);
      else elsewhere++;
    } else if (!isSameReplay(receipt, proven)) {
      isContradicted = true;
      pass(`key ${signers.map(({ keyid }) => keyid).join(', ')} got the root ${receipt.rootHash}`);
    } else {
      for (const { keyid, identity } of signers) {
        if (agreeing.has(identity)) pass(`key ${keyid} has a receipt already`);
        else agreeing.set(identity, keyid);
      }
    }
  }
  return { agreeing, uncounted, elsewhere, isContradicted };
}

/** A replay that disagrees weighs more than a signature that does not hold, that more than one by a stranger. */
function failureCode(judged: readonly JudgedReceipt[], isContradicted: boolean): ErrorCode {
  if (isContradicted) return 'REPLAY_MISMATCH';
  const isBroken = judged.some((candidate) =>
    'problem' in candidate ? candidate.code === 'SIGNATURE_INVALID' : candidate.broken.length > 0,
  );
  return isBroken ? 'SIGNATURE_INVALID' : 'KEY_UNKNOWN';
}
