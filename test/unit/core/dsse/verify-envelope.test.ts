import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { UnverifiedEnvelope } from '../../../../src/core/dsse/envelope.ts';
import { signEnvelope, verifyEnvelope } from '../../../../src/core/dsse/verify-envelope.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { ed25519Key } from '../../../helpers/test-keys.ts';

const [alice, bob, carol] = [1, 2, 3].map(ed25519Key) as [
  ReturnType<typeof ed25519Key>,
  ReturnType<typeof ed25519Key>,
  ReturnType<typeof ed25519Key>,
];
const signed = signEnvelope('text/plain', utf8Encode('hello'), alice);

function withSignatures(...signers: readonly (typeof alice)[]): UnverifiedEnvelope {
  const envelopes = signers.map((key) => signEnvelope('text/plain', utf8Encode('hello'), key));
  return { ...signed, signatures: envelopes.flatMap(({ signatures }) => signatures) };
}

const keyids = (envelope: UnverifiedEnvelope, ...keys: readonly (typeof alice)[]) =>
  verifyEnvelope(
    envelope,
    keys.map(({ publicKey }) => publicKey),
  ).signers.map(({ keyid }) => keyid);

describe('verifyEnvelope', () => {
  test('gives the payload and who signed it', () => {
    const verified = verifyEnvelope(signed, [alice.publicKey]);
    assert.equal(verified.payloadType, 'text/plain');
    assert.deepEqual(verified.payload, utf8Encode('hello'));
    assert.deepEqual(verified.signers, [alice.publicKey]);
  });

  test('takes one good signature among others, in any place', () => {
    assert.deepEqual(keyids(withSignatures(bob, alice), alice), [alice.publicKey.keyid]);
    assert.deepEqual(keyids(withSignatures(alice, bob, bob), alice), [alice.publicKey.keyid]);
  });

  test('names every signer once, in the order of the keys', () => {
    assert.deepEqual(keyids(withSignatures(bob, alice, alice), alice, carol, bob), [
      alice.publicKey.keyid,
      bob.publicKey.keyid,
    ]);
  });

  test('tries every key, whatever the keyid says', () => {
    for (const keyidHint of [null, '', 'nonsense', bob.publicKey.keyid]) {
      const envelope = { ...signed, signatures: [{ ...signed.signatures[0]!, keyidHint }] };
      assert.deepEqual(keyids(envelope, bob, alice), [alice.publicKey.keyid]);
    }
  });

  test('says which keys the envelope names and which are trusted, and repeats nothing that is no key id', () => {
    const refusal = (keyidHint: string | null, ...keys: readonly (typeof alice)[]) => {
      const envelope = { ...signed, signatures: [{ ...signed.signatures[0]!, keyidHint }] };
      try {
        keyids(envelope, ...keys);
      } catch (error) {
        return (error as Error).message;
      }
      return null;
    };
    const [a, b, c, d, e] = [1, 2, 3, 4, 5].map((i) => ed25519Key(i)) as (typeof alice)[];
    const idOf = (key: typeof alice | undefined) => key?.publicKey.keyid;
    assert.equal(
      refusal(alice.publicKey.keyid, bob),
      `no signature is by a trusted key: named in the envelope: ${idOf(a)}; trusted: ${idOf(b)}`,
    );
    for (const hint of [null, '', '\u001b[31m', 'x'.repeat(64)])
      assert.match(refusal(hint, bob) ?? '', /named in the envelope: none; trusted: [0-9a-f]{64}$/);
    assert.match(refusal(null, bob, c!, d!, e!) ?? '', new RegExp(`trusted: ${idOf(b)}, .* and 1 more$`));
  });

  const altered: readonly (readonly [string, UnverifiedEnvelope])[] = [
    ['another payload', { ...signed, payload: utf8Encode('hellO') }],
    ['another payload type', { ...signed, payloadType: 'text/plaiN' }],
    [
      'a payload and a type that touch',
      { ...signed, payloadType: 'text/plain 5 hello', payload: new Uint8Array(0) },
    ],
    [
      'another signature',
      { ...signed, signatures: [{ ...signed.signatures[0]!, signature: new Uint8Array(64) }] },
    ],
    [
      'an empty signature',
      { ...signed, signatures: [{ ...signed.signatures[0]!, signature: new Uint8Array(0) }] },
    ],
    ['no signature', { ...signed, signatures: [] }],
  ];
  for (const [what, envelope] of altered) {
    test(`is SIGNATURE_INVALID for ${what}`, () => {
      assert.throws(() => verifyEnvelope(envelope, [alice.publicKey]), { code: 'SIGNATURE_INVALID' });
    });
  }

  test('is KEY_UNKNOWN when no keyid names a trusted key', () => {
    assert.throws(() => verifyEnvelope(signed, [bob.publicKey]), {
      code: 'KEY_UNKNOWN',
      details: { expected: [bob.publicKey.keyid], received: [alice.publicKey.keyid], found: 0, required: 1 },
    });
    assert.throws(() => verifyEnvelope(signed, []), { code: 'KEY_UNKNOWN' });
  });

  test("is SIGNATURE_INVALID when a stranger's signature bears the keyid of a trusted key", () => {
    const posing = { ...signed, signatures: [{ ...signed.signatures[0]!, keyidHint: bob.publicKey.keyid }] };
    assert.throws(() => verifyEnvelope(posing, [bob.publicKey]), { code: 'SIGNATURE_INVALID' });
  });

  test('counts the keys that signed, not the signatures, against the threshold', () => {
    const keys = [alice, bob, carol].map(({ publicKey }) => publicKey);
    const verify = (envelope: UnverifiedEnvelope, threshold: number) =>
      verifyEnvelope(envelope, keys, threshold).signers.length;
    assert.equal(verify(withSignatures(alice, bob), 2), 2);
    assert.equal(verify(withSignatures(alice, bob, carol), 2), 3);
    assert.throws(() => verify(withSignatures(alice, alice), 2), {
      code: 'KEY_UNKNOWN',
      message: 'too few signatures are by trusted keys: 1 of 2 trusted keys have signed',
    });
    assert.throws(() => verify(withSignatures(alice, bob), 3), { code: 'KEY_UNKNOWN' });
  });

  test('is SIGNATURE_INVALID when the one that is missing bears the keyid of a trusted key', () => {
    const both = withSignatures(alice, bob);
    const damaged = {
      ...both,
      signatures: [both.signatures[0]!, { ...both.signatures[1]!, signature: new Uint8Array(64) }],
    };
    assert.throws(() => verifyEnvelope(damaged, [alice.publicKey, bob.publicKey], 2), {
      code: 'SIGNATURE_INVALID',
    });
  });

  test('counts one key that is given twice once', () => {
    assert.throws(() => verifyEnvelope(signed, [alice.publicKey, { ...alice.publicKey }], 2), {
      code: 'KEY_UNKNOWN',
    });
  });

  test('asks for one signature at least, whatever the threshold says', () => {
    assert.throws(() => verifyEnvelope({ ...signed, signatures: [] }, [alice.publicKey], 0), {
      code: 'SIGNATURE_INVALID',
    });
    assert.throws(() => verifyEnvelope(signed, [bob.publicKey], -1), { code: 'KEY_UNKNOWN' });
  });

  test('never hints at trusting more', () => {
    for (const keys of [[], [bob.publicKey]]) {
      assert.throws(
        () => verifyEnvelope(signed, keys),
        (error: { hint?: string }) => !/--trust-root|trust (?:it|this|the key)/.test(error.hint ?? ''),
      );
    }
  });
});

test('signEnvelope gives the same signature each time, with the keyid of its key', () => {
  assert.deepEqual(signEnvelope('text/plain', utf8Encode('hello'), alice), signed);
  assert.equal(signed.signatures[0]?.keyidHint, alice.publicKey.keyid);
});
