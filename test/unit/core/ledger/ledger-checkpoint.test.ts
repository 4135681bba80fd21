import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCheckpoint } from '../../../../src/core/checkpoint/checkpoint.ts';
import { signCheckpoint } from '../../../../src/core/checkpoint/checkpoint-signature.ts';
import type { SigningKey } from '../../../../src/core/keys/types.ts';
import { ledgerHead, proveConsistency } from '../../../../src/core/ledger/ledger-checkpoint.ts';
import { type Ledger, readLedger } from '../../../../src/core/ledger/read-ledger.ts';
import { rootsFromConsistencyProof } from '../../../../src/core/merkle/consistency-proof.ts';
import { makeLedger, type TestLedger } from '../../../helpers/ledgers.ts';
import { KEYS } from '../../../helpers/sigstore-instance.ts';
import { ed25519Key } from '../../../helpers/test-keys.ts';

const key = ed25519Key(3);

const whole = makeLedger(
  ...Array.from({ length: 20 }, (_, i) => ({ action: 'kit.refuse', subject: `kit ${i}` })),
);

function ledgerOf({ stored }: Pick<TestLedger, 'stored'>, size = stored.length): Ledger {
  const rows = stored.slice(0, size);
  return readLedger(rows, { size, entryHash: rows.at(-1)!.entryHash });
}

function checkpointOf(ledger: Ledger, signer: SigningKey = key): string {
  return signCheckpoint(ledgerHead(ledger)!, signer);
}

const ledger = ledgerOf(whole);

function prove(text: string, keys = [key.publicKey], of = ledger) {
  return proveConsistency(parseCheckpoint(text), keys, of);
}

describe('a checkpoint of the ledger', () => {
  it('is proved to be of its beginning, at every size', () => {
    for (let size = 1; size <= whole.stored.length; size++) {
      const earlier = ledgerOf(whole, size);
      const { keyid, path } = prove(checkpointOf(earlier));
      assert.equal(keyid, key.publicKey.keyid);
      const roots = rootsFromConsistencyProof({
        firstSize: size,
        secondSize: whole.stored.length,
        firstRoot: earlier.tree.rootHash,
        path,
      });
      assert.deepEqual(roots, { firstRoot: earlier.tree.rootHash, secondRoot: ledger.tree.rootHash });
    }
  });

  it('is signed by keys of other kinds too', () => {
    for (const signer of [KEYS.rekor, KEYS.rekor2])
      assert.equal(prove(checkpointOf(ledger, signer), [signer.publicKey]).keyid, signer.publicKey.keyid);
  });

  it('is refused when entries were taken away', () => {
    const shorter = ledgerOf(whole, 12);
    assert.throws(() => prove(checkpointOf(ledger), [key.publicKey], shorter), { code: 'MERKLE_MISMATCH' });
  });

  it('is refused when the ledger was written anew, whichever entry differs', () => {
    const text = checkpointOf(ledgerOf(whole, 15));
    for (let changed = 1; changed < 15; changed++) {
      const other = makeLedger(
        ...Array.from({ length: 20 }, (_, i) => ({
          action: 'kit.refuse',
          subject: i + 1 === changed ? 'nothing to see here' : `kit ${i}`,
        })),
      );
      assert.deepEqual(ledgerOf(other).problems, []);
      assert.throws(() => prove(text, [key.publicKey], ledgerOf(other)), { code: 'ROOT_HASH_MISMATCH' });
    }
  });

  it('is refused as one of another ledger', () => {
    const origin = 'stella-ops.org/ledger/ffffffffffffffffffffffffffffffff';
    const text = signCheckpoint({ ...ledgerHead(ledger)!, origin }, key);
    assert.throws(() => prove(text), { code: 'SUBJECT_MISMATCH' });
  });

  it('is refused when its signature, or what it signs, is not that of a trusted key', () => {
    const text = checkpointOf(ledger);
    const stranger = ed25519Key(4);
    assert.throws(() => prove(text, []), { code: 'TRUST_ROOT_MISSING' });
    assert.throws(() => prove(text, [stranger.publicKey]), { code: 'KEY_UNKNOWN' });
    assert.throws(() => prove(text.replace('\n21\n', '\n20\n')), { code: 'SIGNATURE_INVALID' });
    assert.throws(() => prove(text.replace(/(.{8})=\n$/, 'AAAAAAAA=\n')), { code: 'SIGNATURE_INVALID' });
    const renamed = text.replace(/\u2014 \S+/, '\u2014 somebody.else');
    assert.throws(() => prove(renamed), { code: 'KEY_UNKNOWN' });
  });

  it('is refused without entries', () => {
    const text = signCheckpoint({ ...ledgerHead(ledger)!, treeSize: 0 }, key);
    assert.throws(() => prove(text), { code: 'INPUT_INVALID' });
  });

  it('is not made of a ledger that has lost its beginning', () => {
    assert.equal(ledgerHead(readLedger(whole.stored.slice(1), whole.head)), null);
  });
});
