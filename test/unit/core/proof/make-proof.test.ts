import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ROOT } from '../../../../fixtures/generate/vectors-keys.ts';
import { bake } from '../../../../fixtures/generate/vectors-recipe.ts';
import { utf8Encode } from '../../../../src/core/encoding/utf8.ts';
import { parsePrivateKeyPem } from '../../../../src/core/keys/private-key.ts';
import { makeProofFiles } from '../../../../src/core/proof/make-proof.ts';
import { proofDocuments, proofFiles, signer } from '../../../helpers/proof-documents.ts';

describe('makeProofFiles', () => {
  for (const base of ['a', 'b'] as const) {
    test(`gives the bytes that the vectors' generator, which shares no code with it, gives for bundle ${base}`, () => {
      const made = makeProofFiles({
        ...proofDocuments(base),
        key: parsePrivateKeyPem(ROOT.privatePem),
        certificate: null,
      });
      const text = (files: ReadonlyMap<string, Uint8Array>) =>
        [...files].map(([name, bytes]) => [name, Buffer.from(bytes).toString()]);
      assert.deepEqual(text(made), text(bake({ base })));
    });
  }

  test('gives the same bytes each time, and leaves what it was given alone', () => {
    const documents = proofDocuments();
    const before = structuredClone(documents);
    assert.deepEqual(proofFiles(documents), proofFiles(documents));
    assert.deepEqual(documents, before);
  });

  test('carries the certificate as it is', () => {
    const certificate = utf8Encode('-----BEGIN CERTIFICATE-----\n');
    const files = makeProofFiles({ ...proofDocuments(), key: signer, certificate });
    assert.deepEqual(files.get('certificate.pem'), certificate);
    assert.deepEqual(files.get('dsse-envelope.json'), proofFiles().get('dsse-envelope.json'));
  });
});
