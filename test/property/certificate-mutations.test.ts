/** Certificates and keys with bytes changed, left out and put in: an error with a code or a value, never anything else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isStellaError, StellaError } from '../../src/core/errors.ts';
import { parsePublicKeyDer } from '../../src/core/keys/public-key.ts';
import { isSignatureValid } from '../../src/core/keys/signature.ts';
import { verifyChain } from '../../src/core/x509/verify-chain.ts';
import {
  altNames,
  EKU,
  extendedKeyUsage,
  generalName,
  keyUsage,
  makeCa,
  makeCertificate,
  nameConstraints,
  toAnchor,
} from '../helpers/certificates.ts';
import { edits, isSameBytes, mutate } from '../helpers/mutations.ts';
import { ed25519Key } from '../helpers/test-keys.ts';

const [ROOT_KEY, LEAF_KEY] = [ed25519Key(1), ed25519Key(2)];
const ROOT = makeCa('root', ROOT_KEY, undefined, {
  extensions: [nameConstraints(['example.com', generalName.email('example.com')])],
});
const LEAF = makeCertificate({
  key: LEAF_KEY,
  issuer: 'root',
  signer: ROOT_KEY,
  extensions: [
    keyUsage(0x80, 7),
    extendedKeyUsage([EKU.codeSigning]),
    altNames(['a.example.com', generalName.email('a@example.com'), generalName.uri('https://example.com')]),
  ],
});

const verify = (leaf: Uint8Array, root: Uint8Array) =>
  verifyChain(leaf, {
    anchors: [toAnchor(root)],
    intermediates: [],
    at: '2025-01-15T00:00:00Z',
    purpose: 'code-signing',
  });

test('the chain itself verifies', () => assert.equal(verify(LEAF, ROOT).certificates.length, 2));

test('a changed leaf never verifies', () => {
  fc.assert(
    fc.property(edits, (changes) => {
      const leaf = mutate(LEAF, changes);
      if (!isSameBytes(leaf, LEAF)) assert.throws(() => verify(leaf, ROOT), StellaError);
    }),
    { numRuns: 1500 },
  );
});

test('a changed anchor verifies the leaf or ends in an error with a code', () => {
  fc.assert(
    fc.property(edits, (changes) => {
      try {
        verify(LEAF, mutate(ROOT, changes));
      } catch (error) {
        if (!isStellaError(error) || error.code === 'INTERNAL') throw error;
      }
    }),
    { numRuns: 1500 },
  );
});

test('any bytes are a key or an error with a code, and any bytes are no signature', () => {
  const { spkiDer } = LEAF_KEY.publicKey;
  fc.assert(
    fc.property(edits, fc.uint8Array({ maxLength: 100 }), (changes, signature) => {
      try {
        assert.equal(isSignatureValid(parsePublicKeyDer(mutate(spkiDer, changes)), LEAF, signature), false);
      } catch (error) {
        if (!isStellaError(error)) throw error;
      }
    }),
    { numRuns: 1500 },
  );
});
