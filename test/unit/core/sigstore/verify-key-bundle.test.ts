/** Sigstore bundles by bare keys: no certificate, no identity, and no time that is needed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { base64Encode } from '../../../../src/core/encoding/base64.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import type { SigningKey } from '../../../../src/core/keys/types.ts';
import type { TrustRoots } from '../../../../src/core/trust/trust-roots.ts';
import { type BundleRecipe, makeBundle } from '../../../helpers/sigstore-bundles.ts';
import { IDENTITY, KEYS, trustedRoot } from '../../../helpers/sigstore-instance.ts';
import { ecdsaKey, ed25519Key } from '../../../helpers/test-keys.ts';
import { outcomeOf, type VerifyOptions, verifyBundle } from '../../../helpers/verify-sigstore.ts';

const key = ecdsaKey('P-256', 40);
const trust = (...keys: readonly SigningKey[]): TrustRoots => ({
  keys: keys.map(({ publicKey }) => ({ ...publicKey, source: 'key.pub' })),
  anchors: [],
});
const options: VerifyOptions = { identity: null, trust: trust(KEYS.other, key) };
const bundle = (recipe: BundleRecipe = {}) => makeBundle({ certificate: null, signer: key, ...recipe });

describe('a Sigstore bundle by a bare key', () => {
  for (const [what, recipe] of Object.entries<BundleRecipe>({
    'an envelope': {},
    'an artifact': { content: 'message' },
    'an envelope in Rekor 2, without a timestamp': { log: 'rekor2', timestamps: [] },
    'an envelope in Rekor 2, with one': { log: 'rekor2' },
    'an envelope as intoto': { entry: 'intoto 0.0.2' },
    'an artifact under Ed25519': { content: 'message', signer: ed25519Key(41) },
  })) {
    it(`verifies: ${what}`, () => {
      const trusting = { ...options, trust: trust(KEYS.other, key, ed25519Key(41)) };
      assert.equal(outcomeOf(bundle(recipe), trusting), 'verified');
    });
  }

  it('says that nothing is known of logs where no trusted root is given', () => {
    const report = verifyBundle(bundle(), { ...options, root: null });
    assert.ok(report.verified);
    assert.equal(report.checks.find(({ name }) => name === 'log')?.status, 'skipped');
    assert.ok(report.notEstablished.some((line) => /public log/.test(line)));
    assert.ok(report.notEstablished.some((line) => /when it was signed/.test(line)));
  });

  it('needs no log entry where the trusted root has no logs', () => {
    const bare = bundle();
    bare.verificationMaterial.tlogEntries = [];
    assert.equal(outcomeOf(bare, { ...options, root: { ...trustedRoot(), tlogs: [] } }), 'verified');
    assert.equal(outcomeOf(bare, options), 'SIGNATURE_INVALID');
  });

  it('is SIGNATURE_INVALID when it names a trusted key and was altered', () => {
    const altered = bundle();
    altered.dsseEnvelope!.payload = base64Encode(utf8Encode('{}'));
    assert.equal(outcomeOf(altered, options), 'SIGNATURE_INVALID');
  });

  it('is KEY_UNKNOWN when it is by a stranger', () => {
    assert.equal(outcomeOf(bundle(), { ...options, trust: trust(KEYS.other) }), 'KEY_UNKNOWN');
    assert.equal(
      outcomeOf(bundle({ content: 'message' }), { ...options, trust: trust(KEYS.other) }),
      'KEY_UNKNOWN',
    );
  });

  it('is TRUST_ROOT_MISSING when no key is trusted', () => {
    assert.equal(outcomeOf(bundle(), { ...options, trust: trust() }), 'TRUST_ROOT_MISSING');
  });

  it('is refused where an identity is expected', () => {
    assert.equal(outcomeOf(bundle(), { ...options, identity: IDENTITY }), 'CERTIFICATE_UNTRUSTED');
  });

  it('is refused with the log entry of another key', () => {
    const other = bundle();
    other.verificationMaterial.tlogEntries = bundle({ signer: KEYS.other }).verificationMaterial.tlogEntries;
    assert.equal(outcomeOf(other, options), 'SUBJECT_MISMATCH');
  });

  it('has one signature, whatever threshold is asked for', () => {
    assert.equal(outcomeOf(bundle(), { ...options, threshold: 2 }), 'KEY_UNKNOWN');
  });
});
