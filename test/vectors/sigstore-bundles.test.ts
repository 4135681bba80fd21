/** Good Sigstore bundles by our own instance, in each form that there is: they verify here and with Sigstore's own library. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import { generalName } from '../helpers/certificates.ts';
import { LATER } from '../helpers/refused-bundles.ts';
import { type BundleRecipe, makeBundle } from '../helpers/sigstore-bundles.ts';
import { IDENTITY, SIGNED_AT, trustedRoot } from '../helpers/sigstore-instance.ts';
import { ecdsaKey } from '../helpers/test-keys.ts';
import { isAcceptedBySigstore, outcomeOf, verifyBundle } from '../helpers/verify-sigstore.ts';

const goodRecipes: Readonly<Record<string, BundleRecipe>> = {
  'version 0.1 with a signed entry timestamp alone': { version: '0.1' },
  'version 0.2 with timestamp and proof': { version: '0.2' },
  'version 0.3': {},
  'version 0.3 under its older media type': { version: '0.3-old' },
  'an artifact, hashedrekord 0.0.1': { content: 'message' },
  'an artifact, hashedrekord 0.0.2 in Rekor 2': { content: 'message', log: 'rekor2' },
  'an envelope, hashedrekord 0.0.2 in Rekor 2': { log: 'rekor2' },
  'an envelope, hashedrekord 0.0.1': { entry: 'hashedrekord 0.0.1' },
  'an envelope, dsse 0.0.2 in Rekor 2': { log: 'rekor2', entry: 'dsse 0.0.2' },
  'an envelope, intoto 0.0.2': { entry: 'intoto 0.0.2' },
  'both a signed entry timestamp and an RFC 3161 timestamp': { timestamps: [SIGNED_AT] },
  'a payload that is no statement': { payloadType: 'text/plain', payload: utf8Encode('hello') },
};

describe('a good Sigstore bundle', () => {
  for (const [what, recipe] of Object.entries(goodRecipes)) {
    const bundle = makeBundle(recipe);
    const options = recipe.payloadType === undefined ? {} : { artifact: null };
    it(`verifies: ${what}`, () => assert.equal(outcomeOf(bundle, options), 'verified'));
    it(`is accepted by Sigstore's own library: ${what}`, () => assert.ok(isAcceptedBySigstore(bundle)));
  }

  it('tells who signed, when and where it is logged', () => {
    const { proven } = verifyBundle(makeBundle());
    assert.deepEqual(
      proven?.signers.map(({ certificate }) => [certificate?.identities, certificate?.identityIssuer]),
      [[[IDENTITY.subject], IDENTITY.issuer]],
    );
    assert.deepEqual(proven?.signedTimes, [{ time: SIGNED_AT, authority: 'the log rekor.example' }]);
    assert.equal(proven?.logEntries[0]?.log, 'rekor.example');
    assert.equal(proven?.matchedSubject?.name, 'app.tar.gz');
  });

  it('may carry a hash by SHA-384 and SHA-512', () => {
    for (const hash of ['sha384', 'sha512'] as const)
      assert.equal(
        outcomeOf(
          makeBundle({
            content: 'message',
            hash,
            leaf: { key: ecdsaKey(hash === 'sha384' ? 'P-384' : 'P-521', 20) },
          }),
        ),
        'verified',
      );
  });

  it('may be for an email address, a user name, or have the issuer in one form only', () => {
    const email = { names: [generalName.email('a@example.org')] };
    assert.equal(
      outcomeOf(makeBundle({ leaf: email }), { identity: { ...IDENTITY, subject: 'a@example.org' } }),
      'verified',
    );
    for (const issuer of [{ issuerV1: null }, { issuerV2: null }])
      assert.equal(outcomeOf(makeBundle({ leaf: issuer })), 'verified');
  });

  it('counts a log and an authority up to the last moment of their time', () => {
    const root = trustedRoot();
    for (const { publicKey } of root.tlogs) publicKey.validFor.end = SIGNED_AT;
    assert.equal(outcomeOf(makeBundle(), { root }), 'verified');
    assert.equal(outcomeOf(makeBundle({ log: 'rekor2' }), { root }), 'verified');
  });

  it('needs no certificate log where the trusted root has none', () => {
    const root = { ...trustedRoot(), ctlogs: [] };
    assert.equal(outcomeOf(makeBundle({ leaf: { sctKeys: [] } }), { root }), 'verified');
  });
});

describe('a Sigstore bundle that is refused', () => {
  it('tells nothing of its payload', () => {
    const report = verifyBundle(makeBundle({ integratedTime: LATER }));
    assert.equal(report.proven, null);
    assert.doesNotMatch(JSON.stringify(report), /slsa|app\.tar\.gz|builder/);
    assert.deepEqual(report.established, []);
  });
});
