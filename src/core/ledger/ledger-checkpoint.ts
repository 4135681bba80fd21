/**
 * Checkpoints of the ledger (C2SP tlog-checkpoint.md): how many entries it has and which root, signed. Whoever keeps one outside
 * the store can ask later whether the ledger still begins with exactly those entries.
 */

import type { TreeHead, UnverifiedCheckpoint } from '../checkpoint/checkpoint.ts';
import { type CheckpointSigner, noteKeyId, signatureState } from '../checkpoint/checkpoint-signature.ts';
import { formatDigest } from '../digest/sha256.ts';
import { StellaError } from '../errors.ts';
import type { PublicKey } from '../keys/types.ts';
import { consistencyPath, rootsFromConsistencyProof } from '../merkle/consistency-proof.ts';
import { ledgerOrigin } from './ledger-entry.ts';
import type { Ledger } from './read-ledger.ts';

/** What a checkpoint of this ledger says. Null for one that does not begin as a ledger does. */
export function ledgerHead({ id, tree }: Ledger): TreeHead | null {
  return id === null ? null : { origin: ledgerOrigin(id), treeSize: tree.treeSize, rootHash: tree.rootHash };
}

export interface LedgerConsistency {
  /** Key id of the trusted key that signed the checkpoint. */
  readonly keyid: string;
  /** PROOF(checkpoint's size, ledger), RFC 9162 section 2.1.4.1. */
  readonly path: readonly Uint8Array[];
}

/**
 * Proves that the ledger begins with exactly the entries of a checkpoint that a trusted key signed.
 * @throws StellaError TRUST_ROOT_MISSING, KEY_UNKNOWN or SIGNATURE_INVALID; SUBJECT_MISMATCH for a checkpoint of another ledger;
 * MERKLE_MISMATCH when entries are gone; ROOT_HASH_MISMATCH when they are others
 */
export function proveConsistency(
  checkpoint: UnverifiedCheckpoint,
  keys: readonly PublicKey[],
  ledger: Ledger,
): LedgerConsistency {
  const keyid = verifiedSigner(checkpoint, keys);
  const expected = ledger.id === null ? null : ledgerOrigin(ledger.id);
  const { origin: received, treeSize } = checkpoint;
  if (received !== expected) {
    throw new StellaError('SUBJECT_MISMATCH', `the checkpoint is one of ${JSON.stringify(received)}`, {
      details: { expected, received },
      hint: 'check that it is this store from which it was taken: a store that was made anew has another ledger',
    });
  }
  if (treeSize < 1)
    throw new StellaError('INPUT_INVALID', 'the checkpoint has no entries: no ledger is ever empty');
  const { tree } = ledger;
  if (treeSize > tree.treeSize) {
    throw new StellaError(
      'MERKLE_MISMATCH',
      `the checkpoint has ${treeSize} entries, the ledger only ${tree.treeSize}: entries were taken away`,
      {
        details: { expected: treeSize, received: tree.treeSize },
        hint: 'the store is not the one that it was: keep it as it is, and find out who restored or edited it',
      },
    );
  }
  const path = consistencyPath(tree, treeSize);
  const implied = rootsFromConsistencyProof({
    firstSize: treeSize,
    secondSize: tree.treeSize,
    firstRoot: checkpoint.rootHash,
    path,
  });
  const holds =
    implied !== null &&
    Buffer.compare(implied.firstRoot, checkpoint.rootHash) === 0 &&
    Buffer.compare(implied.secondRoot, tree.rootHash) === 0;
  if (holds) return { keyid, path };
  throw new StellaError(
    'ROOT_HASH_MISMATCH',
    `the first ${treeSize} entries of the ledger are not those of the checkpoint: the ledger was written anew`,
    {
      details: {
        expected: formatDigest(checkpoint.rootHash),
        received: implied === null ? null : formatDigest(implied.firstRoot),
      },
      hint: 'the store is not the one that it was: keep it as it is, and find out who edited it',
    },
  );
}

/** The key id of the first key that signed, under the name of the ledger. */
function verifiedSigner(checkpoint: UnverifiedCheckpoint, keys: readonly PublicKey[]): string {
  if (keys.length === 0) {
    throw new StellaError('TRUST_ROOT_MISSING', 'there is no key to check the checkpoint with', {
      hint: 'give the public key of who signed it with --trust-root FILE',
    });
  }
  const states = keys.map((key) => ({ key, state: signatureState(checkpoint, signerOf(checkpoint, key)) }));
  const signer = states.find(({ state }) => state === 'valid');
  if (signer !== undefined) return signer.key.keyid;
  if (states.some(({ state }) => state === 'invalid'))
    throw new StellaError('SIGNATURE_INVALID', 'the signature of the checkpoint does not verify');
  throw new StellaError('KEY_UNKNOWN', 'the checkpoint is not signed by a key that is trusted', {
    details: { expected: keys.map(({ keyid }) => keyid) },
    hint: 'give the public key of who signed it with --trust-root FILE; compare its key id with a copy that reached you another way',
  });
}

function signerOf({ origin }: UnverifiedCheckpoint, key: PublicKey): CheckpointSigner {
  return { key, isName: (name) => name === origin, keyIds: [noteKeyId(origin, key)] };
}
