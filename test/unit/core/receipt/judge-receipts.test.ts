/** Receipts that count, and every kind that does not. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Digest } from '../../../../src/core/digest/sha256.ts';
import { formatEnvelope, type UnverifiedEnvelope } from '../../../../src/core/dsse/envelope.ts';
import { signEnvelope } from '../../../../src/core/dsse/verify-envelope.ts';
import { STATEMENT_PAYLOAD_TYPE } from '../../../../src/core/intoto/statement.ts';
import { canonicalBytes } from '../../../../src/core/json/canonical-json.ts';
import { parsePublicKeyDer } from '../../../../src/core/keys/public-key.ts';
import type { PublicKey, SigningKey } from '../../../../src/core/keys/types.ts';
import type { ProvenScore } from '../../../../src/core/proof/report.ts';
import { checkReceipts, judgeReceipts } from '../../../../src/core/receipt/judge-receipts.ts';
import { formatReplayReceipt, type ReplayReceipt } from '../../../../src/core/receipt/replay-receipt.ts';
import { ecdsaKey, ed25519Key } from '../../../helpers/test-keys.ts';

const [alice, bob, mallory] = [ed25519Key(81), ecdsaKey('P-256', 82), ed25519Key(83)];
const digest = (digits: string): Digest => `sha256:${digits.repeat(32)}`;

const RECEIPT: ReplayReceipt = {
  scanId: 'scan-1',
  manifestHash: digest('aa'),
  rootHash: digest('bb'),
  expectedRootHash: digest('bb'),
  deterministic: true,
  score: 7.5,
  replayedAt: '2025-01-16T10:30:00Z',
  engine: { name: 'stella-score', version: '1' },
  tool: { name: 'stella', version: '0.1.0' },
  environment: { node: 'v24.0.0', platform: 'linux', arch: 'x64' },
};

const PROVEN = { manifestHash: digest('aa'), rootHash: digest('bb') } as ProvenScore;
const KEYS: readonly PublicKey[] = [alice.publicKey, bob.publicKey];

function sign(key: SigningKey, change: Partial<ReplayReceipt> = {}): UnverifiedEnvelope {
  return signEnvelope(STATEMENT_PAYLOAD_TYPE, formatReplayReceipt({ ...RECEIPT, ...change }), key);
}

function check(envelopes: Readonly<Record<string, UnverifiedEnvelope | string>>, threshold = 2, keys = KEYS) {
  const files = Object.entries(envelopes).map(([name, envelope]) => ({
    name,
    bytes: typeof envelope === 'string' ? new TextEncoder().encode(envelope) : formatEnvelope(envelope),
  }));
  return checkReceipts(judgeReceipts(files, keys), threshold, PROVEN);
}

const OTHER = { rootHash: digest('cc'), expectedRootHash: digest('cc') };

describe('receipts', () => {
  test('of two keys agree, in two files or in one', () => {
    const two = check({ 'a.json': sign(alice), 'b.json': sign(bob) });
    assert.equal(two.check.status, 'pass');
    assert.equal(two.statements.established?.length, 2);
    const [first, second] = [sign(alice), sign(bob)];
    const one = check({ 'ab.json': { ...first, signatures: [...first.signatures, ...second.signatures] } });
    assert.equal(one.check.status, 'pass');
  });

  const broken: UnverifiedEnvelope = {
    ...sign(bob),
    signatures: [{ keyidHint: bob.publicKey.keyid, signature: new Uint8Array(70) }],
  };
  const contradiction = {
    ...sign(bob),
    ...signEnvelope(
      STATEMENT_PAYLOAD_TYPE,
      canonicalBytes({
        _type: 'https://in-toto.io/Statement/v1',
        subject: [{ name: 'manifest.json', digest: { sha256: 'aa'.repeat(32) } }],
        predicateType: 'https://stella-ops.org/attestation/score-replay/v1',
        predicate: { ...RECEIPT, deterministic: false },
      }),
      bob,
    ),
  };
  const refused: readonly (readonly [string, UnverifiedEnvelope | string, string, RegExp])[] = [
    ['another root', sign(bob, OTHER), 'REPLAY_MISMATCH', /got the root sha256:cc/],
    [
      'a mismatch that it tells of',
      sign(bob, { rootHash: digest('cc'), deterministic: false }),
      'REPLAY_MISMATCH',
      /sha256:cc/,
    ],
    [
      'another manifest',
      sign(bob, { manifestHash: digest('dd') }),
      'KEY_UNKNOWN',
      /about the manifest sha256:dd/,
    ],
    ['a signature that does not hold', broken, 'SIGNATURE_INVALID', /b\.json: SIGNATURE_INVALID/],
    ['a stranger', sign(mallory), 'KEY_UNKNOWN', /b\.json: KEY_UNKNOWN/],
    ['a stranger with another root', sign(mallory, OTHER), 'KEY_UNKNOWN', /b\.json: KEY_UNKNOWN/],
    [
      'the same key twice',
      sign(alice, { replayedAt: '2025-01-17T00:00:00Z' }),
      'KEY_UNKNOWN',
      /has a receipt already/,
    ],
    ['a receipt that contradicts itself', contradiction, 'KEY_UNKNOWN', /contradicts itself/],
    ['no receipt at all', '{}', 'KEY_UNKNOWN', /b\.json: INPUT_INVALID/],
  ];
  for (const [what, envelope, code, why] of refused) {
    test(`do not count with ${what}, and it is named`, () => {
      const { check: found } = check({ 'a.json': sign(alice), 'b.json': envelope });
      assert.deepEqual([found.status, 'code' in found ? found.code : null], ['fail', code]);
      assert.match(found.reason, /^1 of 2 independent replays agree; not counted: /);
      assert.match(found.reason, why);
      assert.equal(check({ 'a.json': sign(alice), 'b.json': envelope }, 1).check.status, 'pass');
    });
  }

  test('that are enough leave open what a trusted key contradicts', () => {
    const keys = [...KEYS, mallory.publicKey];
    const { check: found, statements } = check(
      { a: sign(alice), b: sign(bob), c: sign(mallory, OTHER) },
      2,
      keys,
    );
    assert.equal(found.status, 'pass');
    assert.match(statements.notEstablished?.join() ?? '', /every replay agrees/);
  });

  test('by two encodings of one key count once', () => {
    // The point of a P-256 key, compressed: the same key under another key id.
    const spki = Buffer.from(bob.publicKey.spkiDer);
    const x = spki.subarray(27, 59);
    const sign2 = ((spki[90] ?? 0) & 1) === 1 ? 3 : 2;
    const header = Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex');
    const compressed = parsePublicKeyDer(new Uint8Array(Buffer.concat([header, Buffer.from([sign2]), x])));
    assert.notEqual(compressed.keyid, bob.publicKey.keyid);
    assert.equal(check({ 'b.json': sign(bob) }, 2, [bob.publicKey, compressed]).check.status, 'fail');
  });

  test('of a whole archive are not named one by one', () => {
    const many = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [
        `${i}.json`,
        sign(bob, { manifestHash: digest('dd'), scanId: `s${i}` }),
      ]),
    );
    const { check: found } = check({ ...many, 'a.json': sign(alice) });
    assert.match(found.reason, /not counted: 30 about other manifests$/);
  });

  test('are not looked at where the bundle is not verified', () => {
    assert.equal(checkReceipts([], 1, null).check.status, 'skipped');
  });
});
