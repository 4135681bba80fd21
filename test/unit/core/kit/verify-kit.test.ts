import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { digestOf } from '../../../../src/core/digest/sha256.ts';
import { formatEnvelope, parseEnvelope } from '../../../../src/core/dsse/envelope.ts';
import { parseUnverifiedKit, verifyKitEnvelope } from '../../../../src/core/kit/verify-kit.ts';
import { NO_TRUST_ROOTS } from '../../../../src/core/trust/trust-roots.ts';
import {
  envelopeOf,
  kitDigestOf,
  kitKey,
  rootsOf,
  sampleFeeds,
  statementOf,
  strangerKey,
} from '../../../helpers/kits.ts';

const statement = statementOf(sampleFeeds);
const envelope = envelopeOf(statement);

describe("a kit's envelope", () => {
  it('is verified by a trusted key, and named by the digest of its payload', () => {
    const kit = verifyKitEnvelope(envelope, rootsOf(strangerKey, kitKey));
    assert.equal(kit.digest, kitDigestOf(statement));
    assert.deepEqual(kit.signers, [kitKey.publicKey.keyid]);
    assert.equal(kit.statement.sequence, 1);
    assert.equal(kit.digest, parseUnverifiedKit(envelope).digest);
    assert.notEqual(kit.digest, digestOf(envelope));
  });

  it('keeps its digest whoever signs it too', () => {
    const [one, other] = [kitKey, strangerKey].map((key) =>
      verifyKitEnvelope(envelopeOf(statement, key), rootsOf(key)),
    );
    assert.equal(one?.digest, other?.digest);
  });

  it('is KEY_UNKNOWN by a stranger', () => {
    assert.throws(() => verifyKitEnvelope(envelopeOf(statement, strangerKey), rootsOf(kitKey)), {
      code: 'KEY_UNKNOWN',
    });
  });

  it('is TRUST_ROOT_MISSING when nobody is trusted', () => {
    assert.throws(() => verifyKitEnvelope(envelope, NO_TRUST_ROOTS), { code: 'TRUST_ROOT_MISSING' });
  });

  it('is KEY_UNKNOWN with certificate anchors only: a kit carries no certificate', () => {
    const anchors = [{ der: new Uint8Array(1), fingerprint: 'a'.repeat(64), source: 'test' }];
    assert.throws(() => verifyKitEnvelope(envelope, { keys: [], anchors }), { code: 'KEY_UNKNOWN' });
  });

  it('is SIGNATURE_INVALID when the payload was exchanged under a known key', () => {
    const parsed = parseEnvelope(envelope, 'kit', 'KIT_INVALID');
    const other = parseEnvelope(envelopeOf(statementOf(sampleFeeds, { sequence: 2 })), 'kit', 'KIT_INVALID');
    const forged = formatEnvelope({ ...parsed, payload: other.payload });
    assert.throws(() => verifyKitEnvelope(forged, rootsOf(kitKey)), { code: 'SIGNATURE_INVALID' });
  });

  it('is SIGNATURE_INVALID without a signature', () => {
    const parsed = parseEnvelope(envelope, 'kit', 'KIT_INVALID');
    const bare = formatEnvelope({ ...parsed, signatures: [] });
    assert.throws(() => verifyKitEnvelope(bare, rootsOf(kitKey)), { code: 'SIGNATURE_INVALID' });
  });

  it('never looks into a payload that nobody trusted signed', () => {
    const parsed = parseEnvelope(envelope, 'kit', 'KIT_INVALID');
    const nonsense = formatEnvelope({ ...parsed, payload: new TextEncoder().encode('{{{') });
    assert.throws(() => verifyKitEnvelope(nonsense, rootsOf(strangerKey)), { code: 'KEY_UNKNOWN' });
  });

  it('is KIT_INVALID when it is no envelope', () => {
    assert.throws(() => verifyKitEnvelope(new TextEncoder().encode('{}'), rootsOf(kitKey)), {
      code: 'KIT_INVALID',
    });
  });
});
