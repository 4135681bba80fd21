/** DSSE both ways: ours verify with openssl and with Sigstore's own library, and what openssl signs verifies with us. */
import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { ENVELOPE_FILE } from '../../src/core/bundle/bundle-layout.ts';
import { parseEnvelope } from '../../src/core/dsse/envelope.ts';
import { preAuthenticationEncoding } from '../../src/core/dsse/pae.ts';
import { renderPem } from '../../src/core/encoding/pem.ts';
import { utf8Encode } from '../../src/core/encoding/utf8.ts';
import type { SigningKey } from '../../src/core/keys/types.ts';
import { makeProofFiles } from '../../src/core/proof/make-proof.ts';
import { openssl, opensslSkip, opensslSucceeds, temporaryFolder } from '../helpers/openssl.ts';
import { proofDocuments } from '../helpers/proof-documents.ts';
import { runStellaJson } from '../helpers/run-stella.ts';
import { STATEMENT } from '../helpers/sigstore-instance.ts';
import { ecdsaKey, ed25519Key } from '../helpers/test-keys.ts';

const { path: folder, remove } = temporaryFolder();
after(remove);
const file = (name: string) => join(folder, name);

/** The envelope of a proof bundle of ours. */
function ourEnvelope(key: SigningKey): Uint8Array {
  return makeProofFiles({ ...proofDocuments(), key, certificate: null }).get(ENVELOPE_FILE)!;
}

const ourKeys = {
  Ed25519: ed25519Key(50),
  'ECDSA P-256': ecdsaKey('P-256', 50),
};

describe('the envelope of our bundles', () => {
  for (const [name, key] of Object.entries(ourKeys)) {
    it(`verifies with openssl over its PAE: ${name}`, { skip: opensslSkip() }, () => {
      const { payloadType, payload, signatures } = parseEnvelope(ourEnvelope(key), 'it', 'INPUT_INVALID');
      writeFileSync(file('pae'), preAuthenticationEncoding(payloadType, payload));
      writeFileSync(file('sig'), signatures[0]!.signature);
      writeFileSync(file('pub.pem'), renderPem('PUBLIC KEY', key.publicKey.spkiDer));
      const raw = name === 'Ed25519' ? ['-rawin'] : ['-rawin', '-digest', 'sha256'];
      const verify = [
        'pkeyutl',
        '-verify',
        '-pubin',
        '-inkey',
        'pub.pem',
        '-in',
        'pae',
        '-sigfile',
        'sig',
        ...raw,
      ];
      assert.ok(opensslSucceeds(folder, ...verify));
      writeFileSync(file('pae'), preAuthenticationEncoding(payloadType, payload.subarray(1)));
      assert.equal(opensslSucceeds(folder, ...verify), false);
    });

    it(`verifies with Sigstore's own library: ${name}`, () => {
      assert.ok(isAcceptedBySigstore(JSON.parse(Buffer.from(ourEnvelope(key)).toString()), key));
    });
  }

  it('does not verify with Sigstore’s own library once it is altered', () => {
    const envelope = JSON.parse(Buffer.from(ourEnvelope(ourKeys.Ed25519)).toString());
    assert.equal(isAcceptedBySigstore({ ...envelope, payloadType: 'text/plain' }, ourKeys.Ed25519), false);
  });
});

describe('an envelope that openssl signed', { skip: opensslSkip() }, () => {
  const payload = utf8Encode(JSON.stringify(STATEMENT));
  const type = 'application/vnd.in-toto+json';
  const makers: Readonly<Record<string, readonly string[]>> = {
    Ed25519: ['genpkey', '-algorithm', 'ed25519', '-out', 'key.pem'],
    'ECDSA P-256': ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'key.pem'],
    'ECDSA P-384': ['ecparam', '-name', 'secp384r1', '-genkey', '-noout', '-out', 'key.pem'],
    'RSA PKCS#1 v1.5': ['genrsa', '-out', 'key.pem', '2048'],
    'RSA PSS': ['genrsa', '-out', 'key.pem', '2048'],
  };
  for (const [name, make] of Object.entries(makers)) {
    it(`verifies here, with the key as PEM, DER and JWK: ${name}`, async () => {
      openssl(folder, ...make);
      openssl(folder, 'pkey', '-in', 'key.pem', '-pubout', '-out', 'issuer.pub');
      openssl(folder, 'pkey', '-in', 'key.pem', '-pubout', '-outform', 'DER', '-out', 'issuer.der');
      const jwk = createPublicKey(readFileSync(file('issuer.pub'))).export({ format: 'jwk' });
      writeFileSync(file('issuer.jwk'), JSON.stringify(jwk));
      writeFileSync(file('pae'), preAuthenticationEncoding(type, payload));
      const digest = name === 'Ed25519' ? [] : ['-digest', name === 'ECDSA P-384' ? 'sha384' : 'sha256'];
      const pss =
        name === 'RSA PSS' ? ['-pkeyopt', 'rsa_padding_mode:pss', '-pkeyopt', 'rsa_pss_saltlen:32'] : [];
      openssl(
        folder,
        'pkeyutl',
        '-sign',
        '-inkey',
        'key.pem',
        '-in',
        'pae',
        '-rawin',
        ...digest,
        ...pss,
        '-out',
        'sig',
      );
      const sig = readFileSync(file('sig')).toString('base64');
      const envelope = {
        payloadType: type,
        payload: Buffer.from(payload).toString('base64'),
        signatures: [{ sig }],
      };
      writeFileSync(file('envelope.json'), JSON.stringify(envelope));
      for (const key of ['issuer.pub', 'issuer.der', 'issuer.jwk']) {
        const run = await runStellaJson([
          'proof',
          'envelope',
          file('envelope.json'),
          '--trust-root',
          file(key),
        ]);
        assert.equal(run.exit, 0, run.stdout);
        assert.equal(run.document.proven.statement.predicateType, STATEMENT.predicateType);
      }
    });
  }
});

/** Verifies an envelope as the content of a Sigstore bundle by a key, without logs. */
function isAcceptedBySigstore(dsseEnvelope: object, { publicKey }: SigningKey): boolean {
  const bundle = bundleFromJSON({
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint: 'ours' }, tlogEntries: [] },
    dsseEnvelope,
  });
  const key = createPublicKey({ key: Buffer.from(publicKey.spkiDer), format: 'der', type: 'spki' });
  const material = toTrustMaterial(TrustedRoot.fromJSON({}), () => ({
    publicKey: key,
    validFor: () => true,
  }));
  const verifier = new Verifier(material, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 });
  try {
    verifier.verify(toSignedEntity(bundle));
    return true;
  } catch {
    return false;
  }
}
